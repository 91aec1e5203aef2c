"""Long tables: written out as ordinary cases, told by their lines, part of the digest, fast."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from manikin.columns import draw as draws
from manikin.columns.draw import PreparedDraw
from manikin.errors import Problem
from manikin.interface import generate
from manikin.model import Case, Column, Condition, DataType, Distribution, Draw, FixedRows, Spec, Table
from manikin.spec import check, load

HEAD = """\
language: 1
dataset: labs
version: 1.0.0
title: Labs
owner: {name: Nobody, contact: nobody@example.org}
class: publicly-sourced
seed: 1
tables:
  result:
    rows: 2000
    columns:
      code: {type: integer, distribution: {choice: {file: codes.csv, value: code, weight: n}}}
      sex: {type: string, distribution: {choice: [F, M]}}
      unit:
        type: string
        given: [code]
        cases: {file: units.csv, choice: {value: unit, weight: n}}
      value:
        type: decimal
        scale: 1
        given: [code, sex]
        cases: {file: labs.csv, quantiles: {probability: p, value: v}}
"""
CODES = "code,n\n7,3\n8,1\n"
UNITS = "code,unit,n\n7,g/L,3\n7,mg/L,1\n8,%,1\n"
LABS = "code,sex,p,v\n" + "".join(
    f"{code},{sex},{p},{low + step}\n"
    for code, sex, low in ((7, "F", 10), (7, "M", 20), (8, "F", 30), (8, "M", -40))
    for step, p in enumerate(("min", "0.5", "0.9", "1"))
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(HEAD, "utf-8")
    for name, text in (("codes", CODES), ("units", UNITS), ("labs", LABS)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def problems(folder: Path, name: str, old: str, new: str) -> list[Problem]:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return list(check(folder).problems)


def test_values_are_those_of_their_case(folder: Path) -> None:
    rows = generate(load(folder))["result"].to_pylist()
    low = {(7, "F"): 10, (7, "M"): 20, (8, "F"): 30, (8, "M"): -40}
    for row in rows:
        assert low[row["code"], row["sex"]] <= row["value"] <= low[row["code"], row["sex"]] + 3
        assert row["unit"] in ({"g/L", "mg/L"} if row["code"] == 7 else {"%"})
    assert 0.7 < sum(row["code"] == 7 for row in rows) / len(rows) < 0.8


def test_a_file_gives_the_same_bytes_as_cases_in_the_specification(folder: Path) -> None:
    before = generate(load(folder))["result"]
    cases = (
        "[{when: {code: 7}, distribution: {choice: {g/L: 3, mg/L: 1}}},"
        " {when: {code: 8}, distribution: {choice: {'%': 1}}}]"
    )
    assert not problems(folder, "spec.yaml", "{file: units.csv, choice: {value: unit, weight: n}}", cases)
    assert generate(load(folder))["result"].to_pylist() == before.to_pylist()


def test_a_file_is_part_of_the_digest(folder: Path) -> None:
    before = load(folder)
    assert set(before.texts) == {"spec.yaml", "codes.csv", "units.csv", "labs.csv"}
    assert not problems(folder, "units.csv", "7,g/L,3", "7,g/L,4")
    assert load(folder).digest != before.digest


@pytest.mark.parametrize(
    ("name", "old", "new", "wanted"),
    [
        ("codes.csv", "8,1\n", "8,1\n9,1\n", [("CASES01", "labs.csv", 17), ("CASES01", "units.csv", 4)]),
        ("units.csv", "8,%,1\n", "8,%,-1\n", [("FILE06", "units.csv", 4)]),
        ("units.csv", "8,%,1\n", "8,,1\n", [("FILE06", "units.csv", 4)]),
        ("units.csv", "8,%,1\n", "8,=1+1,1\n", [("FILE05", "units.csv", 4)]),
        ("units.csv", "8,%,1\n", "8, %,1\n", [("FILE04", "units.csv", 4)]),
        ("units.csv", "8,%,1\n", "8,%,1\n7,g/L,2\n", [("CHOICE04", "units.csv", 5)]),
        ("units.csv", "8,%,1\n", "x,%,1\n", [("CASES04", "units.csv", 4)]),
        ("units.csv", "8,%,1\n", "8,%,1\n6,%,1\n", [("CASES04", "units.csv", 5)]),
        ("units.csv", "8,%,1\n", "8,%\n", [("FILE03", "units.csv", 4)]),
        ("units.csv", "7,g/L,3\n7,mg/L,1", "7,g/L,0\n7,mg/L,0", [("CHOICE03", "units.csv", 2)]),
        ("labs.csv", "7,F,0.5,11\n", "7,F,0.5,nine\n", [("DIST02", "labs.csv", 3)]),
        ("labs.csv", "7,F,0.5,11\n", "7,F,1.5,11\n", [("FILE06", "labs.csv", 3)]),
        ("labs.csv", "7,F,0.9,12\n", "7,F,0.5,12\n", [("CHOICE04", "labs.csv", 4)]),
        ("labs.csv", "7,F,0.9,12\n", "7,F,0.9,2\n", [("DIST02", "labs.csv", 4)]),
        ("codes.csv", "8,1\n", "eight,1\n", [("CHOICE01", "codes.csv", 3)]),
        ("spec.yaml", "value: unit, weight: n", "value: units, weight: n", [("FILE08", "spec.yaml", 17)]),
        ("spec.yaml", "file: units.csv", "file: none.csv", [("FILE01", "spec.yaml", 17)]),
        ("spec.yaml", "value: code, weight: n", "value: code, weight: 3", [("TYPE01", "spec.yaml", 12)]),
        (
            "spec.yaml",
            "{file: units.csv, choice: {value: unit, weight: n}}",
            "{file: units.csv}",
            [("KEYS03", "spec.yaml", 17)],
        ),
        (
            "spec.yaml",
            "{file: units.csv, choice: {value: unit, weight: n}}",
            "units.csv",
            [("TYPE01", "spec.yaml", 17)],
        ),
    ],
)
def test_mistakes_are_told_at_their_line(
    name: str, old: str, new: str, wanted: list[tuple[str, str, int]], folder: Path
) -> None:
    found = [(p.rule, Path(p.file).name, p.line) for p in problems(folder, name, old, new)]
    assert found == wanted


def test_otherwise_is_for_codes_without_a_line(folder: Path) -> None:
    assert problems(folder, "codes.csv", "8,1\n", "8,1\n9,5\n")
    assert not [
        problem
        for problem in problems(
            folder, "spec.yaml", "{file: units.csv,", "{file: units.csv, otherwise: {choice: [none]},"
        )
        if problem.file.endswith("units.csv")
    ]
    problems(
        folder, "spec.yaml", "{file: labs.csv,", "{file: labs.csv, otherwise: {uniform: {min: 1, max: 2}},"
    )
    rows = generate(load(folder))["result"].to_pylist()
    assert all((row["unit"] == "none") == (row["code"] == 9) for row in rows)


def test_a_table_may_be_called_as_a_keyword(folder: Path) -> None:
    extra = "  choice: {file: codes.csv}\n  cases: {file: units.csv}\n"
    (folder / "spec.yaml").write_text(HEAD + extra, "utf-8")
    assert not check(folder).problems


def prepared(cases: tuple[Case, ...]) -> PreparedDraw:
    columns = (
        Column("code", DataType("integer"), "sequence", {}),
        Column("word", DataType("string"), "pattern", "x"),
        Column("sure", DataType("boolean"), "constant", True),
    )
    table = Table("t", FixedRows(1), columns)
    spec = Spec("d", "1.0.0", "T", "structural", 1, "en_GB", {"t": table})
    return PreparedDraw(Draw(None, ("code", "word", "sure"), cases), DataType("integer"), table, spec)


class Rows:
    """Rows whose given columns are known."""

    def __init__(self, rows: int) -> None:
        rng = np.random.default_rng(1)
        self.rows = rows
        words = pa.array(rng.choice(["a", "b", "c"], rows), mask=rng.random(rows) < 0.2)
        self.columns = {
            "code": pa.array(rng.integers(0, 8, rows), mask=rng.random(rows) < 0.2),
            "word": words.dictionary_encode(),
            "sure": pa.array(rng.random(rows) < 0.5, mask=rng.random(rows) < 0.2),
        }

    def value(self, path: str) -> pa.Array:
        return self.columns[path]


def when(code: object, word: object, sure: object) -> tuple[Condition, ...]:
    return (Condition("code", code), Condition("word", word), Condition("sure", sure))  # type: ignore[arg-type]


@pytest.mark.parametrize("last", [when(None, None, True), None], ids=["none", "otherwise"])
def test_cases_found_at_once_are_those_found_one_by_one(
    last: tuple[Condition, ...] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [when(code, word, (True, None)) for code in range(5) for word in ("a", ("b", None))]
    cases = tuple(
        Case(conditions, Distribution("choice", [number, number + 100]))
        for number, conditions in enumerate([*asked, last])
    )
    rows, u = Rows(5000), np.random.default_rng(2).random(5000)
    at_once = prepared(cases).numbers(rows, u)  # type: ignore[arg-type]
    monkeypatch.setattr(draws, "dispatch", lambda _: None)
    assert np.array_equal(at_once, prepared(cases).numbers(rows, u))  # type: ignore[arg-type]
    assert len(np.unique(at_once)) > 20


@pytest.mark.slow
def test_a_thousand_cases_are_quick(folder: Path) -> None:
    codes = range(1000)
    (folder / "codes.csv").write_text("code,n\n" + "".join(f"{c},1\n" for c in codes), "utf-8")
    (folder / "units.csv").write_text("code,unit,n\n" + "".join(f"{c},u{c % 9},1\n" for c in codes), "utf-8")
    lines = "".join(f"{c},{s},{p},{c + p}\n" for c in codes for s in "FM" for p in (0, 0.5, 0.9, 1))
    (folder / "labs.csv").write_text("code,sex,p,v\n" + lines, "utf-8")
    begun = time.perf_counter()
    spec = load(folder)
    rows = generate(spec, rows={"result": 100_000})["result"].to_pylist()
    assert time.perf_counter() - begun < 20
    assert all(row["code"] <= row["value"] <= row["code"] + 1 for row in rows)
