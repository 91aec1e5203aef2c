"""The table of rules in words: as a page of the documentation, and rule by rule for ``manikin explain``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from manikin.errors import UserError
from manikin.review.diff import version
from manikin.review.diff.change import Direction, Grade
from manikin.review.diff.rules import RULES, SAYS, Rule
from manikin.text import plain

PREFIX: Final = "DIFF-"
_GRADES: Final = {
    Grade.MAJOR: "something that a program relied on may no longer hold",
    Grade.MINOR: "there is more, less or otherwise of what was promised",
    Grade.PATCH: "neither values nor promises change",
}
_VERSION: Final = (
    "The version is not raised enough: a major change raises the first number, a minor one the second, a patch the "
    "third. Below 1.0.0, where nothing is promised yet, a major change raises the second."
)


def page(rule: str) -> str:
    """Return what a rule of `manikin diff` means, as Markdown.

    Raises
    ------
    UserError
        If there is no such rule.
    """
    if rule == version.RULE:
        return f"# {rule}: the version\n\n{_VERSION}\n"
    if rule not in RULES:
        raise UserError(
            f"there is no rule {plain(rule, 40)!r}; there are: {', '.join(sorted([*RULES, version.RULE]))}"
        )
    found = RULES[rule]
    return (
        f"# {rule}: {found.title}\n\nKind: {found.kind}. Grade for who uses the data: {_grade(found)}, because "
        f"{found.why}.\n"
    )


def table() -> str:
    """Return all rules as a page of the documentation."""
    return "\n".join(_table()) + "\n"


def _table() -> Iterator[str]:
    yield "# Changes\n"
    yield "What `manikin diff` calls a change, whose matter it is, and what it means to those who use the data.\n"
    yield "| grade | meaning | raises |"
    yield "|---|---|---|"
    for (grade, means), number in zip(_GRADES.items(), ("first", "second", "third"), strict=True):
        yield f"| {grade} | {means} | the {number} number of the version |"
    yield "\nWhere a rule has no grade of its own, the direction decides:\n"
    yield "| direction | meaning | grade |"
    yield "|---|---|---|"
    for direction, says in SAYS.items():
        yield f"| {direction} | {says} | {_by_direction(direction)} |"
    yield "\n| rule | what changed | kind | grade | because |"
    yield "|---|---|---|---|---|"
    for name, rule in RULES.items():
        yield f"| `{name}` | {rule.title} | {rule.kind} | {_grade(rule)} | {rule.why} |"
    yield f"| `{version.RULE}` | the version is not raised enough | | | {_VERSION.partition(': ')[2]} |"


def _grade(rule: Rule) -> str:
    return rule.grade.value if rule.grade is not None else "by its direction"


def _by_direction(direction: Direction) -> str:
    return Rule("", "", None, "").graded(direction).value
