"""What every report needs beside the problems, and how places, identities and counts are written.

Knows neither a format nor how problems are found.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from manikin.errors import Problem, Severity
from manikin.text import plain

MOST_MESSAGE = 1_000
"""Characters of a message or a way out that are shown."""
_MOST_PATH = 400


@dataclass(frozen=True)
class ReportContext:
    """What was looked at.

    Parameters
    ----------
    datasets : int
        How many datasets were looked at.
    explain : callable, optional
        From the id of a rule to its page in Markdown.
    root : str, optional
        The folder that paths are shown from; the current one if not given.
    most_annotations : int, optional
        How many annotations of one level a host shows before it drops the rest.
    """

    datasets: int
    explain: Callable[[str], str] | None = None
    root: str = field(default_factory=os.getcwd)
    most_annotations: int = 10

    def path(self, file: str) -> str:
        """Return a file's path as shown: from the root if it lies below, with forward slashes."""
        pure = PurePath(file)
        below = pure.relative_to(self.root) if pure.is_absolute() and pure.is_relative_to(self.root) else pure
        return plain(below.as_posix(), _MOST_PATH)

    def ids(self, problems: Sequence[Problem]) -> tuple[str, ...]:
        """Return an id for each problem that stays when lines move or a message is reworded.

        It is taken of rule, address and file; the second and later ones that share them are counted.
        """
        seen: Counter[tuple[str, str, str]] = Counter()
        found = []
        for problem in problems:
            what = (problem.rule, problem.address, self.path(problem.file))
            seen[what] += 1
            parts = what if seen[what] == 1 else (*what, str(seen[what]))
            # A lone surrogate in an address must not stop the report.
            digest = hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
            found.append(f"p:{digest[:12]}")
        return tuple(found)


def message(problem: Problem) -> str:
    """Return a problem's message as one visible line."""
    return plain(problem.message, MOST_MESSAGE)


def mend(problem: Problem) -> str:
    """Return a problem's way out as one visible line, or nothing."""
    return plain(problem.mend, MOST_MESSAGE)


def advice(problem: Problem) -> str:
    """Return the message and the way out as one visible line."""
    return f"{message(problem)} (mend: {mend(problem)})" if problem.mend else message(problem)


def counts(problems: Sequence[Problem]) -> dict[Severity, int]:
    """Return how many problems there are of each severity."""
    found = Counter(problem.severity for problem in problems)
    return {severity: found[severity] for severity in Severity}


def number(count: int, noun: str) -> str:
    """Return a count with its noun, such as ``2 errors``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def verdict(problems: Sequence[Problem], datasets: int) -> str:
    """Return the counts in words, such as ``2 errors and 1 warning in 1 dataset``."""
    parts = [number(count, severity.value) for severity, count in counts(problems).items() if count]
    words = " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]])) or "no problems"
    return f"{words} in {number(datasets, 'dataset')}"
