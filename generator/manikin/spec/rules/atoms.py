"""A column's possible values cut into atoms: pieces that every `when` either holds for wholly or not at all.

Exact for listed values and for the whole units of a ruler; text that no `when` mentions is one atom.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from manikin.columns.conditions import Interval, Matcher
from manikin.model import DataType
from manikin.spec.rules.facts import Domain, Value
from manikin.text import plain


@dataclass(frozen=True)
class Atom:
    """A missing value, one value, an open stretch between two places, or any other text."""

    value: Value | None = None
    low: float | None = None
    high: float | None = None
    is_missing: bool = False

    def meets(self, match: Matcher) -> bool:
        """Return whether a matcher holds for the atom."""
        if self.is_missing:
            return match.null
        if self.value is not None:
            return self.value in match.values or any(_holds(i, self.value) for i in match.intervals)
        if self.low is None or self.high is None:
            return False
        return any(interval.low <= self.low and self.high <= interval.high for interval in match.intervals)

    def show(self, datatype: DataType) -> str:
        """Return the atom as words."""
        if self.is_missing:
            return "missing"
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if self.value is not None:
            return (
                datatype.show(float(self.value)) if not isinstance(self.value, str) else plain(self.value, 40)
            )
        if self.low is None or self.high is None:
            return "any other text"
        if math.isinf(self.low) and math.isinf(self.high):
            return "anything"
        if math.isinf(self.low):
            return f"below {datatype.show(self.high)}"
        if math.isinf(self.high):
            return f"above {datatype.show(self.low)}"
        return f"between {datatype.show(self.low)} and {datatype.show(self.high)}"


def atoms(
    datatype: DataType, domain: Domain, matches: Sequence[Matcher], *, missing: bool
) -> tuple[Atom, ...]:
    """Return all that a column can be, in pieces.

    Parameters
    ----------
    datatype : DataType
        The column's type.
    domain : Domain
        What is known of its values.
    matches : sequence of Matcher
        Everything the cases ask of the column; where the pieces are cut.
    missing : bool
        Whether it can have no value.
    """
    if domain.values is not None:
        found = [Atom(value=value) for value in domain.values]
    elif datatype.is_ordered:
        found = _stretches(datatype, domain, matches)
    else:
        mentioned = dict.fromkeys(value for match in matches for value in match.values)
        found = [*(Atom(value=value) for value in mentioned), Atom()]
    return (*found, *((Atom(is_missing=True),) if missing else ()))


def _holds(interval: Interval, value: Value) -> bool:
    if isinstance(value, str):
        return False
    low = value >= interval.low if interval.low_included else value > interval.low
    return low and (value <= interval.high if interval.high_included else value < interval.high)


def _stretches(datatype: DataType, domain: Domain, matches: Iterable[Matcher]) -> list[Atom]:
    cuts = {float(value) for match in matches for value in match.values if not isinstance(value, str)}
    for match in matches:
        cuts.update(end for i in match.intervals for end in (i.low, i.high) if not math.isinf(end))
    cuts.update(end for end in (domain.low, domain.high) if not math.isinf(end))
    inside = sorted(cut for cut in cuts if domain.low <= cut <= domain.high)
    if not inside:
        return [Atom(low=domain.low, high=domain.high)]
    ends = [
        *([-math.inf] if math.isinf(domain.low) else []),
        *inside,
        *([math.inf] if math.isinf(domain.high) else []),
    ]
    found: list[Atom] = []
    for low, high in pairwise(ends):
        if not math.isinf(low) and _is_value(datatype, low):
            found.append(Atom(value=low))
        if _has_room(datatype, low, high):
            found.append(Atom(low=low, high=high))
    if not math.isinf(ends[-1]) and _is_value(datatype, ends[-1]):
        found.append(Atom(value=ends[-1]))
    return found


def _is_value(datatype: DataType, place: float) -> bool:
    return not datatype.is_discrete or place == math.floor(place)


def _has_room(datatype: DataType, low: float, high: float) -> bool:
    """Return whether a value lies between two places, neither of them included."""
    return math.isinf(low) or math.isinf(high) or not datatype.is_discrete or math.floor(low) + 1 < high
