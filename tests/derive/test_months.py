"""A town over months, derived each time against the draft before: what moves, and what may not.

The truth behind each number is counted here, in plain Python over the rows.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")
sys.path.insert(0, str(Path(__file__).parent))

import town
from again import Again

from manikin.derive.against import numbers
from manikin.derive.contents import Categories, Conditional
from manikin.derive.draft import Heading, draft
from manikin.derive.permits import CHILDREN, GIVEN, PEOPLE, PRESENCE, REST, ROWS, Address
from manikin.derive.view import View
from manikin.disclosure import POLICIES
from manikin.disclosure.lint import judge
from manikin.spec import check

ACRO = POLICIES["acro"]
SIZES = (260, 290, 420, 600, 590, 420, 300, 280, 200)
"""How many people there are from month to month; between 260 and 290 too few are known to have moved."""
VISITS = 3
"""The most visits of one person."""


def months() -> Iterator[list[town.Person]]:
    """Yield the people of each month: some leave, others come."""
    draw = random.Random(8)
    people: list[town.Person] = []
    made = 0
    for size in SIZES:
        stay = draw.sample(people, min(len(people), size) * 4 // 5)
        people = stay + [town.person(made + n, draw) for n in range(size - len(stay))]
        made += size
        yield people


def truth(view: View, people: list[town.Person]) -> dict[Address, tuple[int, int]]:
    """Return the rows, and the people, behind every cell that a view may tell a number of."""
    tables = town.tables(people)
    patients = {row["patient_id"]: row for row in tables["patient"]}
    found = {(PEOPLE, "people"): _counted(iter(patients))}
    for table in view.tables:
        rows = tables[table.name]
        found[ROWS, table.name] = _counted(row["patient_id"] for row in rows)
        for column in table.columns:
            name, content = column.name, column.content
            here = (table.name, name)
            found[*here, PRESENCE, "missing"] = _counted(r["patient_id"] for r in rows if r[name] is None)
            if isinstance(content, Categories):
                found |= {(*here, label): cell for label, cell in _cells(rows, name)}
                told = dict(content.counts)
                rest = (row["patient_id"] for row in rows if row[name] is not None and row[name] not in told)
                found[*here, REST, "other"] = _counted(rest)
            elif isinstance(content, Conditional):
                above, _, given = content.given.rpartition(".")
                for when, _ in content.cases:
                    those = [
                        r
                        for r in rows
                        if (patients[r["patient_id"]] if above else r)[given] == (when or None)
                    ]
                    found |= {(*here, GIVEN, when, label): cell for label, cell in _cells(those, name)}
    visits = Counter(row["patient_id"] for row in tables["visit"])
    for first, count in Counter(visits[person] for person in patients).items():
        found["visit", "patient_id", CHILDREN, str(first)] = (count, count)
    return found


def _cells(rows: list[dict[str, Any]], name: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for label in {row[name] for row in rows} - {None}:
        yield str(label), _counted(row["patient_id"] for row in rows if row[name] == label)


def _counted(people: Any) -> tuple[int, int]:
    each = Counter(people)
    return each.total(), len(each)


@pytest.mark.slow
@pytest.mark.parametrize("fidelity", ["marginal", "dependent"])
def test_over_months_nothing_shows_that_few_people_did(fidelity: str, tmp_path: Path) -> None:
    before: View | None = None
    told: Mapping[Address, int] = {}
    since: dict[Address, int] = {}
    happened: Counter[str] = Counter()
    with Again(tmp_path, town.SCHEMAS) as again:
        for people in months():
            view = again.view(town.tables(people), fidelity, before, moved=0)
            now = {address: count for address, count in numbers(view) if count}
            true = truth(view, people)
            if before is None:
                since = {address: true.get(address, (0, 0))[0] for address in now}
            elif view == before:
                happened["kept whole"] += 1
            else:
                for address in sorted(set(told) | set(now)):
                    # Rows with a value are the sum of what is shown, and judged by its parts.
                    if address[-2:] != (PRESENCE, "present"):
                        cell = told.get(address, 0), now.get(address, 0)
                        happened[_judged(cell, address, true.get(address, (0, 0)), since)] += 1
                        happened["by case"] += GIVEN in address
            before, told = view, now
        # The last stands on numbers of several months, some of which contradict each other; its own lint takes it.
        files = draft(view, Heading("town", "A town", "Extract"))
    folder = tmp_path / "town"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    checked = check(folder)
    assert checked.spec is not None
    assert checked.document is not None
    assert not judge(checked.spec, checked.document).is_refused
    assert happened["kept whole"]
    assert min(happened[what] for what in ("kept", "moved", "new")) >= 3, happened
    assert (happened["by case"] > 0) is (fidelity == "dependent")


def _judged(told: tuple[int, int], address: Address, true: tuple[int, int], since: dict[Address, int]) -> str:
    """Return what happened to a number; nothing may that few people stand behind."""
    (before, now), (rows, people) = told, true
    # Of people who are counted by their visits each has one row.
    most = VISITS if "visit" in address[:2] and CHILDREN not in address else 1
    slack = ACRO.threshold * most + ACRO.base // 2
    assert now, (address, "was withdrawn")
    if before == now:
        assert abs(rows - now) <= slack, (address, "was kept too long")
        return "kept"
    if before:
        assert abs(rows - before) > slack, (address, "moved too early")
        assert abs(rows - since[address]) > ACRO.threshold * most, (address, "moved for few")
        what = "moved"
    else:
        assert people >= 2 * ACRO.threshold - 1, (address, "came too early")
        what = "new"
    assert now == max(ACRO.permit(rows), ACRO.base), address
    since[address] = rows
    return what
