"""Tallies: how many rows and people stand behind each value, and which of them may be told.

A cell may be told if enough people stand behind it and no one of them has too great a share of its rows. Both are
settled by true numbers; where a cell has so many rows that its people must be enough, they are not counted. A cell
that may not be told looks like one that is empty, and everything that is decided further on is decided by cells that
may be told, so that no choice rests on what the view hides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.door import MOST, TooManyGroupsError
from manikin.derive.permits import PRESENCE, REST
from manikin.derive.rows import PERSON
from manikin.derive.summarise.subjects import KEY, Subject, one
from manikin.derive.summarise.writing import label
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOST_NAMED: Final = 2_000


@dataclass(frozen=True)
class Presence:
    """Permitted counts of rows with and without a value, and of people with one."""

    present: int
    missing: int
    people: int


@dataclass(frozen=True)
class Cells:
    """The rows of each value that may be told, and of all others together.

    Parameters
    ----------
    told : Mapping
        Permitted counts of rows, by value.
    other : int
        The permitted count of all other rows together; 0 where those may not be told either.
    there : Presence
        Permitted counts of rows with and without a value.
    rounded : int
        How many rows more the told values may have, for rounding.
    """

    told: Mapping[Hashable, int]
    other: int
    there: Presence
    rounded: int = 0

    @property
    def shown(self) -> float:
        """The share of the rows with a value whose value is told, as the permitted counts have it.

        Where nothing is left over that may be told, all counts may have been rounded down.
        """
        told = sum(self.told.values()) + (0 if self.other else self.rounded)
        return min(1.0, told / self.there.present) if self.there.present else 0.0


def cells(
    about: Subject, value: Any, policy: Policy, may: Callable[[Hashable], bool] = lambda _: True
) -> Cells:
    """Return what may be told of each value.

    Where more values than may cross have enough rows each, only those with enough people are asked for; where that is
    still too many, none is told.

    Parameters
    ----------
    about : Subject
        The rows.
    value : ibis expression
        The value of each row; rows without one do not count.
    policy : Policy
        The rules.
    may : callable
        Whether a value may be told at all.
    """
    keyed = about.keyed(value)
    try:
        counts = counted(about, keyed, policy.threshold)
    except TooManyGroupsError:
        try:
            counts = _counted_enough(about, keyed, policy)
        except TooManyGroupsError:
            there = presence(about, value, policy)
            return Cells({}, there.present, there)
    return cells_of(about, keyed, counts, policy, may)


def cells_of(
    about: Subject,
    keyed: ir.Table,
    counts: dict[Hashable, tuple[int, int]],
    policy: Policy,
    may: Callable[[Hashable], bool] = lambda _: True,
) -> Cells:
    """Return what may be told of values that are counted, see `counted`."""
    empty, _ = counts.pop(None, (0, 0))
    full = about.total - empty
    counts |= _told_before(about, keyed, counts, policy)
    known = enough(about, keyed.filter(keyed[KEY].notnull()), counts, policy)
    told = {
        key: told
        for key, (rows, _) in counts.items()
        if may(key) and (told := policy.tell(label(key), rows, is_enough=key in known, most=about.most))
    }
    left = full - sum(counts[key][0] for key in told)
    rest = _together(about, keyed, told, left, policy)
    return Cells(told, rest, presence_of(about, keyed, full, policy), len(told) * (policy.base // 2))


def _told_before(
    about: Subject, keyed: ir.Table, counts: Mapping[Hashable, tuple[int, int]], policy: Policy
) -> dict[Hashable, tuple[int, int]]:
    """Return the values that were told before and have too few rows now to be among the counted, or none."""
    is_text = keyed[KEY].type().is_string()
    texts = [text for text in policy.told_before if is_text or text.removeprefix("-").isdecimal()]
    keys = [text if is_text else int(text) for text in texts]
    gone = [key for key in keys if key not in counts]
    if not gone:
        return {}
    return {**dict.fromkeys(gone, (0, 0)), **counted(about, keyed.filter(keyed[KEY].isin(gone)))}


def presence(about: Subject, value: Any, policy: Policy) -> Presence:
    """Return how many rows and people have a value."""
    keyed = about.keyed(value)
    full = int(one(about.door, keyed.aggregate(n=keyed[KEY].count()))["n"])
    return presence_of(about, keyed, full, policy)


def presence_of(about: Subject, keyed: ir.Table, full: int, policy: Policy) -> Presence:
    """Return how many rows and people have a value, of which so many rows have one."""
    counts = (full, about.total - full)

    def said(are_enough: tuple[bool, bool], people: int) -> Presence:
        present, missing = (
            policy.at(PRESENCE).tell(cell, rows, is_enough=is_enough, most=about.most)
            for cell, rows, is_enough in zip(("present", "missing"), counts, are_enough, strict=True)
        )
        return Presence(present, missing, policy.permit(people))

    if not about.has_people:
        return said((counts[0] >= policy.admits_from, counts[1] >= policy.admits_from), full)
    # So many rows are at least so many people; where that is enough for all that is asked, they are not counted.
    least = max(0, full - about.nobody) // max(1, about.most)
    surely = [count == 0 or count - about.nobody >= about.sure(policy) for count in counts]
    if all(surely) and policy.permit(least) >= policy.numbers_from:
        return said((counts[0] > 0, counts[1] > 0), least)
    each = keyed.group_by(PERSON).agg(full=keyed[KEY].count(), n=keyed.count())
    each = each.filter(each[PERSON].notnull())
    each = each.mutate(empty=each.n - each.full)
    asked = {
        f"{what}_{name}": made
        for name in ("full", "empty")
        for what, made in (
            ("people", each[name].count(where=each[name] > 0)),
            ("top", each[name].max()),
            ("rows", each[name].sum()),
        )
    }
    found = one(about.door, each.aggregate(**asked))
    full_enough, empty_enough = (
        found[f"people_{name}"] >= policy.admits_from
        and found[f"top_{name}"] <= policy.dominance * found[f"rows_{name}"]
        for name in ("full", "empty")
    )
    return said((full_enough, empty_enough), found["people_full"])


def counted(about: Subject, keyed: ir.Table, least: int = 0) -> dict[Hashable, tuple[int, int]]:
    """Return the rows of each value, and those of them that are about somebody; no value with fewer rows than `least`.

    Rows without a value stand under None, however few.
    """
    known = keyed[PERSON].count() if about.has_people else keyed.count()
    groups = keyed.group_by(KEY).agg(n=keyed.count(), known=known)
    if least:
        groups = groups.filter((groups.n >= least) | groups[KEY].isnull())
    answer = about.door.ask(groups, MOST).to_pydict()
    return {key: (n, known) for key, n, known in zip(answer[KEY], answer["n"], answer["known"], strict=True)}


def _counted_enough(about: Subject, keyed: ir.Table, policy: Policy) -> dict[Hashable, tuple[int, int]]:
    """Return what `counted` does, of values with enough people alone, so that no other value decides what is told."""
    if not about.has_people:
        return counted(about, keyed, policy.admits_from)
    each = keyed.group_by([KEY, PERSON]).agg(n=keyed.count())
    known = each[PERSON].notnull()
    groups = each.group_by(KEY).agg(
        n=each.n.sum(), known=each.n.sum(where=known).coalesce(0), people=each[PERSON].count()
    )
    groups = groups.filter((groups.people >= policy.admits_from) | groups[KEY].isnull())
    answer = about.door.ask(groups, MOST).to_pydict()
    return {key: (n, known) for key, n, known in zip(answer[KEY], answer["n"], answer["known"], strict=True)}


def surely_told(
    about: Subject, counts: Mapping[Hashable, tuple[int, int]], policy: Policy
) -> frozenset[Hashable]:
    """Return the values that have so many rows that they may be told, whoever those are about."""
    sure = about.sure(policy) if about.has_people else policy.admits_from
    return frozenset(
        key
        for key, (rows, known) in counts.items()
        if key is not None
        and known >= sure
        and policy.tell(label(key), rows, is_enough=True, most=about.most)
    )


def enough(
    about: Subject, keyed: ir.Table, counts: Mapping[Hashable, tuple[int, int]], policy: Policy
) -> set[Hashable]:
    """Return the values with enough people, none of whom has too great a share of the rows."""
    if not about.has_people:
        return {key for key, (rows, _) in counts.items() if rows >= policy.admits_from}
    sure = about.sure(policy)
    found = {key for key, (_, known) in counts.items() if known >= sure}
    unsure = {key for key, (_, known) in counts.items() if policy.admits_from <= known < sure}
    if not unsure:
        return found
    some = _narrowed(keyed, unsure, found)
    each = some.group_by([KEY, PERSON]).agg(n=some.count())
    each = each.filter(each[PERSON].notnull())
    judged = each.group_by(KEY).agg(people=each.count(), top=each.n.max(), rows=each.n.sum())
    judged = judged.filter(judged.people >= policy.admits_from)
    answer = about.door.ask(judged, MOST).to_pylist()
    return found | {
        row[KEY] for row in answer if row[KEY] in unsure and row["top"] <= policy.dominance * row["rows"]
    }


def _narrowed(keyed: ir.Table, unsure: Collection[Hashable], found: Collection[Hashable]) -> ir.Table:
    """Return the rows of values whose people must be counted, where those or the others are few enough to name."""
    if len(unsure) <= _MOST_NAMED:
        return keyed.filter(keyed[KEY].isin(sorted(unsure, key=repr)))
    if found and len(found) <= _MOST_NAMED:
        return keyed.filter(~keyed[KEY].isin(sorted(found, key=repr)))
    return keyed


def _together(about: Subject, keyed: ir.Table, told: Collection[Any], rows: int, policy: Policy) -> int:
    """Return what may be told of all other rows as one cell."""
    is_enough = rows >= policy.admits_from and _are_enough(about, keyed, told, rows, policy)
    return policy.at(REST).tell("other", rows, is_enough=is_enough, most=about.most)


def _are_enough(about: Subject, keyed: ir.Table, told: Collection[Any], rows: int, policy: Policy) -> bool:
    # Even if all rows that are about nobody were among these, the others may be enough.
    if not about.has_people or rows - about.nobody >= about.sure(policy):
        return True
    rest = keyed.filter(keyed[KEY].notnull())
    if told:
        rest = rest.filter(~rest[KEY].isin(sorted(told, key=repr)))
    each = rest.group_by(PERSON).agg(n=rest.count())
    each = each.filter(each[PERSON].notnull())
    found = one(about.door, each.aggregate(people=each.count(), top=each.n.max(), rows=each.n.sum()))
    return bool(found["people"] >= policy.admits_from and found["top"] <= policy.dominance * found["rows"])
