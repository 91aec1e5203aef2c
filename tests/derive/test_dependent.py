"""Columns that go together are told by cases, from permitted counts alone, and drafted so that one case holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import manikin
from manikin.derive.against import Approved
from manikin.derive.contents import Categories, Conditional, Content, Knots, Spreads
from manikin.derive.draft import Heading, draft
from manikin.derive.draft.cases import is_possible
from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.derive.summarise.dependent import explained
from manikin.derive.view import ColumnView, Depth, TableView, View, from_json
from manikin.disclosure import POLICIES

ADULT = Path(__file__).parents[2].parent / "shared" / "data" / "adult"
ACRO = POLICIES["acro"]
PATIENT = TableView("patient", Depth.STATISTICS)
PEOPLE = [
    {
        "patient_id": n,
        "sex": "F" if n % 2 else "M",
        "age": n * 37 % 90,
        "stage": "child" if n * 37 % 90 < 20 else ("old" if n * 37 % 90 >= 70 else "grown"),
        "clinic": None if n % 10 == 9 else ("maternity" if n % 2 and n % 3 else "general"),
        "coin": ["heads", "tails"][n // 7 % 2],
    }
    for n in range(900)
]
VISITS = [
    {"visit_id": n, "patient_id": n % 900, "ward": "W" if n % 900 % 2 else ["X", "Y"][n // 900 % 2]}
    for n in range(2700)
]


def derived(folder: Path, approved: Approved | None = None, stated: int = 0) -> View:
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(PEOPLE), folder / "patient.parquet")
    pq.write_table(pa.Table.from_pylist(VISITS), folder / "visit.parquet")
    with open_source(str(folder), Wanted()) as database:
        view, rows = structure(database, ACRO)
        return summarise(replace(view, fidelity="dependent"), rows, approved, stated)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return derived(tmp_path_factory.mktemp("dependent") / "data")


def content(view: View, table: str, column: str) -> Content:
    return next(c for c in view.table(table).columns if c.name == column).content


def test_a_column_is_told_by_ranges_of_the_grid(view: View) -> None:
    stage = content(view, "patient", "stage")
    assert isinstance(stage, Conditional)
    assert stage.given == "age"
    assert dict(stage.cases)["10..19"] == Categories((("child", 100),))
    assert stage.otherwise == Categories((("child", 200), ("grown", 500), ("old", 200)))
    assert dict(view.grids)["patient.age"] == tuple(str(cut) for cut in range(0, 100, 10))


def test_a_column_is_told_by_labels_of_another_but_no_circle_is_made(view: View) -> None:
    columns = view.table("patient").columns
    given = {c.name: c.content.given for c in columns if isinstance(c.content, Conditional)}
    assert given.get("clinic") == "sex" or given.get("sex") == "clinic"
    for start in given.items():
        seen, here = {start[0]}, start[1]
        while here in given:
            assert here not in seen
            seen.add(here)
            here = given[here]


def test_what_explains_nothing_is_no_condition(view: View) -> None:
    assert isinstance(content(view, "patient", "coin"), Categories)


def test_a_column_of_the_row_above_explains(view: View) -> None:
    ward = content(view, "visit", "ward")
    assert isinstance(ward, Conditional)
    assert ward.given == "patient.sex"
    assert dict(ward.cases)["F"] == Categories((("W", 1350),))


def test_every_number_is_permitted_and_rare_cells_are_not_told(view: View) -> None:
    for table in view.tables:
        for column in table.columns:
            if isinstance(column.content, Conditional):
                counts = [n for _, some in column.content.cases for _, n in some.counts]
                assert all(n >= ACRO.threshold and ACRO.is_permitted(n) for n in counts)
                assert column.present == sum(counts)
    assert from_json(view.to_json()) == view


def test_what_is_gained_is_decided_from_permitted_counts() -> None:
    strong = {("a", "x"): 500, ("b", "y"): 500}
    none = {("a", "x"): 250, ("a", "y"): 250, ("b", "x"): 250, ("b", "y"): 250}
    assert explained(strong)[0] > 600
    assert explained(strong)[1] == 1.0
    assert explained(none)[0] <= 0
    assert explained(none)[1] == 0.0
    assert explained(dict(reversed(strong.items()))) == explained(strong)


def test_the_draft_holds_and_its_columns_go_together(view: View, tmp_path: Path) -> None:
    for name, data in draft(view, Heading("clinic", "A clinic", "Extract")).items():
        (tmp_path / name).write_bytes(data)
    made = manikin.generate(tmp_path)
    people = made["patient"].to_pylist()
    assert {p["stage"] for p in people if p["age"] is not None and 30 <= p["age"] <= 60} == {"grown"}
    assert {p["stage"] for p in people if p["age"] < 10} == {"child"}
    sex = {p["patient_id"]: p["sex"] for p in people}
    wards = {(sex[v["patient_id"]], v["ward"]) for v in made["visit"].to_pylist()}
    assert wards == {("F", "W"), ("M", "X"), ("M", "Y")}


@pytest.mark.slow
def test_a_new_version_keeps_its_conditions(view: View, tmp_path: Path) -> None:
    again = derived(tmp_path / "data", Approved(view), stated=50)
    assert again.tables == view.tables
    assert again.grids == view.grids


def test_cases_that_a_column_never_meets_are_left_out() -> None:
    age = ColumnView(
        "age", "integer", present=900, content=Knots((("0.1", "20"), ("0.5", "40"), ("0.9", "60")))
    )
    ranges = {"0..9": False, "10..19": True, "60..64": True, "65..69": False, "70..79": False, ">= 60": True}
    assert {when: is_possible(when, age, PATIENT) for when in ranges} == ranges | {"65..69": True}
    assert not is_possible("", age, PATIENT)
    assert is_possible("", replace(age, missing=100), PATIENT)
    sex = ColumnView("sex", "string", present=900, content=Categories((("F", 900),)))
    assert is_possible("F", sex, PATIENT)
    assert not is_possible("M", sex, PATIENT)


@pytest.mark.slow
@pytest.mark.skipif(not ADULT.exists(), reason="there is no ../shared/data/adult")
def test_a_draft_of_adult_holds_and_its_cases_are_of_one_grid(tmp_path: Path) -> None:
    with open_source(str(ADULT), Wanted()) as database:
        structured, rows = structure(database, ACRO)
        found = summarise(replace(structured, fidelity="dependent"), rows)
    told = {c.name: c.content.given for c in found.tables[0].columns if isinstance(c.content, Conditional)}
    assert told["relationship"] == "marital_status"
    spread = {c.name: c.content.given for c in found.tables[0].columns if isinstance(c.content, Spreads)}
    assert spread["age"] == "marital_status"
    assert len(told) >= 6
    for name, data in draft(found, Heading("adult", "Adult", "Adult")).items():
        (tmp_path / name).write_bytes(data)
    made = manikin.generate(tmp_path)["adult"]
    pairs = set(zip(made["relationship"].to_pylist(), made["marital_status"].to_pylist(), strict=True))
    assert ("Husband", "Never-married") not in pairs
    assert ("Husband", "Married-civ-spouse") in pairs
