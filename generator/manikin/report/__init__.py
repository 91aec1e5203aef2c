"""Problems as text, as JSON and in the forms that code hosts show beside the changed lines.

One module for each format, with `NAME` and `render`. To add one: a module and its place in `_ALL`.
Nothing here knows how problems are found; foreign text passes through `manikin.text.plain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Protocol

from manikin.errors import Problem
from manikin.report import azure, github, gitlab, json, junit, sarif, text
from manikin.report.context import ReportContext
from manikin.report.schema import PROBLEMS_SCHEMA

__all__ = ["FORMATS", "PROBLEMS_SCHEMA", "ReportContext", "ReportFormat"]


class ReportFormat(Protocol):
    """How problems are written."""

    @property
    def NAME(self) -> str:  # noqa: N802  a module's constant
        """The word after ``--format``."""

    def render(self, problems: Sequence[Problem], context: ReportContext) -> str:
        """Return the report, with a line feed at its end."""


_ALL: tuple[ReportFormat, ...] = (text, json, github, gitlab, azure, sarif, junit)
FORMATS = MappingProxyType({form.NAME: form for form in _ALL})
"""Every format by its name; the first is the default."""
