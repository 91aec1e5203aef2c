"""Aggregates are taken again from the children; hidden tables are told as what cannot be checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from manikin.model import Case, Column, Condition, DataType, Distribution, Draw
from manikin.verify import Outcome
from verify.conftest import by_turns

INTEGER = DataType("integer")


def rolled(name: str, datatype: DataType, **parameters: Any) -> Column:
    return Column(name, datatype, "aggregate", parameters)


@pytest.fixture
def rolling(build: Any) -> Any:
    """Return a build whose patients say what their attendances say."""
    patient = build.spec.tables["patient"]
    more = (
        rolled("visits", INTEGER, of="attendance", by="count"),
        rolled("oldest_at", INTEGER, of="attendance.age", by="max", where="site_code = 'A1'"),
        rolled("ages", INTEGER, of="attendance.age", by="sum"),
        rolled("mean_age", DataType("decimal", scale=1), of="attendance.age", by="mean"),
        rolled("rates", DataType("float"), of="attendance.rate", by="sum"),
        rolled("first_at", DataType("datetime"), of="attendance.arrived_at", by="min"),
    )
    build.change_table("patient", columns=(*patient.columns, *more))
    data, children = build.data["patient"], build.data["attendance"]
    for name in (column.name for column in more):
        data[name] = []
    for number in data["patient_id"]:
        rows = [row for row, owner in enumerate(children["patient_id"]) if owner == number]
        ages = [children["age"][row] for row in rows]
        north = [children["age"][row] for row in rows if children["site_code"][row] == "A1"]
        data["visits"].append(len(rows))
        data["oldest_at"].append(max(north, default=None))
        data["ages"].append(sum(ages) if ages else None)
        data["mean_age"].append(_rounded(sum(ages), len(ages)) if ages else None)
        data["rates"].append(sum(children["rate"][row] for row in rows) if rows else None)
        data["first_at"].append(min((children["arrived_at"][row] for row in rows), default=None))
    return build


def _rounded(total: int, count: int) -> Any:
    from decimal import ROUND_HALF_UP, Decimal  # noqa: PLC0415  only here

    return (Decimal(total) / count).quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_honest_aggregates_pass(rolling: Any, failures: Any) -> None:
    report = rolling.found()
    assert not failures(report)
    assert sum(r.name == "aggregate" and r.passed for r in report.results) == 6


@pytest.mark.parametrize(
    ("column", "fault"),
    by_turns(["visits", "oldest_at", "ages", "mean_age", "rates", "first_at"], ("other", "missing")),
)
def test_wrong_aggregate_is_found_by_name(column: str, fault: str, rolling: Any, failures: Any) -> None:
    values = rolling.data["patient"][column]
    row = next(row for row, value in enumerate(values) if value is not None)
    others = [value for value in values if value not in (None, values[row])]
    values[row] = None if fault == "missing" else others[0]
    assert ("aggregate", "patient", column) in failures(rolling.found())


def test_an_aggregate_over_a_hidden_table_cannot_be_checked(rolling: Any) -> None:
    rolling.change_table("attendance", hidden=True)
    (attendance,) = (rolling.data.pop(name) for name in ("attendance",))
    assert attendance
    report = rolling.found()
    assert report.ok
    undone = {
        (r.name, r.table, r.column): r.message for r in report.results if r.outcome is Outcome.UNCHECKED
    }
    assert "attendance is hidden" in undone["aggregate", "patient", "visits"]
    assert "it is hidden" in undone["table", "attendance", None]


def test_a_hidden_table_that_was_written(build: Any, failures: Any) -> None:
    build.change_table("attendance", hidden=True)
    report = build.found()
    assert ("readable", "attendance", None) in failures(report)
    assert "readable: the table is hidden, and the build holds it" in {
        problem.message for problem in report.problems
    }


@pytest.mark.parametrize("wrong", [False, True])
def test_many_cases_are_judged_by_number(wrong: bool, build: Any, failures: Any, tmp_path: Path) -> None:
    ids = build.data["patient"]["patient_id"]
    cases = tuple(
        Case((Condition("patient_id", number),), Distribution("choice", [number % 3, number % 3 + 1]))
        for number in ids[:-400]
    )
    cases = (*cases, Case(None, Distribution("uniform", {"min": 7, "max": 9})))
    column = Column("grade", INTEGER, "distribution", None, Draw(None, ("patient_id",), cases))
    build.change_table("patient", columns=(*build.spec.tables["patient"].columns, column))
    grades = [number % 3 + number % 2 if number <= len(ids) - 400 else 7 + number % 3 for number in ids]
    grades[100 if wrong else 0] = 8 if wrong else grades[0]
    build.data["patient"]["grade"] = grades
    assert failures(build.found()) == ({("listed values", "patient", "grade")} if wrong else set())
