"""What the view hides changes nothing: not the view, not a byte of the draft. And leaks made on purpose are found.

The quick test walks a short way; the slow one through 10,000 accepted changes, or as many as MANIKIN_WALK says.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("ibis")
sys.path.insert(0, str(Path(__file__).parent))

import clinic
import leaks
import oracle
import walk
from again import Again

from manikin.derive.contents import Conditional, Determined, Knots, Spreads
from manikin.derive.draft import Heading, draft
from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import Stated, structure
from manikin.derive.summarise import summarise
from manikin.derive.view import Evidence, ReferenceView, View
from manikin.disclosure import POLICIES

FAR = int(os.environ.get("MANIKIN_WALK", "10000"))
STOPS = 4


def everything(view: View) -> dict[str, bytes]:
    """Return all that derive writes of a view."""
    return {"view": view.to_json(), **draft(view, Heading("clinic", "A clinic", "The clinic"))}


def test_changes_are_judged_one_by_one_as_all_rows_are() -> None:
    here = walk.Walk(clinic.lumpy(60), seed=6, pairs=True)
    verdicts: Counter[bool] = Counter()
    while verdicts.total() < 120:
        _, edit = here.propose()
        changed = here.now()
        for table, place, values in edit:
            changed[table][place] = {**changed[table][place], **values}
        if changed != here.tables:
            is_same = oracle.everything(changed, pairs=True) == here.told
            assert here.keeps(edit) is is_same
            verdicts[is_same] += 1
    assert min(verdicts[True], verdicts[False]) > 30


def test_a_short_walk(again: Again) -> None:
    here = walk.Walk(clinic.lumpy(), seed=1)
    first = everything(again.view(here.tables))
    here.go(100)
    assert everything(again.view(here.tables)) == first


@pytest.mark.slow
def test_a_long_walk(tmp_path: Path) -> None:
    here = walk.Walk(clinic.clinic(300), seed=2)
    with Again(tmp_path, clinic.schemas(here.tables)) as again:
        first = everything(again.view(here.tables))
        for _ in range(STOPS):
            here.go(FAR // STOPS)
            assert oracle.everything(here.tables) == here.told
            assert everything(again.view(here.tables)) == first, here.accepted
    assert here.accepted.total() >= FAR
    assert here.accepted["move"] >= FAR // 10
    assert here.accepted["swap"] >= FAR // 5


@pytest.mark.slow
def test_a_walk_of_columns_that_settle_each_other_and_are_missing_together(tmp_path: Path) -> None:
    here = walk.Walk(clinic.settled(clinic.clinic(200)), seed=5)
    with Again(tmp_path, clinic.schemas(here.tables)) as again:
        view = again.view(here.tables)
        here.go(FAR // 25)
        assert everything(again.view(here.tables)) == everything(view)
    patient, visit = view.table("patient"), view.table("visit")
    assert isinstance(patient.columns_by_name["sex"].content, Determined)
    assert patient.missing_together
    assert ("started", "after", "patient.born") in visit.orders_above
    assert here.accepted["move"]
    assert here.accepted["swap"]


STATED = Stated(
    people="patient.patient_id",
    keys={"patient": ("patient_id",), "visit": ("visit_id",)},
    references={"visit": (ReferenceView(("patient_id",), "patient", ("patient_id",), Evidence.STATED),)},
)


def ways(again: Again, tables: clinic.Tables, first: View | None = None) -> tuple[View, ...]:
    """Return the views of a clinic by cases, with keys that are stated, and against one that was told before."""
    by_cases = again.view(tables, "dependent")
    return (
        by_cases,
        again.view(tables, stated=STATED),
        again.view(tables, "dependent", before=first or by_cases),
    )


def cuts(view: View) -> oracle.Cuts:
    """Return the quantiles of each column of numbers and dates, as the oracle counts places."""
    found = {}
    for table, name in {other for _, other in oracle.SPREAD}:
        column = view.table(table).columns_by_name.get(name)
        content = column and column.content  # the lumpy clinic has fewer columns
        if isinstance(content, Knots):
            places = [_place(name, place) for _, place in content.points]
            heaps = {place + 1 for place, after in pairwise(places) if place == after}
            found[table, name] = sorted({*places, *heaps})
    return found


def told_by_case(view: View) -> frozenset[tuple[oracle.Column, oracle.Column]]:
    """Return the columns that numbers and dates are told by, with those."""
    return frozenset(
        (
            ("patient" if "." in c.content.given else table.name, c.content.given.rpartition(".")[2]),
            (table.name, c.name),
        )
        for table in view.tables
        for c in table.columns
        if isinstance(c.content, Spreads)
    )


def _place(name: str, text: str) -> int:
    if name == "started":
        return oracle.month(dt.date.fromisoformat(text))
    return int(text[:4]) if name == "born" else int(Decimal(text) * (100 if name == "height" else 1))


@pytest.mark.slow
def test_a_walk_by_cases_with_stated_keys_and_against_an_approved_draft(tmp_path: Path) -> None:
    here = walk.Walk(clinic.linked(clinic.clinic()), seed=4, pairs=True)
    with Again(tmp_path, clinic.schemas(here.tables)) as again:
        first = ways(again, here.tables)
        here.cut(cuts(again.view(here.tables)), told_by_case(first[0]))
        here.go(FAR // 100)
        last = ways(again, here.tables, first[0])
    by_cases = [
        c.content.given for t in first[0].tables for c in t.columns if isinstance(c.content, Conditional)
    ]
    spread = {c.name for t in first[0].tables for c in t.columns if isinstance(c.content, Spreads)}
    assert {"height", "score"} <= spread
    assert any("." in given for given in by_cases)  # a column of the patient tells one of the visit
    assert any("." not in given for given in by_cases)
    assert first[1].table("visit").references[0].evidence is Evidence.STATED
    assert first[2].kept
    assert [everything(view) for view in last] == [everything(view) for view in first]
    # A visit of somebody else moves one of so many ranges by cases; the long walk has such moves.
    assert here.accepted["edit"]
    assert here.accepted["swap"]


LEGS = 4
LEG = 400


@pytest.fixture(scope="module")
def stops(again: Again) -> Mapping[str, Sequence[clinic.Tables]]:
    """Return clinics along a walk for each fidelity; all of one walk have the same view."""
    found: dict[str, list[clinic.Tables]] = {}
    for fidelity, seed in (("marginal", 3), ("dependent", 7)):
        here = walk.Walk(clinic.lumpy(), seed, pairs=fidelity == "dependent")
        if fidelity == "dependent":
            here.cut(cuts(again.view(here.tables)), told_by_case(again.view(here.tables, "dependent")))
        found[fidelity] = [here.now()]
        for _ in range(LEGS):
            here.go(LEG)
            found[fidelity].append(here.now())
        assert oracle.everything(here.tables, pairs=fidelity == "dependent") == here.told
    return found


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Again]:
    with Again(tmp_path_factory.mktemp("again"), clinic.schemas(clinic.lumpy())) as database:
        yield database


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fidelity", "leak"),
    [
        *((fidelity, leak) for fidelity in ("marginal", "dependent") for leak in leaks.LEAKS),
        *(("dependent", leak) for leak in leaks.BY_CASES),
    ],
    ids=lambda what: what if isinstance(what, str) else what.__name__,
)
def test_leaks_are_found(
    fidelity: str,
    leak: leaks.Leak,
    stops: Mapping[str, Sequence[clinic.Tables]],
    again: Again,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leak(monkeypatch)
    first, *later = stops[fidelity]
    told = again.view(first, fidelity).to_json()
    assert any(again.view(tables, fidelity).to_json() != told for tables in later)


@pytest.mark.slow
@pytest.mark.parametrize("fidelity", ["marginal", "dependent"])
def test_without_a_leak_nothing_is_found(
    fidelity: str, stops: Mapping[str, Sequence[clinic.Tables]], again: Again
) -> None:
    first, *later = (again.view(tables, fidelity) for tables in stops[fidelity])
    assert first.people == len(stops[fidelity][0]["patient"])
    has_cases = any(isinstance(c.content, Conditional) for t in first.tables for c in t.columns)
    assert has_cases is (fidelity == "dependent")
    assert [everything(view) == everything(first) for view in later] == [True] * LEGS


def together(few: int) -> list[dict[str, Any]]:
    """Return people of whom so many are unlike the others: in what a code means, and in what they lack."""
    odd = range(few)
    return [
        {
            "patient_id": n,
            "code": "abcd"[n % 4],
            "meaning": "other" if n in odd else ["first", "second"][n % 4 // 2],
            "height": None if n % 3 == 0 else ["tall", "short"][n // 7 % 2],
            "weight": None if (n % 3 == 0) is not (n in odd) else ["light", "heavy"][n % 2],
        }
        for n in range(600)
    ]


def together_view(few: int, folder: Path) -> View:
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(together(few)), folder / "patient.parquet")
    with open_source(str(folder), Wanted()) as database:
        return summarise(*structure(database, POLICIES["acro"]))


def test_few_who_are_unlike_the_others_do_not_count(tmp_path: Path) -> None:
    view = together_view(0, tmp_path / "none")
    assert isinstance(view.table("patient").columns_by_name["meaning"].content, Determined)
    assert view.table("patient").missing_together
    assert together_view(3, tmp_path / "few") == view


@pytest.mark.slow
@pytest.mark.parametrize("leak", leaks.TOGETHER, ids=lambda leak: leak.__name__)
def test_leaks_of_columns_that_go_together_are_found(
    leak: leaks.Leak, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leak(monkeypatch)
    assert together_view(3, tmp_path / "few") != together_view(0, tmp_path / "none")
