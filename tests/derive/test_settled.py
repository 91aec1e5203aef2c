"""What one column says of another: what settles it, what is missing with it, and dates of rows above that bound it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("ibis")

import manikin
from manikin.derive.blocks import blocks
from manikin.derive.contents import Categories, Determined, Distance, Knots
from manikin.derive.draft import Heading, draft
from manikin.derive.draft.rules import rules
from manikin.derive.draft.spans import span
from manikin.derive.known import ranges
from manikin.derive.repair import repaired, spaced
from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.derive.summarise.determined import _APART, _adds_up, _may_follow, _split
from manikin.derive.view import ColumnView, Depth, TableView, View
from manikin.disclosure import POLICIES
from manikin.disclosure.bounds import audit
from manikin.disclosure.lint import judge
from manikin.spec import check

ACRO = POLICIES["acro"]
NAMES = ("apple", "pear", "plum", "fig", "kiwi")
Row = dict[str, Any]


def visits(against: int = 0) -> list[Row]:
    """Return visits with codes and their names, of which so many people have one that is not that of its code."""
    rows = []
    for n in range(1800):
        is_gap = n % 4 == 0
        name = NAMES[(n * 7 + (n < against)) % 5]
        rows.append(
            {
                "visit_id": n,
                "patient_id": n % 600,
                "code": n * 7 % 5,
                "code_name": name,
                "family": "stone fruit" if n * 7 % 5 == 2 else "other fruit",
                "height": None if is_gap else 150 + n % 40,
                "weight": None if is_gap or n % 9 == 0 else 50 + n % 60,
                "seen_on": dt.date(2015, 1, 1) + dt.timedelta(n * 13 % 2000),
            }
        )
    return rows


PEOPLE = [
    {"patient_id": n, "sex": "FM"[n % 2], "birth_date": dt.date(1930 + n % 60, 1 + n % 12, 1 + n % 28)}
    for n in range(600)
]


def derived(folder: Path, against: int = 0) -> View:
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(PEOPLE), folder / "patient.parquet")
    pq.write_table(pa.Table.from_pylist(visits(against)), folder / "visit.parquet")
    with open_source(str(folder), Wanted()) as database:
        return summarise(*structure(database, ACRO))


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return derived(tmp_path_factory.mktemp("settled") / "data", against=9)


@pytest.fixture(scope="module")
def drafted(view: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafted") / "clinic"
    folder.mkdir()
    for name, data in draft(view, Heading("clinic", "A clinic", "Extract")).items():
        (folder / name).write_bytes(data)
    return folder


def test_a_code_settles_its_name_though_fewer_people_than_may_be_told_have_another(view: View) -> None:
    columns = view.table("visit").columns_by_name
    assert columns["code_name"].content == Determined(
        "code", tuple((str(code), name) for code, name in enumerate(NAMES))
    )
    family = columns["family"].content
    assert isinstance(family, Determined)
    assert dict(family.pairs)["2"] == "stone fruit"
    assert isinstance(columns["code"].content, Categories), "what settles others is told by itself"


def test_enough_people_against_it_settle_that_it_does_not(tmp_path: Path) -> None:
    columns = derived(tmp_path / "data", against=12).table("visit").columns_by_name
    assert isinstance(columns["code_name"].content, Categories)
    assert isinstance(columns["family"].content, Determined)


def test_counts_that_do_not_add_up_are_not_asked_about() -> None:
    assert _adds_up([50, 40, 10], [60, 40], 5, 5)
    assert not _adds_up([50, 40, 10], [70, 30], 5, 5)
    assert _adds_up([50, 40, 10], [90, 40], 5, 40), "rows of no told label may be anywhere"


def test_what_is_missing_together_is_told_once(view: View) -> None:
    visit = view.table("visit")
    assert dict(visit.missing_together) == {(): 1200, ("weight",): 150, ("height", "weight"): 450}
    columns = visit.columns_by_name
    assert (columns["height"].missing, columns["weight"].missing) == (450, 600)
    without = repaired(replace(view, tables=tuple(replace(t, missing_together=()) for t in view.tables)))
    assert without.table("visit").columns_by_name["weight"].missing == 600


def test_patterns_that_prove_a_small_rest_are_left_out(view: View) -> None:
    visit = view.table("visit")
    # With totals that are known to the row, 15 at least and no more than 19 rows would be of no told pattern.
    close = replace(visit, rows=1810, missing_together=((("height",), 1790), ((), 10)))
    found = next(
        b for b in blocks(view, close, ranges(view, close, {})) if len(b.groups) == 1 and b.groups[0] == (2,)
    )
    assert [statement.most for statement in found.statements] == [1814, 1794, 14]
    assert not audit(found.atoms, found.statements, found.groups, ACRO)


def test_the_draft_holds_and_keeps_what_was_found(drafted: Path) -> None:
    checked = check(drafted)
    assert checked.spec is not None
    assert checked.document is not None
    assert not checked.problems
    # What a code means is nearly always one thing: a person decides whether that may be told.
    assert {found.rule for found in judge(checked.spec, checked.document).problems} == {"DISC22"}
    made = manikin.generate(drafted)
    born = {row["patient_id"]: row["birth_date"] for row in made["patient"].to_pylist()}
    rows = made["visit"].to_pylist()
    assert {(row["code"], row["code_name"]) for row in rows} == set(enumerate(NAMES))
    assert all(row["weight"] is None for row in rows if row["height"] is None)
    assert all(row["seen_on"] >= born[row["patient_id"]] for row in rows)


def test_an_order_towards_the_row_above_is_a_rule_where_draws_keep_it(view: View, drafted: Path) -> None:
    assert view.table("visit").orders_above == (("seen_on", "after", "patient.birth_date"),)
    assert 'sql: "seen_on >= patient.birth_date"' in (drafted / "spec.yaml").read_text()


def dates(*points: tuple[str, str]) -> Knots:
    return Knots(points)


def visit_and_patient(birth: str, **more: Any) -> tuple[TableView, View]:
    born = ColumnView("born", "date", content=dates(("0.1", "1930-01-01"), ("0.9", birth)))
    seen = ColumnView("seen", "datetime", content=dates(("0.1", "2015-01-01"), ("0.9", "2020-01-01")))
    patient = TableView("patient", Depth.STATISTICS, 100, (ColumnView("patient_id", "integer"), born))
    visit = TableView(
        "visit", Depth.STATISTICS, 100, (seen,), orders_above=(("seen", "after", "patient.born"),), **more
    )
    return visit, View(ACRO, 100, (patient, visit), "patient", "patient_id")


def test_a_rule_that_some_rows_could_hardly_keep_is_a_remark() -> None:
    visit, view = visit_and_patient("2000-01-01")
    found = rules(visit, view, ["patient"], [])
    assert found.checks == (
        {"name": "seen not before patient.born", "sql": "CAST(seen AS DATE) >= patient.born"},
    )
    visit, view = visit_and_patient("2019-01-01")
    found = rules(visit, view, ["patient"], [])
    assert not found.checks
    assert found.remarks == {"seen": ["never before patient.born"]}
    assert not rules(visit, view, [], []).remarks, "a table that is not above in the draft has no say"


def test_points_of_a_distance_follow_those_of_its_start() -> None:
    start = ColumnView("start", "datetime", content=dates(("0.1", "2015-01-01"), ("0.9", "2016-01-01")))
    end = ColumnView(
        "end", "datetime", content=Distance("start", Knots((("0.5", "1440"), ("0.9", "2880")), "minutes"))
    )
    table = TableView("stay", Depth.STATISTICS, 100, (start, end))
    begins, ends = span(start, table), span(end, table)
    assert begins is not None
    assert ends is not None
    assert all(0 <= b - a <= 3 for a, b in zip(begins.points, ends.points, strict=True))
    assert span(ColumnView("at", "time"), table) is None


def test_quantiles_stand_as_far_apart_as_the_rounded_number_asks() -> None:
    points = tuple((f"0.{n}", str(n)) for n in range(1, 10))
    assert spaced(points, 100, ACRO) == (("0.2", "2"), ("0.4", "4"), ("0.6", "6"), ("0.8", "8"))
    assert spaced(points, 1000, ACRO) == points


def test_no_question_is_left_out_that_could_change_the_answer() -> None:
    """Whichever pairs may be told: if one column may settle the other, it was not given up before that was asked."""
    labels = ["a", "b"]
    pairs = [f"{start}{_APART}{end}" for start in labels for end in "xyz"]
    for there in range(1 << len(pairs)):
        counts = [pair for place, pair in enumerate(pairs) if there >> place & 1]
        for sure in (counts[:1], counts[1:3], counts):
            more = [pair for pair in counts if pair not in sure]
            for some in range(1 << len(more)):
                told = [*sure, *(pair for place, pair in enumerate(more) if some >> place & 1)]
                found = dict(_split(dict.fromkeys(told, 10), labels, ["x", "y", "z"]))
                if len(found) == len(labels) and len(set(found.values())) > 1:
                    assert _may_follow(counts, sure, labels)
    assert not _may_follow(pairs[:2], pairs[:2], labels)
