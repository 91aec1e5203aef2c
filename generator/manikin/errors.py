"""What can go wrong, as data: problems with a place, errors meant for the user, exit statuses.

Knows nothing of YAML, Arrow or terminals; printing is somebody else's job.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class ExitStatus(IntEnum):
    """The exit statuses of every command."""

    DONE = 0
    PROBLEMS = 1
    """The thing looked at has problems."""
    USAGE = 2
    """The command was used wrongly."""
    REFUSED = 3
    """Refused by policy."""
    INFEASIBLE = 4
    """The specification is valid but asks for what cannot be."""
    FAULT = 70
    """A fault of the program itself."""


class Severity(StrEnum):
    """How much a problem matters; a warning means the file does not hold enough to decide."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a file, with its place, its rule and a way out.

    `line`, `column` and `end_column` count from 1 in code points; a `line` of 0 means the file as
    a whole. `address` is the place in the specification in words (``tables.patient.columns.sex``),
    stable when lines move. `message` and `mend` may quote the specification: pass them through
    `manikin.text.plain` before they reach a screen.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    mend: str = ""
    severity: Severity = Severity.ERROR
    address: str = ""
    end_column: int = 0
    excerpt: str = field(default="", compare=False)
    """The line of the file, as it stands there."""


class UserError(Exception):
    """A mistake of the user, told in words meant for them.

    Parameters
    ----------
    message : str
        What was found, what is allowed, how to mend it. Never a real data value.
    status : ExitStatus
        With what the command ends.
    """

    def __init__(self, message: str, status: ExitStatus = ExitStatus.USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class SpecError(UserError):
    """A specification with problems; `problems` lists all of them in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(problems))
        errors = sum(p.severity is Severity.ERROR for p in self.problems)
        first = self.problems[0]
        super().__init__(
            f"{errors} problem{'s' if errors != 1 else ''} in the specification; the first: "
            f"{first.file}:{first.line}:{first.column}: {first.rule}: {first.message}",
            ExitStatus.PROBLEMS,
        )


class InfeasibleError(UserError):
    """A valid specification that asks for what cannot be, with the arithmetic that shows why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, ExitStatus.INFEASIBLE)
