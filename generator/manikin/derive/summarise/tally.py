"""Tallies: how many rows and people stand behind each value, and which of them may be told.

A cell may be told if enough people stand behind it and no one of them has too great a share of its rows. Both are
settled by true numbers; where a cell has so many rows that its people must be enough, they are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.door import MOST
from manikin.derive.permits import PRESENCE, REST
from manikin.derive.rows import PERSON
from manikin.derive.summarise.grid import plain_number
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from manikin.derive.door import Door

KEY: Final = "manikin_key"
_MOST_NAMED: Final = 2_000


@dataclass(frozen=True)
class Subject:
    """The rows of one table, and whom they are about.

    Parameters
    ----------
    rows : ibis table
        With the column `PERSON` where `has_people`.
    has_people : bool
        Whether rows are about people; else each row counts as one.
    most : int
        The most rows that any one person has; 1 where each row counts as one.
    people : int
        How many there are.
    """

    door: Door
    rows: ir.Table
    has_people: bool
    most: int
    people: int


def subject(door: Door, rows: ir.Table, *, has_people: bool) -> Subject:
    """Return the subject of a table's rows."""
    if not has_people:
        return Subject(door, rows, has_people, 1, int(_one(door, rows.aggregate(n=rows.count()))["n"]))
    each = rows.group_by(PERSON).agg(n=rows.count())
    each = each.filter(each[PERSON].notnull())
    found = _one(door, each.aggregate(most=each.n.max(), people=each.count()))
    return Subject(door, rows, has_people, int(found["most"] or 0), int(found["people"]))


@dataclass(frozen=True)
class Cells:
    """The rows of each value that may be told, and of all others together.

    Parameters
    ----------
    told : Mapping
        Permitted counts of rows, by value.
    other : int
        The permitted count of all other rows together; 0 where those may not be told either.
    present, missing : int
        Permitted counts of rows with and without a value.
    """

    told: Mapping[Hashable, int]
    other: int
    present: int
    missing: int

    @property
    def shown(self) -> float:
        """The share of the rows with a value whose value is told, as the permitted counts have it."""
        return min(1.0, sum(self.told.values()) / self.present) if self.present else 0.0


def cells(
    about: Subject, value: Any, policy: Policy, may: Callable[[Hashable], bool] = lambda _: True
) -> Cells:
    """Return what may be told of each value.

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
    everything = about.rows.mutate(**{KEY: value})
    keyed = everything.filter(everything[KEY].notnull())
    answer = about.door.ask(keyed.group_by(KEY).agg(n=keyed.count()), MOST).to_pydict()
    counts: dict[Hashable, int] = dict(zip(answer[KEY], answer["n"], strict=True))
    known = enough(about, keyed, counts, policy)
    _stay(counts, policy)
    told = {
        key: told
        for key, rows in counts.items()
        if may(key) and (told := policy.tell(label(key), rows, is_enough=key in known, most=about.most))
    }
    left = sum(rows for key, rows in counts.items() if key not in told)
    present, missing = presence(about, value, policy)
    return Cells(told, _together(about, keyed, list(told), left, policy), present, missing)


def label(key: Any) -> str:
    """Return how a value is called in an address, which is how the view writes it."""
    return key if isinstance(key, str) else plain_number(key)


def _stay(counts: dict[Hashable, int], policy: Policy) -> None:
    """Add the values that were told before and that no row has now."""
    numbers = any(not isinstance(key, str) for key in counts)
    there = {label(key) for key in counts}
    for text in policy.told_before:
        if text not in there and (not numbers or text.lstrip("-").isdecimal()):
            counts[int(text) if numbers else text] = 0


def presence(about: Subject, value: Any, policy: Policy) -> tuple[int, int]:
    """Return the permitted counts of rows with a value and of rows without one."""
    keyed = about.rows.mutate(**{KEY: value.isnull().ifelse(1, 0)})
    answer = about.door.ask(keyed.group_by(KEY).agg(n=keyed.count()), 2).to_pydict()
    counts: dict[Hashable, int] = dict(zip(answer[KEY], answer["n"], strict=True))
    known = enough(about, keyed, counts, policy)
    here = policy.at(PRESENCE)
    present, missing = (
        here.tell(cell, counts.get(key, 0), is_enough=key in known, most=about.most)
        for key, cell in enumerate(("present", "missing"))
    )
    return present, missing


def enough(about: Subject, keyed: ir.Table, counts: Mapping[Hashable, int], policy: Policy) -> set[Hashable]:
    """Return the values with enough people, none of whom has too great a share of the rows."""
    if not about.has_people:
        return {key for key, rows in counts.items() if rows >= policy.admits_from}
    sure = max(policy.admits_from * about.most, ceil(about.most / policy.dominance))
    found = {key for key, rows in counts.items() if rows >= sure}
    unsure = [key for key, rows in counts.items() if policy.admits_from <= rows < sure]
    if not unsure:
        return found
    some = keyed
    if len(found) <= _MOST_NAMED and found:
        some = keyed.filter(~keyed[KEY].isin(sorted(found, key=repr)))
    each = some.group_by([KEY, PERSON]).agg(n=some.count())
    each = each.filter(each[PERSON].notnull())
    judged = each.group_by(KEY).agg(people=each.count(), top=each.n.max(), rows=each.n.sum())
    judged = judged.filter(judged.people >= policy.admits_from)
    answer = about.door.ask(judged, MOST).to_pylist()
    return found | {row[KEY] for row in answer if row["top"] <= policy.dominance * row["rows"]}


def _together(about: Subject, keyed: ir.Table, told: list[Any], rows: int, policy: Policy) -> int:
    """Return what may be told of all other rows as one cell."""
    is_enough = rows >= policy.admits_from and _are_enough(about, keyed, told, rows, policy)
    return policy.at(REST).tell("other", rows, is_enough=is_enough, most=about.most)


def _are_enough(about: Subject, keyed: ir.Table, told: list[Any], rows: int, policy: Policy) -> bool:
    if not about.has_people:
        return True
    rest = keyed.filter(~keyed[KEY].isin(told)) if told else keyed
    each = rest.group_by(PERSON).agg(n=rest.count())
    each = each.filter(each[PERSON].notnull())
    found = _one(about.door, each.aggregate(people=each.count(), top=each.n.max()))
    return bool(found["people"] >= policy.admits_from and found["top"] <= policy.dominance * rows)


def _one(door: Door, question: ir.Table) -> Mapping[str, Any]:
    row: Mapping[str, Any] = door.ask(question, 1).to_pylist()[0]
    return row
