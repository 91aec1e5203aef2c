"""What may be told of the planted clinic, worked out apart from the program: in plain Python, over the rows themselves.

For each column, every permitted count over public labels and grids: of labels, of rows below each place of the grid,
and of every range between two places whether it may be told at all. Two clinics for which all of these are the same
must have the same view.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import Any

import numpy as np

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
LEAST = 10
CHILDREN = (0, 1, 2, 3, 4, 6, 11, 21, 51, 101, 201, 501)


def permit(count: int) -> int:
    """Return nothing below ten, else the number in tens, halves upwards."""
    return 0 if count < LEAST else (count + 5) // 10 * 10


def two_digits(number: int) -> int:
    """Return a whole number with all digits but the first two as zeros."""
    digits = str(abs(number))
    kept = int(digits[:2] + "0" * (len(digits) - 2))
    return -kept if number < 0 else kept


def month(moment: dt.date) -> int:
    """Return the number of a month."""
    return moment.year * 12 + moment.month


GRIDS: Mapping[tuple[str, str], Callable[[Any], int]] = {
    ("patient", "born"): lambda value: value.year,
    ("patient", "height"): lambda value: two_digits(int(value * 100)),
    ("visit", "started"): month,
    ("visit", "score"): two_digits,
}
PROFILES: tuple[Callable[[Any], int], ...] = (
    lambda moment: moment.month,
    lambda moment: moment.weekday(),
    lambda moment: moment.hour,
)
CUTS = (0, *(digit * 10**power for power in range(7) for digit in (1, 2, 5)))
Column = tuple[str, str]
PAIRS: Sequence[tuple[Column, Column]] = (
    (("patient", "sex"), ("patient", "alive")),
    (("patient", "sex"), ("patient", "n")),
    (("patient", "alive"), ("patient", "n")),
    (("visit", "ward"), ("visit", "manikin_key")),
    (("visit", "ward"), ("visit", "score")),
    (("visit", "manikin_key"), ("visit", "score")),
    *(
        (("patient", above), ("visit", name))
        for above in ("sex", "alive", "n")
        for name in ("ward", "manikin_key")
    ),
)
"""Columns of labels that may be told by cases of each other: of one row, or of a visit and its patient."""
SPREAD: Sequence[tuple[Column, Column]] = (
    *(
        (("patient", given), ("patient", name))
        for given in ("sex", "alive", "n")
        for name in ("born", "height")
    ),
    *(
        (("visit", given), ("visit", name))
        for given in ("ward", "manikin_key")
        for name in ("score", "started")
    ),
    (("visit", "score"), ("visit", "started")),
    *(
        (("patient", above), ("visit", name))
        for above in ("sex", "alive", "n")
        for name in ("score", "started")
    ),
)
"""Columns of labels or numbers, and the numbers and dates that may be told by cases of them."""
Cuts = Mapping[Column, Sequence[int]]
"""Where numbers and dates are cut to see what explains them: at the quantiles of the whole column, which are told."""
TEXT = frozenset({"sex", "ref", "remark", "ward", "manikin_key"})


def permitted(tables: Tables, table: str, column: str) -> dict[Any, Any]:
    """Return all that may be told of a column."""
    rows = tables[table]
    people = [row["patient_id"] for row in rows]
    values = [row[column] for row in rows]
    if column == "ended":
        return _distances(rows, people)
    there = [(value, person) for value, person in zip(values, people, strict=True) if value is not None]
    told: dict[Any, Any] = {
        "present": _cell([person for _, person in there]),
        "missing": _cell([person for value, person in zip(values, people, strict=True) if value is None]),
        "people": permit(len({person for _, person in there})),
        "twice": permit(len(there) - len({value for value, _ in there})),
    }
    if (table, column) in GRIDS:
        told |= _ranges([(GRIDS[table, column](value), person) for value, person in there])
    if column == "started":
        for number, part in enumerate(PROFILES):
            told |= _labels([((number, part(value)), person) for value, person in there])
    if column not in {"born", "height", "started"}:
        told |= _labels(there)
    if column in TEXT:
        told |= {("shape", *key): n for key, n in _labels([(_shape(v), p) for v, p in there]).items()}
    return told


def paired(tables: Tables, one: Column, other: Column) -> dict[Any, int]:
    """Return the permitted count of each pair of labels, or ranges, of two columns."""
    rows = tables[other[0]]
    above = {row["patient_id"]: row for row in tables["patient"]}
    behind: dict[Any, list[int]] = {}
    for row in rows:
        there = row if one[0] == other[0] else above[row["patient_id"]]
        cell = (_case(one[1], there[one[1]]), _case(other[1], row[other[1]]))
        behind.setdefault(cell, []).append(row["patient_id"])
    return {cell: count for cell, people in behind.items() if (count := _cell(people))}


def spread(tables: Tables, one: Column, other: Column, cuts: Cuts, *, is_told: bool) -> dict[Any, Any]:
    """Return what may be told of a column in each case of another: the cells between cuts.

    Of a column that is told by them (`is_told`) also the rows of each case, its people and its ranges.
    """
    above = {row["patient_id"]: row for row in tables["patient"]}
    cases: dict[Any, list[tuple[int, int]]] = {}
    for row in tables[other[0]]:
        there = row if one[0] == other[0] else above[row["patient_id"]]
        if row[other[1]] is not None:
            case = _case(one[1], there[one[1]])
            cases.setdefault(case, []).append((GRIDS[other](row[other[1]]), row["patient_id"]))
    told: dict[Any, Any] = {}
    for case, pairs in cases.items():
        parts: dict[int, list[int]] = {}
        for place, person in pairs:
            parts.setdefault(bisect_right(cuts.get(other, ()), place), []).append(person)
        told[case] = {n: count for n, people in parts.items() if (count := _cell(people))}
        if is_told:
            told["rows", case] = _cell([person for _, person in pairs])
            told["people", case] = permit(len({person for _, person in pairs}))
            told["ranges", case] = _ranges(pairs)
    return {key: what for key, what in told.items() if what}


def _case(name: str, value: Any) -> Any:
    if name != "score" or value is None:
        return value
    return max((cut for cut in CUTS if cut <= value), default=None)


def children(tables: Tables) -> dict[Any, int]:
    """Return how many people have how many visits, in bins."""
    each = Counter(row["patient_id"] for row in tables["visit"])
    bins = Counter(max(b for b in CHILDREN if b <= each[row["patient_id"]]) for row in tables["patient"])
    return {number: permit(count) for number, count in bins.items() if permit(count)}


LACKING: Mapping[str, Sequence[str]] = {"patient": ("born", "height", "remark"), "visit": ("ward", "ended")}
"""Columns that may be missing together."""
SETTLED: Sequence[tuple[str, str, str]] = (
    ("patient", "n", "sex"),
    ("patient", "sex", "n"),
    ("visit", "ward", "manikin_key"),
    ("visit", "manikin_key", "ward"),
)
"""Columns of which the first may settle the second."""


def beside(tables: Tables, touched: AbstractSet[Column] | None = None) -> dict[Any, Any]:
    """Return all that may be told of columns together in a marginal draft: gaps, what settles what, orders above.

    With `touched` only of those that some columns are part of.
    """

    def has(table: str, *names: str) -> bool:
        return touched is None or any((table, name) in touched for name in names)

    told: dict[Any, Any] = {}
    for table, names in LACKING.items():
        for size in range(2, len(names) + 1):
            for some in combinations(names, size):
                if has(table, *some):
                    lacks = _labels(
                        (tuple(row[n] is None for n in some), row["patient_id"]) for row in tables[table]
                    )
                    told["together", some] = {key: n for key, n in lacks.items() if key != ("other",)}
    for table, given, column in SETTLED:
        if has(table, given, column):
            told["settles", given, column] = _settled(tables[table], given, column)
    for name in ("started", "ended"):
        if has("visit", name) or has("patient", "born"):
            told["birth", name] = _around_birth(tables, name)
    return told


def _around_birth(tables: Tables, name: str) -> tuple[int, ...]:
    """Return the permitted numbers of people with a date before their birth, and after it."""
    born = {row["patient_id"]: row["born"] for row in tables["patient"]}
    pairs = [
        (row[name].date(), born[row["patient_id"]], row["patient_id"])
        for row in tables["visit"]
        if row[name] is not None and born[row["patient_id"]] is not None
    ]
    return (
        permit(len({person for day, birth, person in pairs if day < birth})),
        permit(len({person for day, birth, person in pairs if day > birth})),
    )


def _settled(rows: Sequence[Row], given: str, column: str) -> Any:
    """Return the pairs of labels that may be told, and the people against them where each label has one."""
    there = [
        (row[given], row[column], row["patient_id"]) for row in rows if None not in (row[given], row[column])
    ]
    pairs = {key[1] for key in _labels([((a, b), who) for a, b, who in there]) if key[0] == "label"}
    singles = {
        key[1] for key in _labels([(row[given], row["patient_id"]) for row in rows if row[given] is not None])
        if key[0] == "label"
    }  # fmt: skip
    if any(sum(a == label for a, _ in pairs) != 1 for label in singles):
        return pairs
    return pairs, permit(len({who for a, b, who in there if a in singles and (a, b) not in pairs}))


def everything(tables: Tables) -> dict[Any, Any]:
    """Return all that may be told of a clinic."""
    told: dict[Any, Any] = {
        (table, column): permitted(tables, table, column)
        for table, rows in tables.items()
        for column in rows[0]
        if column != "patient_id"
    }
    told["children"] = children(tables)
    told["beside"] = beside(tables)
    told["rows"] = {table: permit(len(rows)) for table, rows in tables.items()}
    return told


def _cell(people: Sequence[int]) -> int:
    """Return the permitted count of rows: none with few people, or with one who has more than half of them."""
    each = Counter(people)
    if len(each) < LEAST or 2 * max(each.values()) > len(people):
        return 0
    return permit(len(people))


def _labels(there: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    """Return the permitted count of each label, and of all others together."""
    behind: dict[Any, list[int]] = {}
    for label, person in there:
        behind.setdefault(label, []).append(person)
    told = {("label", label): _cell(people) for label, people in behind.items() if _cell(people)}
    rest = [person for label, people in behind.items() if ("label", label) not in told for person in people]
    return {**told, ("other",): _cell(rest)}


def _ranges(there: Sequence[tuple[int, int]]) -> dict[Any, Any]:
    """Return the permitted count of rows up to each place, and the ranges that may be told."""
    places = sorted({place for place, _ in there})
    found = {place: number for number, place in enumerate(places)}
    who = {person: number for number, person in enumerate(sorted({person for _, person in there}))}
    counts = np.zeros((len(who), len(places) + 1), np.int64)
    for place, person in there:
        counts[who[person], found[place] + 1] += 1
    upto = counts.cumsum(axis=1)
    rows = upto.sum(axis=0)
    told: dict[Any, Any] = {}
    reached = 0
    for number, place in enumerate(places):
        # A place up to which no more can be told is not told apart from one where nothing is.
        if permit(int(rows[number + 1])) != reached:
            reached = told["upto", place] = permit(int(rows[number + 1]))
    before: tuple[int, ...] = ()
    for first in reversed(range(len(places))):
        inside = upto[:, first + 1 :] - upto[:, [first]]
        enough = (inside > 0).sum(axis=0) >= LEAST
        fair = 2 * inside.max(axis=0, initial=0) <= inside.sum(axis=0)
        # All that matters of the ranges from a place on is where they become some that may be told.
        turns = tuple(places[first + n] for n in np.flatnonzero(np.diff(enough & fair, prepend=False)))
        if turns != before:
            before = told["from", places[first]] = turns
    return told


def _distances(rows: Sequence[Row], people: Sequence[int]) -> dict[Any, Any]:
    pairs = [
        (row["ended"], row["started"], person)
        for row, person in zip(rows, people, strict=True)
        if row["ended"] is not None
    ]
    return {
        "present": _cell([person for *_, person in pairs]),
        "missing": _cell([p for row, p in zip(rows, people, strict=True) if row["ended"] is None]),
        "people": permit(len({person for *_, person in pairs})),
        "against": permit(len({p for end, start, p in pairs if end < start})),
        "for": permit(len({p for end, start, p in pairs if end > start})),
        **_ranges([(two_digits(int((end - start).total_seconds()) // 60), p) for end, start, p in pairs]),
    }


def _shape(value: Any) -> str:
    text = re.sub("[A-Z]", "A", str(value))
    return re.sub("[0-9]", "9", re.sub("[a-z]", "a", text))
