"""What a report needs beside the problems. Knows neither a format nor how problems are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ReportContext:
    """What was looked at, and how much a report may hold.

    Parameters
    ----------
    datasets : int
        How many datasets were looked at.
    explain : callable, optional
        From the id of a rule to its page in Markdown; raises `UserError` for an unknown rule.
    annotations : int, optional
        How many annotations of one level a host shows before it drops the rest.
    characters : int, optional
        The most characters of a message, or of a way out, that are shown.
    """

    datasets: int
    explain: Callable[[str], str] | None = None
    annotations: int = 10
    characters: int = 1_000
