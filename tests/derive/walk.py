"""A walk through clinics that look the same: changes are proposed, and kept where all that may be told stays as it is.

Blind changes test little, since most move a number; this reaches clinics with hundreds of other rows.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from decimal import Decimal
from typing import Any

import oracle

Row = dict[str, Any]
Edit = list[tuple[str, int, Row]]


class Walk:
    """A clinic on its way; with `pairs`, counts of two columns together stay as they are as well."""

    def __init__(self, tables: dict[str, list[Row]], seed: int, *, pairs: bool = False) -> None:
        self.tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
        self.told = oracle.everything(self.tables)
        self._pairs = oracle.PAIRS if pairs else ()
        self._spread = oracle.SPREAD if pairs else ()
        self._cuts: oracle.Cuts = {}
        self._by_case: frozenset[Any] = frozenset()
        self.told |= {pair: oracle.paired(self.tables, *pair) for pair in self._pairs}
        self.cut({}, frozenset())
        self.accepted: Counter[str] = Counter()
        self._draw = random.Random(seed)
        self._made = 0

    def cut(self, cuts: oracle.Cuts, by_case: frozenset[Any]) -> None:
        """Say where numbers and dates are cut to see what explains them, and which are told by cases of which."""
        self._cuts, self._by_case = cuts, by_case
        self.told |= {pair: self._spreads(pair) for pair in self._spread}

    def _spreads(self, pair: Any) -> dict[Any, Any]:
        return oracle.spread(self.tables, *pair, self._cuts, is_told=pair in self._by_case)

    def go(self, accepted: int) -> None:
        """Walk until so many changes more were accepted."""
        wanted = self.accepted.total() + accepted
        while self.accepted.total() < wanted:
            kind = self._draw.choice(("edit", "edit", "move", "swap", "swap"))
            edit = getattr(self, f"_{kind}")()
            if edit and self._keeps(edit):
                self.accepted[kind] += 1

    def reach(self, table: str, name: str, value: Any) -> bool:
        """Put a value that is far from all others, or hidden, into the first row that may have it."""
        for place, row in enumerate(self.tables[table]):
            if row[name] is not None and row[name] != value and self._keeps([(table, place, {name: value})]):
                self.accepted["edit"] += 1
                return True
        return False

    def _keeps(self, edit: Edit) -> bool:
        """Make a change, and take it back where anything that may be told has moved."""
        before = [(table, place, self.tables[table][place]) for table, place, _ in edit]
        touched = set()
        for table, place, values in edit:
            old = self.tables[table][place]
            touched |= {(table, name) for name in values if old[name] != values[name]}
            self.tables[table][place] = {**old, **values}
        if ("visit", "patient_id") in touched:
            touched = {("visit", name) for name in self.tables["visit"][0]}
        if touched & {("visit", "started"), ("visit", "ended")}:
            touched |= {("visit", "ended")}
        told = {key: oracle.permitted(self.tables, *key) for key in sorted(touched) if key[1] != "patient_id"}
        told |= {"children": oracle.children(self.tables)} if ("visit", "patient_id") in touched else {}
        # What changed nothing is no change. Pairs take longest and are judged last.
        same = touched and all(self.told[key] == now for key, now in told.items())
        same = same and self.told["beside"].items() >= oracle.beside(self.tables, touched).items()
        if (
            same
            and all(
                self.told[pair] == oracle.paired(self.tables, *pair)
                for pair in self._pairs
                if touched & set(pair)
            )
            and all(self.told[pair] == self._spreads(pair) for pair in self._spread if touched & set(pair))
        ):
            return True
        for table, place, row in before:
            self.tables[table][place] = row
        return False

    def _place(self, table: str) -> int:
        return self._draw.randrange(len(self.tables[table]))

    def _edit(self) -> Edit:
        table = self._draw.choice(("patient", "visit"))
        place = self._place(table)
        row = self.tables[table][place]
        name = self._draw.choice([name for name in row if name != "patient_id"])
        value = self._other(name, row)
        return [(table, place, {name: value})] if value != row[name] else []

    def _other(self, name: str, row: Row) -> Any:
        """Return another value: nearby, out of all bounds, never seen before, or none."""
        draw, old = self._draw, row[name]
        self._made += 1
        if name == "visit_id":
            return 9_999_999 - self._made
        if name == "ref":
            return (
                f"{chr(65 + self._made % 26)}{90_000 + self._made % 10_000:05}"
                if self._made < 260_000
                else old
            )
        if name == "remark":
            return (
                None
                if old is None
                else f"new {self._made}"
                if draw.random() < 0.5
                else f"was told 0.{self._made:016}"
            )
        if name in {"sex", "ward", "manikin_key"}:
            return draw.choice(
                (f"hidden {draw.randrange(30)}", *("FMX" if name == "sex" else ("A", "B", "yes")))
            )
        if name == "alive":
            return not old
        if old is None:
            return None
        if isinstance(old, dt.datetime):
            far = dt.datetime(draw.choice((1950, 2090)), 1, 1)
            return draw.choice((far, old + dt.timedelta(minutes=draw.randrange(-30, 31))))
        if isinstance(old, dt.date):
            return draw.choice((dt.date(1880, 1, 1), old + dt.timedelta(draw.randrange(-20, 21))))
        if isinstance(old, Decimal):
            return draw.choice((Decimal("250.00"), old + Decimal(draw.randrange(-300, 301)) / 100))
        return draw.choice((99_999, old + draw.randrange(-30, 31))) if name == "score" else draw.randrange(9)

    def _move(self) -> Edit:
        """Propose a visit of somebody else."""
        person = self.tables["patient"][self._place("patient")]["patient_id"]
        return [("visit", self._place("visit"), {"patient_id": person})]

    def _swap(self) -> Edit:
        """Propose that two rows exchange a value."""
        table = self._draw.choice(("patient", "visit"))
        name = self._draw.choice([name for name in self.tables[table][0] if name != "patient_id"])
        one, two = self._place(table), self._place(table)
        here, there = self.tables[table][one], self.tables[table][two]
        if here[name] == there[name]:
            return []
        return [(table, one, {name: there[name]}), (table, two, {name: here[name]})]
