"""What may be told of the planted clinic, kept as it changes: a change costs what it touches, not the whole clinic.

`oracle` says what may be told from all rows at once, and is the account that counts. This one keeps the same cells by
person, so that a walk judges thousands of changes in the time in which the other judges some; the walk compares the
clinic with the other account at each of its stops, and a test compares their verdicts change by change.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import oracle
from oracle import LEAST, Column, Row, permit

Place = tuple[str, int, Row]
"""A table, the number of a row, and the row, or the values in it that change."""
Edit = list[Place]
Fact = tuple[int, int, Any]
"""The number of an account, a person and a label."""
MOVES: Column = ("visit", "patient_id")
NOTHING = dt.timedelta()
SKIP = object()
"""In place of a label: the row does not count."""
Of = Callable[[Row, Row], Hashable]
"""From a row, and that of its patient, to a label."""


class Cells:
    """Rows by label; of each label, and of all hidden ones together, what may be told.

    Parameters
    ----------
    has_rest : bool
        Whether something is told of the hidden ones together.
    is_exact : bool
        Whether the permitted count is told; else only that there is one.
    """

    def __init__(self, *, has_rest: bool = False, is_exact: bool = True) -> None:
        self.has_rest, self.is_exact = has_rest, is_exact
        self.behind: dict[Hashable, Counter[int]] = {}
        self.told: dict[Hashable, int] = {}
        self._rest: Counter[int] = Counter()

    def change(self, person: int, label: Any, more: int) -> None:
        """Give one person so many rows more, or fewer, with a label."""
        _add(self.behind.setdefault(label, Counter()), person, more)
        if self.has_rest and not self.told.get(label):
            _add(self._rest, person, more)

    def settle(self) -> None:
        """Take what may be told now for what was told."""
        self.told = {label: told for label, each in self.behind.items() if (told := self._said(each))}
        self._rest = Counter()
        for label, each in self.behind.items():
            if label not in self.told:
                self._rest.update(each)
        self._told_rest = self._said(self._rest)

    def keeps(self, labels: Iterable[Any]) -> bool:
        """Return whether nothing else may be told of some labels, nor of the hidden ones."""
        return all(self._said(self.behind[label]) == self.told.get(label, 0) for label in labels) and (
            not self.has_rest or self._said(self._rest) == self._told_rest
        )

    def _said(self, each: Counter[int]) -> int:
        if len(each) < LEAST:
            return 0
        rows = sum(each.values())
        if 2 * max(each.values()) > rows:
            return 0
        return permit(rows) if self.is_exact else 1


class People(Cells):
    """People by label, each of whom counts once."""

    def _said(self, each: Counter[int]) -> int:
        return permit(len(each))


class Distinct:
    """How many rows have a value that another row has too."""

    def __init__(self) -> None:
        self._rows: Counter[Any] = Counter()
        self._all = self._told = 0

    def change(self, person: int, label: Any, more: int) -> None:
        """See `Cells`."""
        del person
        self._all += more
        _add(self._rows, label, more)

    def settle(self) -> None:
        """See `Cells`."""
        self._told = permit(self._all - len(self._rows))

    def keeps(self, labels: Iterable[Any]) -> bool:
        """See `Cells`."""
        del labels
        return permit(self._all - len(self._rows)) == self._told


class Ranges:
    """Rows by place of a grid: the permitted count up to each, and which ranges may be told at all."""

    def __init__(self) -> None:
        self._each: dict[int, Counter[int]] = {}
        self._many: dict[int, Counter[int]] = {}
        self._places: list[int] = []
        self._rows = np.zeros(0, np.int32)
        self._people = np.zeros((0, 0), np.int32)
        self._upto = np.zeros(0, np.int32)
        self._may = np.zeros((0, 0), np.bool_)

    def change(self, person: int, place: Any, more: int) -> None:
        """See `Cells`."""
        each = self._each.setdefault(person, Counter())
        number = self._number(place)
        before = self._inside(each) > 0
        _add(each, place, more)
        self._rows[number] += more
        self._people += (self._inside(each) > 0).view(np.int8) - before.view(np.int8)
        # Nine others have nine rows at least, so only who has ten can have more than half of a range of enough.
        if each.total() >= LEAST:
            self._many[person] = each
        else:
            self._many.pop(person, None)
        if not self._rows[number]:
            self._forget(number)

    def settle(self) -> None:
        """See `Cells`."""
        self._upto = _permitted(self._rows.cumsum())
        self._may = self._told()

    def keeps(self, labels: Iterable[Any]) -> bool:
        """See `Cells`."""
        del labels
        same = np.array_equal(_permitted(self._rows.cumsum()), self._upto)
        return same and np.array_equal(self._told(), self._may)

    def _told(self) -> np.ndarray:
        may: np.ndarray = self._people >= LEAST
        rows = _between(self._rows)
        for each in self._many.values():
            may = may & (2 * self._inside(each) <= rows)
        return may

    def _inside(self, each: Counter[int]) -> np.ndarray:
        """Return the rows of one person from each place to each other one."""
        counts = np.zeros(len(self._places), np.int32)
        for place, rows in each.items():
            counts[bisect_left(self._places, place)] = rows
        return _between(counts)

    def _number(self, place: int) -> int:
        """Return the number of a place, which may be new: then it is told of as what lies beside it is."""
        number = bisect_left(self._places, place)
        if number == len(self._places) or self._places[number] != place:
            self._places.insert(number, place)
            self._rows = np.insert(self._rows, number, 0)
            self._upto = np.insert(self._upto, number, self._upto[number - 1] if number else 0)
            self._people, self._may = (_wider(grid, number) for grid in (self._people, self._may))
        return number

    def _forget(self, number: int) -> None:
        """Leave out a place without rows, of which nothing is told that is not told of its neighbours."""
        beside = self._upto[number - 1] if number else 0
        if self._upto[number] == beside and np.array_equal(
            self._may, _wider(np.delete(np.delete(self._may, number, 0), number, 1), number)
        ):
            del self._places[number]
            self._rows, self._upto = np.delete(self._rows, number), np.delete(self._upto, number)
            self._people, self._may = (
                np.delete(np.delete(grid, number, 0), number, 1) for grid in (self._people, self._may)
            )


def _add(counter: Counter[Any], key: Any, more: int) -> None:
    counter[key] += more
    if not counter[key]:
        del counter[key]


def _permitted(counts: np.ndarray) -> np.ndarray:
    return np.where(counts < LEAST, 0, (counts + 5) // 10 * 10)


def _between(counts: np.ndarray) -> np.ndarray:
    """Return the sums from each place (down) to each other one (across)."""
    upto = counts.cumsum()
    sums: np.ndarray = upto[None, :] - (upto - counts)[:, None]
    return sums


def _wider(grid: np.ndarray, number: int) -> np.ndarray:
    """Return a grid of ranges with one more place that nobody is at."""
    beyond = np.zeros((1, len(grid)), grid.dtype)
    rows = np.vstack(
        [grid[:number], grid[number : number + 1] if number < len(grid) else beyond, grid[number:]]
    )
    before = rows[:, number - 1 : number] if number else np.zeros((len(rows), 1), grid.dtype)
    return np.hstack([rows[:, :number], before, rows[:, number:]])


@dataclass(frozen=True)
class Account:
    """Something that may be told of the rows of one table: which columns it is made of, and the label of each row."""

    table: str
    reads: frozenset[Column]
    of: Of
    kept: Cells | Distinct | Ranges


def _account(table: str, names: Sequence[str], of: Of, kept: Any, above: Sequence[str] = ()) -> Account:
    reads = {(table, name) for name in names} | {("patient", name) for name in above}
    return Account(table, frozenset(reads), of, kept)


def accounts(tables: oracle.Tables, pairs: Sequence[tuple[Column, Column]]) -> Iterator[Account]:
    """Yield everything that may be told of a clinic."""
    for table, rows in tables.items():
        for name in rows[0]:
            if name == "ended":
                yield from _distances()
            elif name != "patient_id":
                yield from _of_column(table, name)
    for table, names in oracle.LACKING.items():
        for size in range(2, len(names) + 1):
            for some in combinations([name for name in names if oracle.has(tables, (table, name))], size):
                yield _account(table, some, lambda row, _, s=some: tuple(row[n] is None for n in s), Cells())
    for name in ("started", "ended"):
        yield _account(
            "visit", [name], lambda row, who, n=name: _side(row[n], who["born"]), People(), ["born"]
        )
    for table, given, name in oracle.SETTLED:
        if oracle.has(tables, (table, given), (table, name)):
            yield from _settled(tables[table], table, given, name)
    for one, other in pairs:
        if oracle.has(tables, one, other):
            yield _pair(one, other)


def _of_column(table: str, name: str) -> Iterator[Account]:
    def there(of: Callable[[Any], Any]) -> Of:
        return lambda row, _: SKIP if row[name] is None else of(row[name])

    yield _account(table, [name], lambda row, _: row[name] is None, Cells())
    yield _account(table, [name], there(lambda _: True), People())
    yield _account(table, [name], there(lambda value: value), Distinct())
    if (table, name) in oracle.GRIDS:
        yield _account(table, [name], there(oracle.GRIDS[table, name]), Ranges())
    for part in oracle.PROFILES if name == "started" else ():
        yield _account(table, [name], there(part), Cells(has_rest=True))
    if name not in {"born", "height", "started"}:
        yield _account(table, [name], there(lambda value: value), Cells(has_rest=True))
    if name in oracle.TEXT:
        yield _account(table, [name], there(oracle.shape), Cells(has_rest=True))


def _distances() -> Iterator[Account]:
    def apart(of: Callable[[Any], Any]) -> Of:
        return lambda row, _: SKIP if row["ended"] is None else of(row["ended"] - row["started"])

    names = ("started", "ended")
    yield _account("visit", names, lambda row, _: row["ended"] is None, Cells())
    yield _account("visit", names, apart(lambda _: True), People())
    yield _account("visit", names, apart(lambda far: far > NOTHING if far else SKIP), People())
    yield _account("visit", names, apart(oracle.minutes), Ranges())


def _side(moment: Any, born: Any) -> Any:
    if moment is None or born is None or moment.date() == born:
        return SKIP
    return moment.date() > born


def _settled(rows: Sequence[Row], table: str, given: str, name: str) -> Iterator[Account]:
    """Yield the pairs of labels that may be told; where each label has one, the people against them as well."""

    def pair(row: Row, _: Row) -> Hashable:
        return SKIP if None in (row[given], row[name]) else (row[given], row[name])

    def against(row: Row, who: Row) -> Hashable:
        found = pair(row, who)
        return True if found is not SKIP and row[given] in singles and found not in pairs else SKIP

    yield _account(table, [given, name], pair, Cells(is_exact=False))
    told = oracle.settled(rows, given, name)
    if isinstance(told, tuple):
        pairs, singles = told[0], oracle.singles(rows, given)
        yield _account(table, [given, name], against, People())


def _pair(one: Column, other: Column) -> Account:
    def cell(row: Row, who: Row) -> Hashable:
        there = row if one[0] == other[0] else who
        return oracle.case(one[1], there[one[1]]), oracle.case(other[1], row[other[1]])

    return Account(other[0], frozenset({one, other}), cell, Cells())


class Ledger:
    """A clinic that is changed, as long as nothing else may be told of it.

    Parameters
    ----------
    tables : dict
        The clinic; rows are exchanged in it.
    pairs : sequence of pairs of columns
        Those of which each pair of labels counts as told.
    """

    def __init__(self, tables: dict[str, list[Row]], pairs: Sequence[tuple[Column, Column]] = ()) -> None:
        self.tables = tables
        self._who = {row["patient_id"]: place for place, row in enumerate(tables["patient"])}
        self._visits: dict[int, set[int]] = {person: set() for person in self._who}
        for place, row in enumerate(tables["visit"]):
            self._visits[row["patient_id"]].add(place)
        children = Account("patient", frozenset({MOVES}), self._children, People())
        # What takes longest to judge is judged last.
        self._accounts = sorted(
            (*accounts(tables, pairs), children), key=lambda a: isinstance(a.kept, Ranges)
        )
        self._change(self._facts([(n, range(len(tables[a.table]))) for n, a in enumerate(self._accounts)]))
        for account in self._accounts:
            account.kept.settle()

    def keeps(self, edit: Edit) -> bool:
        """Make a change, and take it back where anything that may be told has moved, or nothing at all has."""
        before = [(table, place, self.tables[table][place]) for table, place, _ in edit]
        after = [(table, place, {**self.tables[table][place], **values}) for table, place, values in edit]
        touched = {
            (table, name)
            for (table, _, old), (*_, new) in zip(before, after, strict=True)
            for name in old
            if old[name] != new[name]
        }
        where = list(self._reached(before, after, touched))
        was = self._facts(where)
        self._write(after)
        now = self._facts(where)
        now.subtract(was)
        if touched and self._change(now, is_judged=True):
            return True
        self._write(before)
        return False

    def _children(self, row: Row, _: Row) -> Hashable:
        count = len(self._visits[row["patient_id"]])
        return max(least for least in oracle.CHILDREN if least <= count)

    def _reached(
        self, before: Sequence[Place], after: Sequence[Place], touched: set[Column]
    ) -> Iterator[tuple[int, set[int]]]:
        """Yield the accounts that a change reaches, each with the places of the rows that count otherwise there."""
        people = {row["patient_id"] for *_, row in (*before, *after)}
        above = {self._who[person] for person in people}
        below = {place for person in people for place in self._visits[person]}
        edited = {table: {place for name, place, _ in before if name == table} for table in self.tables}
        for number, account in enumerate(self._accounts):
            tables = {table for table, _ in account.reads & touched}
            if account.table == "patient" and tables:
                yield number, above if "visit" in tables else edited["patient"]
            elif account.table == "visit" and (tables or MOVES in touched):
                yield number, below if "patient" in tables else edited["visit"]

    def _write(self, rows: Iterable[Place]) -> None:
        for table, place, row in rows:
            if table == "visit":
                self._visits[self.tables[table][place]["patient_id"]].discard(place)
                self._visits[row["patient_id"]].add(place)
            self.tables[table][place] = row

    def _facts(self, where: Iterable[tuple[int, Iterable[int]]]) -> Counter[Fact]:
        """Return how often each label of an account is said of each person, in some rows."""
        facts: Counter[Fact] = Counter()
        patients = self.tables["patient"]
        for number, places in where:
            account = self._accounts[number]
            rows = self.tables[account.table]
            for place in places:
                row = rows[place]
                label = account.of(row, patients[self._who[row["patient_id"]]])
                if label is not SKIP:
                    facts[number, row["patient_id"], label] += 1
        return facts

    def _change(self, facts: Mapping[Fact, int], *, is_judged: bool = False) -> bool:
        """Enter changes; where they are judged and something else may be told, take them back."""
        by_account: dict[int, list[tuple[int, Any, int]]] = {}
        for (number, person, label), more in facts.items():
            if more:
                by_account.setdefault(number, []).append((person, label, more))
        done = []
        for number in sorted(by_account):
            kept, changes = self._accounts[number].kept, by_account[number]
            for person, label, more in changes:
                kept.change(person, label, more)
            done.append((kept, changes))
            if is_judged and not kept.keeps([label for _, label, _ in changes]):
                for back, some in done:
                    for person, label, more in some:
                        back.change(person, label, -more)
                return False
        return True
