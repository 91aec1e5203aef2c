"""Drafts of views made by hand: each holds as it stands, and reads as a steward would have it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import manikin
from manikin import schemas
from manikin.derive.contents import (
    Calendar,
    Categories,
    Conditional,
    Content,
    Determined,
    Distance,
    Knots,
    Nothing,
    Shape,
    Words,
)
from manikin.derive.draft import Heading, draft
from manikin.derive.draft.flow import entry, remarked
from manikin.derive.draft.shapes import texts, wide_enough
from manikin.derive.draft.spread import at_most_one, spread
from manikin.derive.view import ColumnView, Depth, Evidence, ReferenceView, TableView, View, from_json
from manikin.disclosure import POLICIES
from manikin.spec import check

HEADING = Heading("clinic", "A clinic", "Records of a clinic")


def column(name: str, kind: str = "integer", content: Content | None = None, **more: object) -> ColumnView:
    return ColumnView(name, kind, present=1000, content=content or Nothing(), **more)  # type: ignore[arg-type]


def table(name: str, *columns: ColumnView, rows: int = 1000, **more: object) -> TableView:
    return TableView(name, more.pop("depth", Depth.STATISTICS), rows, columns, **more)  # type: ignore[arg-type]


def points(name: str, target: str, there: str, **more: object) -> ReferenceView:
    return ReferenceView((name,), target, (there,), **more)  # type: ignore[arg-type]


def view(*tables: TableView, people: int = 1000, **more: object) -> View:
    return View(POLICIES["acro"], people, tables, tables[0].name, tables[0].columns[0].name, **more)  # type: ignore[arg-type]


def written(told: View, folder: Path) -> tuple[str, dict[str, object]]:
    """Return a draft's text and its tables as generated; it has no problem."""
    spec = folder / HEADING.dataset
    spec.mkdir()
    files = draft(told, HEADING)
    for name, data in files.items():
        (spec / name).write_bytes(data)
    problems = [p for p in check(spec).problems if not p.rule.startswith("DISC")]
    assert [p.message for p in problems] == []
    jsonschema.validate(json.loads(files["derivation.json"]), schemas.all_schemas()["derivation"])
    assert from_json(files["view.json"]) == told
    return files["spec.yaml"].decode(), dict(manikin.generate(spec))


PATIENT = table("patient", column("patient_id"), key=("patient_id",))


def test_every_content(tmp_path: Path) -> None:
    knots = Knots((("0.1", "20"), ("0.5", "50"), ("0.9", "80")))
    patient = table(
        "patient",
        column("patient_id", content=Shape("[0-9]{8}"), is_unique=True),
        column("sex", "string", Categories((("F", 600), ("M", 400)))),
        column("ward", "string", Categories((("A ", 30), ("A", 20), ("yes", 50)), other=100), missing=200),
        column("flag", "boolean", Categories((("false", 900), ("true", 100)))),
        column("age", content=knots),
        column("born", "date", Knots((("0.1", "1940-01-01"), ("0.9", "2000-01-01")))),
        column("seen", "datetime", Calendar("2020-01-01", "2024-01-01", weekdays=(10,) * 7)),
        column("left", "datetime", Distance("seen", Knots((("0.1", "10"), ("0.9", "600")), "minutes"))),
        column("sex_text", "string", Determined("sex", (("F", "female"), ("M", "male")))),
        column("smokes", "string", Conditional("sex", (("F", Categories((("no", 300),))),), Categories((("no", 200),)))),
        column("surname", "string", Words("family name"), max_length=4),
        column("nhs", "string", Words("nhs number")),
        column("ref", "string", Shape("[A-Z]{2}-[0-9]{4}")),
        column("weight", "decimal", Nothing(), scale=2),
        column("at", "time"),
        column("code", "uuid"),
        key=("patient_id",),
    )  # fmt: skip
    text, made = written(view(patient), tmp_path)
    rows = made["patient"]
    assert rows.num_rows == 1000  # type: ignore[attr-defined]
    assert "choice: {A: 50" in text.replace("\n", " "), "labels that differ by a blank are one"
    assert '"yes": 50' in text
    assert (
        "weight: {type: decimal, scale: 2, distribution: {uniform: {min: 0, max: 100}}}  # type alone" in text
    )
    for source in ("n: 1000}", "n: 200}"):
        assert source in text


def test_long_lists_stand_in_files(tmp_path: Path) -> None:
    labels = tuple((f"code {n:03}", 10) for n in range(40))
    text, _ = written(
        view(table("patient", column("patient_id"), column("diagnosis", "string", Categories(labels)))),
        tmp_path,
    )
    assert "{file: patient-diagnosis.csv, value: value, weight: rows}" in text
    lines = (tmp_path / "clinic" / "patient-diagnosis.csv").read_text().splitlines()
    assert lines[:2] == ["value,rows", "code 000,10"]
    assert len(lines) == 41


@pytest.mark.parametrize(
    ("told", "rows"),
    [
        (((0, 0, 500), (1, 1, 300), (2, 2, 200)), 700),
        (((1, 1, 500), (2, 2, 300), (6, 10, 200)), 2600),
        (((1, 1, 500), (501, None, 500)), 300_000),
        ((), 2_340),
        (((1, 1, 900),), 900),
        (((1, 1, 500), (2, 2, 200), (6, 10, 100)), 2_800),
        (((6, 10, 400),), 500_000),
    ],
)
def test_rows_of_all_parents_come_to_what_was_told(
    told: tuple[tuple[int, int | None, int], ...], rows: int
) -> None:
    bins = spread(told, rows, 1000, 10).bins
    weight = sum(count for _, _, count in bins)
    average = sum((low + high) / 2 * count for low, high, count in bins) / weight
    assert average * 1000 == pytest.approx(rows, abs=10)
    for low, high, count in told:
        assert any(first >= low and (high is None or last <= high) and n == count for first, last, n in bins)


def test_of_whom_nothing_is_told_and_rows_that_lack_are_made_up() -> None:
    # All 1,000 parents are told, and 260 rows are lacking: a few have many.
    lacking = spread(((0, 0, 900), (1, 1, 100)), 360, 1000, 10, 10)
    assert lacking.bins[:2] == ((0, 0, 900), (1, 1, 100))
    assert lacking.made_up == 10
    assert lacking.average * 1000 == pytest.approx(360, abs=10)
    # Of 10 of 280 nothing is told, and those of whom it is have all the rows.
    none_left = spread(((0, 0, 40), (1, 1, 10), (2, 2, 220)), 450, 280, 10, 10)
    assert none_left.bins == ((0, 0, 50), (1, 1, 10), (2, 2, 220))
    assert (none_left.n, none_left.made_up) == (280, 10)


def test_where_only_the_average_is_known_all_rows_are_there() -> None:
    assert spread((), 1_790, 30, 10).bins == ((59, 59, 10), (60, 60, 20))


def test_an_extension_has_one_row_at_most() -> None:
    assert at_most_one(300, 1000, ()).bins == ((0, 0, 700), (1, 1, 300))
    assert at_most_one(1000, 1000, ()).bins == ((1, 1, 1000),)


def child(
    name: str, *columns: ColumnView, key: tuple[str, ...], rows: int = 2000, **more: object
) -> TableView:
    parent = points(
        "patient_id", "patient", "patient_id", is_parent=True, children=((1, 1, 500), (2, 5, 500))
    )
    references = (parent, *more.pop("references", ()))  # type: ignore[misc]
    return table(name, column("patient_id"), *columns, rows=rows, key=key, references=references, **more)


@pytest.mark.parametrize(
    ("columns", "key", "expected"),
    [
        ((column("n", content=Categories((("1", 900), ("2", 100)))),), ("patient_id", "n"), "ordinal"),
        ((column("day", "date"),), ("patient_id", "day"), "key: [patient_id, day]"),
        ((column("day", "datetime"),), ("day",), "key: day"),
        ((column("day", "date"), column("k", "string", Categories((("A", 900), ("B", 90))))), ("day", "k"), "key: [patient_id, day, k]"),
        ((column("k", "string", Categories((("A", 900), ("B", 90)))),), ("patient_id", "k"), "a draft cannot promise that"),
    ],
)  # fmt: skip
def test_keys_of_several_columns(
    columns: tuple[ColumnView, ...], key: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    text, made = written(view(PATIENT, child("visit", *columns, key=key)), tmp_path)
    assert expected in text
    if "key: [" in text:
        names = text.partition("key: [")[2].partition("]")[0].split(", ")
        rows = made["visit"].select(names).to_pylist()  # type: ignore[attr-defined]
        assert len({tuple(row.values()) for row in rows}) == len(rows)


def test_a_table_between_two_others(tmp_path: Path) -> None:
    drug = table("drug", column("drug_id"), key=("drug_id",), rows=50)
    takes = child(
        "takes",
        column("drug_id"),
        key=("patient_id", "drug_id"),
        references=(points("drug_id", "drug", "drug_id"),),
    )
    text, _ = written(view(PATIENT, drug, takes), tmp_path)
    assert "references: {table: drug, distinct: true}" in text


def test_what_others_point_at_has_rows_and_nothing_is_an_orphan(tmp_path: Path) -> None:
    ward = table("ward", column("ward_id"), column("head_id"), key=("ward_id",), rows=0, depth=Depth.EMPTY,
                 references=(points("head_id", "staff", "staff_id"),))  # fmt: skip
    staff = table("staff", column("staff_id"), column("ward_id"), column("boss_id"), key=("staff_id",), rows=0, depth=Depth.EMPTY,
                  references=(points("ward_id", "ward", "ward_id"), points("boss_id", "staff", "staff_id")))  # fmt: skip
    unused = table("unused", column("id"), key=("id",), rows=0, depth=Depth.EMPTY)
    stay = child("stay", column("stay_id"), column("ward_id", "string"), key=("stay_id",),
                 references=(points("ward_id", "ward", "ward_id", evidence=Evidence.DECLARED),))  # fmt: skip
    text, made = written(view(PATIENT, staff, stay, unused, ward), tmp_path)
    assert "5 are made up, since others point at them" in text
    assert made["unused"].num_rows == 0  # type: ignore[attr-defined]
    wards = set(made["ward"]["ward_id"].to_pylist())  # type: ignore[index]
    assert set(made["stay"]["ward_id"].to_pylist()) <= wards  # type: ignore[index]
    assert "ward_id: {type: integer, references: ward}  # declared" in text, (
        "a reference has the type of the key"
    )


def test_structure_alone(tmp_path: Path) -> None:
    told = view(
        replace(PATIENT, depth=Depth.STRUCTURE, rows=30),
        table("note", column("note_id", "string", max_length=6), column("patient_id"), column("a", "date"), column("b", "date"),
              key=("note_id",), depth=Depth.STRUCTURE, rows=70, orders=(("a", "b"),),
              references=(points("patient_id", "patient", "patient_id", is_parent=True),)),
        people=30,
    )  # fmt: skip
    text, made = written(told, tmp_path)
    assert made["note"].num_rows == pytest.approx(70, abs=15)  # type: ignore[attr-defined]
    assert all(row["a"] <= row["b"] for row in made["note"].to_pylist())  # type: ignore[attr-defined]
    assert "# order alone" in text
    # Of a table without a parent the number of rows is told, and nothing else.
    assert "rows: {exactly: 30, source: {from: extract, n: 30}}" in text
    assert text.partition("tables:")[2].count("source:") == 1


def test_missing_together(tmp_path: Path) -> None:
    told = table("patient", column("patient_id"), column("a", missing=400), column("b", missing=300), key=("patient_id",),
                 missing_together=(((), 600), (("a", "b"), 300), (("a",), 100)))  # fmt: skip
    text, made = written(view(told), tmp_path)
    assert "{missing: [], weight: 600}" in text
    rows = made["patient"].to_pylist()  # type: ignore[attr-defined]
    assert all(row["a"] is None for row in rows if row["b"] is None)


def test_public_tables_are_copied(tmp_path: Path) -> None:
    code = table("code", column("code", "string"), column("valid", "date"), column("factor", "float"), depth=Depth.VOCABULARY,
                 key=("code",), copied=(("-A", "2020-01-31", "1.5"), ("B", None, None)))  # fmt: skip
    text, made = written(view(PATIENT, code, child("visit", column("code", "string"), column("visit_id"), key=("visit_id",),
                                                   references=(points("code", "code", "code"),))), tmp_path)  # fmt: skip
    assert "copied as it is: stated to be public" in text
    assert made["code"].to_pylist()[1]["code"] == "B"  # type: ignore[attr-defined]


def test_names_that_are_none_of_the_language(tmp_path: Path) -> None:
    odd = table(
        "Größe (cm)", column("1st"), column("select", "string"), column("a.b"), column("A b"), key=("1st",)
    )
    kid = table("dbo.Visit", column("Größe"), column("a b"), key=(), copies=(("a b", "Größe (cm).a.b"),),
                references=(points("Größe", "Größe (cm)", "1st", is_parent=True, children=((1, 1, 1000),)),))  # fmt: skip
    text, made = written(view(odd, kid), tmp_path)
    assert '# in the source "Größe (cm)"' in text
    assert '_1st: {type: integer, sequence: {start: 1}}  # in the source "1st"' in text
    assert set(made) == {"Gr_e_cm", "dbo_Visit"}


def test_no_people(tmp_path: Path) -> None:
    text, _ = written(replace(view(PATIENT), people=0, people_table="", people_column=""), tmp_path)
    assert "No table of people was found" in text


def test_the_same_view_gives_the_same_bytes() -> None:
    told = view(PATIENT, child("visit", column("visit_id"), key=("visit_id",)))
    assert draft(told, HEADING) == draft(from_json(told.to_json()), HEADING)


def test_patterns_have_enough_texts() -> None:
    assert texts("[A-Z]{2}-[0-9]{3}") == 26**2 * 1000
    assert wide_enough("[0-9]{3}", 100, None) == "[0-9]{3}"
    assert wide_enough("[0-9]{3}", 900, None) == "[0-9]{4}"
    assert wide_enough("[0-9]{3}", 900, 3) == "[A-Z0-9]{3}"
    assert not wide_enough("[0-9]", 10**6, 2)


def test_lines_are_no_longer_than_they_need_be() -> None:
    assert entry(2, "a", {"b": [1, 2]}) == ["  a: {b: [1, 2]}"]
    assert remarked(["  a: 1", "  b: 2"], "guessed") == ["  a: 1  # guessed", "  b: 2"]
    assert remarked(["  a: " + "x" * 112], "guessed")[0] == "  # guessed"
