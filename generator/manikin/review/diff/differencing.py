"""What two versions tell together: a number learnt from records that moved so little that few people are behind it.

Who has both versions can subtract them. A number that may be told moves when at least a threshold of people joined or
left (`manikin derive --against` sees to that), and a cell never comes or goes for few. What moves otherwise is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from manikin.disclosure.lint.policies import in_force
from manikin.disclosure.lint.waivers import waived_one
from manikin.disclosure.policy import Policy
from manikin.errors import Problem, Severity
from manikin.model.draws import Address
from manikin.review.diff.walk import Side
from manikin.review.statistics import Statistic
from manikin.review.words import numbers
from manikin.spec.document import dotted
from manikin.text import plain

RULE: Final = "DISC21"
_COUNTED: Final = frozenset({"choice", "histogram", "calendar", "patterns"})
_MOST: Final = 3
_MEND: Final = (
    "derive it with `manikin derive --against` the approved version, which keeps such numbers, or take them over as "
    "they were approved"
)


@dataclass(frozen=True)
class _Pair:
    """The numbers of one place in both versions, by what they count; where they stand, and the rules for them."""

    old: Mapping[str, float]
    new: Mapping[str, float]
    at: Address
    rules: Policy
    source: str
    name: str


def problems(
    sides: Sequence[Side],
    before: Sequence[Statistic],
    after: Sequence[Statistic],
    asked: Policy | None = None,
) -> Iterator[Problem]:
    """Yield the numbers of private sources by which two versions give a small group away.

    Parameters
    ----------
    sides : sequence of Side
        The old and the new version.
    before, after : sequence of Statistic
        Their statistics, numbered alike.
    asked : Policy, optional
        The organisation's policy, if it has one.
    """
    for pair in _pairs(sides, before, after, asked):
        told = list(_told(pair))
        if told:
            shown = numbers.some(told, _MOST)
            message = f"beside the version before, {pair.name} tells of a small group: {shown}"
            yield waived_one(sides[1].spec, _problem(sides[1], pair.at, message))
    for now in _untold(sides[1], before, after, asked):
        name = f"{now.id} ({plain(now.address, 100)})"
        message = (
            f"{name} was learnt from records and has moved; how many people moved it does not follow from it"
        )
        found = _problem(sides[1], now.path, message, Severity.WARNING)
        yield waived_one(sides[1].spec, found)


def _untold(
    side: Side, before: Sequence[Statistic], after: Sequence[Statistic], asked: Policy | None
) -> Iterator[Statistic]:
    """Yield the means, quantiles and shares of private sources that moved: they count nobody, so nothing is worked out."""
    known = {statistic.id: statistic for statistic in before}
    for now in after:
        was = known.get(now.id)
        if was is None or was.source.kind != "private" or _rules(side, now.source.name, asked) is None:
            continue
        is_counted = now.family == was.family and now.family in _COUNTED and _counts(now.value)
        if not is_counted and (now.family, now.value) != (was.family, was.value):
            yield now


def _problem(side: Side, at: Address, message: str, severity: Severity = Severity.ERROR) -> Problem:
    if side.document is not None:
        return side.document.problem(at, RULE, message, _MEND, severity=severity)
    return Problem("spec.yaml", 0, 0, RULE, message, _MEND, severity, address=dotted(at))


def _pairs(
    sides: Sequence[Side], before: Sequence[Statistic], after: Sequence[Statistic], asked: Policy | None
) -> Iterator[_Pair]:
    known = {statistic.id: statistic for statistic in before}
    for now in after:
        was = known.get(now.id)
        rules = _rules(sides[1], now.source.name, asked)
        if was is None or rules is None or was.source.kind != "private":
            continue
        name = f"{now.id} ({plain(now.address, 100)})"
        if now.family == was.family and now.family in _COUNTED:
            yield _Pair(_counts(was.value), _counts(now.value), now.path, rules, now.source.name, name)
        if was.source.n is not None and now.source.n is not None:
            old, new = {"people": float(was.source.n)}, {"people": float(now.source.n)}
            yield _Pair(old, new, (*now.source.at, "n"), rules, now.source.name, f"the people behind {name}")
    for source in sides[1].spec.sources.values():
        earlier = sides[0].spec.sources.get(source.name)
        rules = _rules(sides[1], source.name, asked)
        if earlier is None or rules is None:
            continue
        sizes = [found.details.get("people") for found in (earlier, source)]
        if None not in sizes:
            both = [{"people": float(size or 0)} for size in sizes]
            at = (*source.address, "people")
            yield _Pair(both[0], both[1], at, rules, source.name, f"source {plain(source.name)}")


def _rules(side: Side, source: str, asked: Policy | None) -> Policy | None:
    found = side.spec.sources.get(source)
    return in_force(found, asked) if found is not None and found.kind == "private" else None


def _counts(value: Any) -> dict[str, float]:
    """Return the whole numbers among some weights, by what they count; shares are no counts."""
    if isinstance(value, Mapping):
        flat = {str(key): inner for key, inner in value.items() if not isinstance(inner, list)}
        for key, inner in value.items():
            if isinstance(inner, list):
                flat |= {f"{key} {place}": each for place, each in enumerate(inner, start=1)}
        return {key: float(count) for key, count in flat.items() if _is_count(count)}
    return {}


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()


def _told(pair: _Pair) -> Iterator[str]:
    """Yield the numbers that moved, came or went for fewer people than may be told of."""
    least = pair.rules.threshold + pair.rules.base / 2
    admitted = 2 * pair.rules.threshold - 1
    for label in dict.fromkeys((*pair.new, *pair.old)):
        was, now = pair.old.get(label, 0.0), pair.new.get(label, 0.0)
        shown = plain(label)
        if was and now and 0 < abs(now - was) < least:
            moved = numbers.number(abs(now - was))
            yield f"{shown} moved by {moved}, less than the {numbers.number(least)} that hide who joined or left"
        elif now and not was and now < admitted:
            yield f"{shown} is new with {numbers.number(now)}, fewer than the {admitted} that show nothing of the time before"
        elif was and not now:
            yield f"{shown} was taken out, which tells that few are left"
