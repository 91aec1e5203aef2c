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
from ledger import Edit, Ledger, Row

IDENTIFIERS = frozenset({"visit_id", "ref"})
COMMON = 0.5


class Walk:
    """A clinic on its way; with `pairs`, counts of two columns together stay as they are as well."""

    def __init__(self, tables: dict[str, list[Row]], seed: int, *, pairs: bool = False) -> None:
        self.tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
        self.told = oracle.everything(self.tables, pairs=pairs)
        self._ledger = Ledger(self.tables, oracle.PAIRS if pairs else ())
        self._spread: dict[Any, dict[Any, Any]] = {}
        self._cuts: oracle.Cuts = {}
        self._by_case: frozenset[Any] = frozenset()
        self.accepted: Counter[str] = Counter()
        self._draw = random.Random(seed)
        self._made = 0

    def cut(self, cuts: oracle.Cuts, by_case: frozenset[Any]) -> None:
        """Say where numbers and dates are cut to see what explains them, and which are told by cases of which."""
        self._cuts, self._by_case = cuts, by_case
        self._spread = {
            pair: self._spreads(pair)
            for pair in oracle.SPREAD
            if all(name in self.tables[table][0] for table, name in pair)
        }

    def _spreads(self, pair: Any) -> dict[Any, Any]:
        return oracle.spread(self.tables, *pair, self._cuts, is_told=pair in self._by_case)

    def go(self, accepted: int) -> None:
        """Walk until so many changes more were accepted."""
        wanted = self.accepted.total() + accepted
        while self.accepted.total() < wanted:
            kind, edit = self.propose()
            if edit and self.keeps(edit):
                self.accepted[kind] += 1

    def propose(self) -> tuple[str, Edit]:
        """Return a change, of no value where it came to nothing, and its kind."""
        kind = self._draw.choice(("edit", "edit", "move", "swap", "swap"))
        return kind, getattr(self, f"_{kind}")()

    def keeps(self, edit: Edit) -> bool:
        """Make a change unless it moves anything that may be told."""
        before = [
            (table, place, {n: self.tables[table][place][n] for n in new}) for table, place, new in edit
        ]
        if not self._ledger.keeps(edit):
            return False
        touched = {(table, name) for table, _, new in edit for name in new}
        if ("visit", "patient_id") in touched:
            touched |= {("visit", name) for name in self.tables["visit"][0]}
        # They take longest, and are judged last.
        if all(told == self._spreads(pair) for pair, told in self._spread.items() if touched & set(pair)):
            return True
        assert self._ledger.keeps(before)
        return False

    def now(self) -> dict[str, list[Row]]:
        """Return the clinic as it is now."""
        return {name: list(rows) for name, rows in self.tables.items()}

    def _place(self, table: str) -> int:
        return self._draw.randrange(len(self.tables[table]))

    def _edit(self) -> Edit:
        table = self._draw.choice(("patient", "visit"))
        place = self._place(table)
        row = self.tables[table][place]
        name = self._draw.choice([name for name in row if name != "patient_id"])
        # A value of somebody else, as gaps are, keeps to what there is; any other may be out of all bounds.
        is_common = name not in IDENTIFIERS and self._draw.random() < COMMON
        value = self.tables[table][self._place(table)][name] if is_common else self._other(name, row)
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
