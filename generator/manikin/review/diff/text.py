"""A difference as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from manikin.review.codes import code, label
from manikin.review.diff import effects, marks, wording
from manikin.review.diff.change import Change, Place
from manikin.review.diff.difference import Difference
from manikin.review.diff.rules import RULES, SAYS
from manikin.review.scopes import SCOPES
from manikin.review.words import numbers
from manikin.text import plain

_WIDTH = 100
_LABELS = 15
_MOST_LINES = 24
"""How much of what follows from one change is told."""
_MANY = {
    "structure": "of structure",
    "statistic": "statistics",
    "rule": "rules",
    "use": "of use",
    "presentation": "of presentation",
}


def text(found: Difference) -> str:
    """Return a difference as text, what matters most first."""
    return "\n".join(_lines(found)) + "\n"


def heading(found: Difference) -> str:
    """Return the versions, and what the changes make of the new one."""
    grade = f" ({found.grade})" if found.grade else ""
    name = plain(found.new.dataset)
    if found.old.dataset != found.new.dataset:
        name = f"{plain(found.old.dataset)} → {name}"
    if found.old.version == found.new.version:
        return f"{name} {plain(found.new.version)}{grade}"
    return f"{name} {plain(found.old.version)} → {plain(found.new.version)}{grade}"


def summary(found: Difference) -> str:
    """Return how many changes there are of each kind, and how many statistics stayed."""
    if not found.changes:
        return "Nothing changed in meaning."
    kinds = Counter(change.kind for change in found.changes)
    told = ", ".join(numbers.plural(kinds[kind], kind, _MANY[kind]) for kind in SCOPES if kinds[kind])
    same = f"{numbers.number(found.same)} of {numbers.plural(found.statistics, 'statistic')} as before"
    return f"{numbers.plural(len(found.changes), 'change')}: {told}. {same}."


def _lines(found: Difference) -> Iterator[str]:
    left = heading(found)
    right = f"{label(found.old.digest)} → {label(found.new.digest)}"
    yield f"{left}{right:>{max(len(right) + 2, _WIDTH - len(left))}}"
    yield summary(found)
    for problem in found.problems:
        yield f"{problem.severity}: {problem.rule}: {plain(problem.message, 400)}"
        yield f"   = mend: {plain(problem.mend, 400)}"
    for change in found.changes:
        yield ""
        yield from _change(change, found)
    if found.uncounted:
        yield ""
        yield f"Not all values could be counted: {plain(found.uncounted, 400)}"
    if found.roles:
        yield ""
        yield f"To decide: {numbers.listed(list(found.roles))}, on {code(found.new.digest)}."


def _change(change: Change, found: Difference) -> Iterator[str]:
    kind = " ".join([change.kind, *change.statistics[:3]])
    kind = f"{kind:<{_LABELS}}" if len(kind) < _LABELS else f"{kind}  "
    left = f"{kind}{marks.bare(wording.subject(change))}"
    place = _place(change.head or change.base)
    yield f"{left}{place:>{max(len(place) + 2, _WIDTH - len(left))}}".rstrip() if place else left
    for detail in wording.details(change):
        yield f"   {marks.bare(detail)}"
    source = sources(change, found)
    if source:
        yield _row("source", source)
    if found.is_counted:
        yield from _moved(change, found)
    yield _row("for users", f"{change.grade}: {meaning(change)}")
    yield _row("approval", numbers.listed(list(change.approval)) or "none")


def _moved(change: Change, found: Difference) -> Iterator[str]:
    yield _row("values", marks.bare(effects.values(change.values)))
    tree = list(effects.follows(change.values.follows))
    for depth, line in tree[:_MOST_LINES]:
        yield f"{'':<{_LABELS}}{'  ' * depth}└ {marks.bare(line)}"
    if len(tree) > _MOST_LINES:
        left = numbers.number(len(tree) - _MOST_LINES)
        yield f"{'':<{_LABELS}}and {left} more; all of them with --format json"
    others = together(change, found)
    if others:
        yield _row("", f"counted together with {others}")


def together(change: Change, found: Difference) -> str:
    """Return what other changes the same values differ by."""
    names = [
        other.statistics[0] if other.statistics else plain(other.address, 60)
        for other in found.changes
        if other.id in change.values.together
    ]
    return numbers.some(list(dict.fromkeys(names)), 4)


def sources(change: Change, found: Difference) -> str:
    """Return where the numbers of a changed statistic are from now."""
    told: dict[str, None] = {}
    for number in change.statistics:
        origin = found.numbered[number].source if number in found.numbered else None
        if origin is not None:
            n = f", {numbers.plural(origin.people, 'person', 'people')}" if origin.people else ""
            told[f"{plain(origin.name)} ({origin.kind}){n}" if origin.name else "assumed"] = None
    return numbers.some(list(told), 3)


def meaning(change: Change) -> str:
    """Return what a change means to those whose programs use the data."""
    rule = RULES[change.rule]
    return rule.why if rule.grade is not None else SAYS[change.direction]


def _row(name: str, told: str) -> str:
    return f"   {name:<{_LABELS - 3}}{told}"


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    file = plain(place.file.rpartition("/")[2])
    return f"{file}:{place.line}:{place.column}" if place.line else file
