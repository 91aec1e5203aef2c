"""What the changes make of the version: raised by the gravest of them, as semantic versioning has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from manikin.errors import Problem
from manikin.review.diff.change import Grade
from manikin.review.diff.walk import Side

RULE = "DIFF-VERSION"


def needed(version: str, grade: Grade | None) -> str:
    """Return the least version that follows another with changes of a grade.

    Below 1.0.0, where nothing is promised yet, the second number is raised for the first.
    """
    first, second, third = map(int, version.split("."))
    if grade is None:
        return version
    if grade is Grade.MAJOR and first:
        return f"{first + 1}.0.0"
    if grade is Grade.PATCH:
        return f"{first}.{second}.{third + 1}"
    return f"{first}.{second + 1}.0"


def problems(sides: Sequence[Side], grade: Grade | None) -> Iterator[Problem]:
    """Yield that the version is not raised enough, with the one that it should have."""
    old, new = sides[0].spec.version, sides[1].spec.version
    least = needed(old, grade)
    if _numbers(new) >= _numbers(least):
        return
    why = f"the changes since {old} are graded {grade}" if grade else f"nothing changed since {old}"
    message = f"{why}, and the version is {new}"
    document = sides[1].document
    mend = f"write version: {least}"
    found = Problem("spec.yaml", 0, 0, RULE, message, mend, address="version")
    yield found if document is None else replace(document.problem(("version",), RULE, message, mend))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
