"""What verification found, and its forms for people and programs. Never holds a value of the data."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from manikin.errors import ExitStatus, Problem
from manikin.verify.rules import MENDS


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """The check could not be carried out though it should have been: counts as failed."""
    UNCHECKED = "unchecked"
    """The files do not hold what the check needs, such as a hidden column."""
    UNTESTED = "untested"
    """The check would judge wrongly, such as shares among rows that a rule had drawn again."""


@dataclass(frozen=True)
class Result:
    """The end of one check.

    `name` is the check's own name, stable between versions; `found` the count or share that was met.
    """

    name: str
    rule: str
    table: str
    column: str | None
    outcome: Outcome
    found: float | None = None
    message: str = ""

    @property
    def passed(self) -> bool:
        """Whether the check was carried out and held."""
        return self.outcome is Outcome.PASSED

    @property
    def address(self) -> str:
        """Where in the specification the thing that was judged stands."""
        if not self.table:
            return ""
        return f"tables.{self.table}" + (f".columns.{self.column}" if self.column else "")

    @property
    def problem(self) -> Problem:
        """The result as a problem of the table's file."""
        file = f"table {self.table}" if self.table else "build"
        message = f"{self.name}: {self.message}"
        return Problem(file, 0, 0, self.rule, message, MENDS.get(self.rule, ""), address=self.address)


@dataclass(frozen=True)
class VerifyReport:
    """All results of one build, in the order of tables and columns of the specification."""

    dataset: str
    version: str
    results: tuple[Result, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many checks ended so."""
        return self.counts[outcome.value]

    @property
    def counts(self) -> dict[str, int]:
        """How many checks ended in each way; every way is a key."""
        found = Counter(result.outcome for result in self.results)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def ok(self) -> bool:
        """Whether something passed, nothing failed and nothing broke."""
        return self.count(Outcome.PASSED) > 0 and not self.problems

    @property
    def status(self) -> ExitStatus:
        """With what the command ends."""
        return ExitStatus.DONE if self.ok else ExitStatus.PROBLEMS

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the build, in words for a steward."""
        bad = (Outcome.FAILED, Outcome.ERROR)
        return tuple(result.problem for result in self.results if result.outcome in bad)

    def to_json(self) -> str:
        """Return the report as JSON; its shape is part of the interface."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=True) + "\n"

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "verify": 1,
            "dataset": self.dataset,
            "version": self.version,
            "ok": self.ok,
            "counts": self.counts,
            "results": [
                {
                    "name": result.name,
                    "rule": result.rule,
                    "table": result.table,
                    "column": result.column,
                    "outcome": result.outcome.value,
                    "found": result.found,
                    "message": result.message,
                }
                for result in self.results
            ],
        }
