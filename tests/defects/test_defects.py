"""Defects: exactly as many as declared, undone by the answer key, the same however they are made."""

from __future__ import annotations

import copy
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defects.mending import as_texts, mended, read
from manikin import build, interface
from manikin.defects import KINDS
from manikin.engines import local
from manikin.errors import InfeasibleError, UserError
from manikin.plan import Sizes, make_plan
from strategies import Tree, spec_of, tree_of

PATIENT: Tree = {
    "rows": 400,
    "key": "patient_id",
    "columns": {
        "patient_id": {"type": "integer", "sequence": {}},
        "family_name": {"type": "string", "faker": "last_name"},
        "sex": {"type": "string", "distribution": {"choice": {"Female": 1, "Male": 1}}},
        "email": {"type": "string", "template": "p{patient_id}@example.org", "missing": 0.4},
        "born": {"type": "date", "distribution": {"uniform": {"min": "1930-01-01", "max": "2010-12-31"}}},
        "weight": {
            "type": "decimal",
            "scale": 1,
            "missing": 0.2,
            "distribution": {"normal": {"mean": 75, "sd": 12, "min": 30, "max": 150}},
        },
    },
}
SPELL: Tree = {
    "rows": {"per": "patient", "distribution": {"poisson": {"mean": 2}}},
    "key": ["patient_id", "spell_no"],
    "columns": {
        "patient_id": {"type": "integer", "references": "patient"},
        "spell_no": {"type": "integer", "ordinal": {}},
        "began": {"type": "date", "distribution": {"uniform": {"min": "2024-01-01", "max": "2024-12-31"}}},
        "ended": {
            "type": "date",
            "after": {"column": "began", "by": {"uniform": {"min": 1, "max": 9}}, "unit": "days"},
        },
        "code": {"type": "string", "distribution": {"choice": {"A10": 4, "B20": 2}}, "missing": 0.1},
        "score": {"type": "float", "distribution": {"normal": {"mean": 0, "sd": 1}}},
    },
}
ALL: list[Tree] = [
    {"name": "misspelt", "table": "patient", "typos": ["family_name", "email"], "share": 0.02},
    {"name": "other order", "table": "patient", "swap_day_and_month": "born", "share": 0.05},
    {"name": "twice, other name", "table": "patient", "duplicate": {"vary": ["family_name"]}, "share": 0.03},
    {
        "name": "impossible",
        "table": "patient",
        "replace": {"weight": [0, 999.9], "sex": ["?"]},
        "share": 0.01,
    },
    {"name": "wrong way round", "table": "spell", "swap": ["began", "ended"], "share": 0.0123},
    {"name": "lost", "table": "spell", "blank": ["code", "score"], "share": 0.1},
    {"name": "sent late", "table": "spell", "late": True, "share": 0.02},
    {"name": "sent very late", "table": "spell", "late": True, "share": 0.005},
    {"name": "twice", "table": "spell", "duplicate": {}, "share": 0.02},
    {
        "name": "entered late",
        "table": "spell",
        "shift": {"column": "ended", "min": 31, "max": 99, "unit": "days"},
        "share": 0.02,
    },
]


def hospital(rows: int = 400, defects: list[Tree] | None = None, **more: Any) -> Tree:
    tables = {"patient": {**copy.deepcopy(PATIENT), "rows": rows}, "spell": copy.deepcopy(SPELL)}
    return tree_of(tables, defects=ALL if defects is None else defects, **more)


def made(tree: Tree, chunk: int = 16_384, workers: int = 1) -> dict[str, list[dict[str, Any]]]:
    """Return the defective tables and the answer key as rows of text, in the order they came."""
    plan = make_plan(spec_of(tree), Sizes(defects=True))
    found: dict[str, list[pa.RecordBatch]] = {}
    world = local.world(plan, workers=workers, chunk=chunk)
    for name, batch in local.run(world, lambda _, batch: batch, workers=workers):
        found.setdefault(name, []).append(batch)
    rows = {name: as_texts(pa.Table.from_batches(batches)) for name, batches in found.items()}
    rows["defects"].sort(key=lambda line: line["table"])
    return rows


def expected(tree: Tree, clean: dict[str, pa.Table]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for defect in tree["defects"]:
        parts = round(defect["share"] * 10_000)
        counts[defect["name"]] = clean[defect["table"]].num_rows * parts // 10_000
    return counts


def told(key: list[dict[str, Any]]) -> Counter[str]:
    return Counter(name for _, _, name in {(line["table"], line["row"], line["defect"]) for line in key})


@pytest.mark.parametrize("rows", [37, 400, 1000, pytest.param(4321, marks=pytest.mark.slow)])
def test_undone_by_the_answer_key_the_data_are_the_clean_ones(rows: int) -> None:
    tree = hospital(rows)
    clean = interface.generate(spec_of(tree))
    dirty = made(tree)
    assert +expected(tree, clean) == told(dirty["defects"])
    for name, table in clean.items():
        assert mended(name, dirty[name], dirty["defects"]) == as_texts(table)


def test_each_row_bears_one_defect_at_most() -> None:
    key = made(hospital(1000))["defects"]
    rows = {(line["table"], line["row"], line["defect"]) for line in key}
    assert len({(table, row) for table, row, _ in rows}) == len(rows)
    assert len({(line["table"], line["clean_row"]) for line in key}) == len(rows)


def test_of_every_thousand_rows_as_many_as_declared() -> None:
    defects = [ALL[0], ALL[2]]
    key = made(hospital(3000, defects))["defects"]
    rows = {(line["defect"], (int(line["clean_row"]) - 1) // 1000, line["clean_row"]) for line in key}
    counts = Counter((name, block) for name, block, _ in rows)
    assert counts == {("misspelt", b): 20 for b in range(3)} | {
        ("twice, other name", b): 30 for b in range(3)
    }


@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.integers(30, 700), st.integers(1, 3))
def test_chunks_and_threads_change_nothing(chunk: int, workers: int) -> None:
    assert made(hospital()) == made(hospital(), chunk, workers)


@pytest.mark.slow
def test_smallest_chunks_change_nothing() -> None:
    assert made(hospital(60)) == made(hospital(60), chunk=1)


def test_complete_thousands_stay_when_rows_are_added() -> None:
    def first(rows: int) -> list[tuple[str, ...]]:
        key = made(hospital(rows))["defects"]
        kept = [line for line in key if line["kind"] != "late" and int(line["clean_row"]) <= 1000]
        return [tuple(line[name] for name in ("table", "row", "defect", "column", "stands")) for line in kept]

    assert first(1100) == first(1350)


def test_another_defect_at_the_end_leaves_those_before_it() -> None:
    def of_patients(defects: list[Tree]) -> list[dict[str, Any]]:
        return [line for line in made(hospital(300, defects))["defects"] if line["defect"] != "new"]

    more = {"name": "new", "table": "patient", "blank": ["sex"], "share": 0.1}
    assert of_patients(ALL) == of_patients([*ALL, more])


def test_the_order_of_columns_changes_nothing() -> None:
    tree = hospital()
    other = copy.deepcopy(tree)
    for table in other["tables"].values():
        table["columns"] = dict(reversed(table["columns"].items()))
    one, two = made(tree), made(other)
    order = lambda key: sorted(map(str, key))  # noqa: E731
    assert order(one["defects"]) == order(two["defects"])
    assert one["patient"] == two["patient"]


def test_a_table_by_itself_has_the_same_defects() -> None:
    spec = spec_of(hospital())
    whole = interface.generate(spec, defects=True)
    part = interface.generate(spec, defects=True, tables=["spell"])
    assert list(part) == ["spell", "defects"]
    assert as_texts(part["spell"]) == as_texts(whole["spell"])
    assert as_texts(part["defects"]) == [
        line for line in as_texts(whole["defects"]) if line["table"] == "spell"
    ]


def test_late_rows_stand_at_the_end() -> None:
    found = made(hospital())
    late = [line for line in found["defects"] if line["kind"] == "late"]
    rows = len(found["spell"])
    assert [int(line["row"]) for line in late] == list(range(rows - len(late) + 1, rows + 1))
    assert [int(line["clean_row"]) for line in late] == sorted(int(line["clean_row"]) for line in late)


def test_more_than_there_are_is_refused_with_the_numbers() -> None:
    tree = hospital(defects=[{"name": "x", "table": "patient", "typos": ["email"], "share": 0.7}])
    with pytest.raises(
        InfeasibleError, match=r"patient: of the rows 1 to 400 a share of 0.7, that is 280, .* 'x'"
    ):
        interface.generate(spec_of(tree), defects=True)


def test_all_rows_can_bear_a_defect() -> None:
    halves = [
        {"name": "a", "table": "spell", "swap": ["began", "ended"], "share": 0.5},
        {"name": "b", "table": "spell", "duplicate": {}, "share": 0.5},
    ]
    tree = hospital(100, halves)
    clean = interface.generate(spec_of(tree))["spell"]
    assert sum(told(made(tree)["defects"]).values()) == clean.num_rows // 2 * 2


def test_without_the_flag_nothing_is_otherwise(tmp_path: Path) -> None:
    with_section, without = hospital(50), hospital(50)
    del without["defects"]
    one = build.build(spec_of(with_section), tmp_path / "one")
    two = build.build(spec_of(without), tmp_path / "two")
    assert {name: r.sha256 for name, r in one.tables.items()} == {
        name: r.sha256 for name, r in two.tables.items()
    }
    assert one.answer_key is None
    assert not (tmp_path / "one" / "defects.csv").exists()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_build_tells_that_it_is_defective(form: str, tmp_path: Path) -> None:
    spec = spec_of(hospital())
    manifest = build.build(spec, tmp_path / "b", sizes=Sizes(defects=True), form=form)
    assert manifest.overrides == {"defects": True}
    assert manifest.answer_key is not None
    assert "With defects on purpose" in (tmp_path / "b" / "README.md").read_text(encoding="utf-8")
    key = read(tmp_path / "b" / "defects.csv")
    assert len(key) == manifest.answer_key.lines
    again = build.build(spec, tmp_path / "c", sizes=Sizes(defects=True), form=form, workers=3)
    assert again == manifest
    clean = interface.generate(spec)
    for name, table in clean.items():
        extra = manifest.answer_key.extra_rows[name]
        assert manifest.tables[name].rows == table.num_rows + extra
        if form == "csv":
            assert mended(name, read(tmp_path / "b" / f"{name}.csv"), key) == as_texts(table)


def test_defects_that_are_not_declared_cannot_be_asked_for() -> None:
    with pytest.raises(UserError, match="declares none"):
        interface.generate(spec_of(hospital(defects=[])), defects=True)


def test_formats_and_zones_are_written_as_in_the_file(tmp_path: Path) -> None:
    tree = hospital(
        300,
        [
            {"name": "m", "table": "patient", "swap_day_and_month": "seen", "share": 0.1},
            {"name": "s", "table": "patient", "shift": {"column": "seen", "min": -9, "max": -1, "unit": "hours"}, "share": 0.1},
            {"name": "d", "table": "patient", "swap_day_and_month": "born", "share": 0.1},
        ],
    )  # fmt: skip
    columns = tree["tables"]["patient"]["columns"]
    columns["born"]["format"] = "%d/%m/%Y"
    uniform = {"uniform": {"min": "2024-01-01", "max": "2024-12-31"}}
    columns["seen"] = {"type": "datetime", "timezone": "+01:00", "precision": "ms", "distribution": uniform}
    spec = spec_of(tree)
    build.build(spec, tmp_path / "dirty", sizes=Sizes(defects=True))
    build.build(spec, tmp_path / "clean")
    key = read(tmp_path / "dirty" / "defects.csv")
    clean = read(tmp_path / "clean" / "patient.csv")
    assert mended("patient", read(tmp_path / "dirty" / "patient.csv"), key) == clean
    for line in key:
        if line["column"] == "born":
            day, month, year = line["should_be"].split("/")
            assert line["stands"] == f"{month}/{day}/{year}"
        elif line["kind"] == "swap_day_and_month":
            year, month, rest = line["should_be"].split("-")
            assert line["stands"] == f"{year}-{rest[:2]}-{month}{rest[2:]}"


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_has_an_example_that_fits_its_schema(name: str) -> None:
    from jsonschema import Draft202012Validator  # noqa: PLC0415  only here

    kind = KINDS[name]
    assert name == kind.NAME
    Draft202012Validator(kind.PARAMETERS).validate(kind.EXAMPLE[name])
    assert kind.said(kind.EXAMPLE[name])
    assert all(column.isidentifier() for column, _ in kind.columns(kind.EXAMPLE[name]))
