"""Parents that point at a child, rows of a shared row, levels: honest builds pass, planted faults are found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from manikin.model import Column, DataType, Distribution, Draw, FixedRows, PerRows, Table
from verify.conftest import by_turns

INTEGER = DataType("integer")
PATIENTS = 120


def whole(name: str, kind: str, parameters: Any, **more: Any) -> Column:
    return Column(name, INTEGER, kind, parameters, **more)


def times(parent: str, number: int) -> PerRows:
    return PerRows(parent, Draw(Distribution("exactly", number)))


@pytest.fixture
def surgery(build: Any) -> Any:
    """Return a build of 4 practices of 2 staff, patients who point at a problem of theirs, and 40 units."""
    practice = Table("practice", FixedRows(4), (whole("pid", "sequence", {}),), ("pid",))
    staff = Table(
        "staff",
        times("practice", 2),
        (whole("pid", "references", "practice"), whole("no", "ordinal", {})),
        ("pid", "no"),
    )
    main = {"table": "problem", "within": "patient"}
    patient = Table(
        "patient",
        FixedRows(PATIENTS),
        (
            whole("id", "sequence", {}),
            whole("pid", "references", "practice"),
            whole("main", "references", main),
        ),
        ("id",),
    )
    seen_by = {"table": "staff", "column": "no", "within": "patient.pid"}
    problem = Table(
        "problem",
        times("patient", 2),
        (
            whole("prob", "sequence", {}),
            whole("id", "references", "patient"),
            whole("pid", "copy", "patient.pid"),
            whole("no", "references", seen_by),
        ),
        ("prob",),
    )
    above = {"table": "unit", "levels": 3}
    unit = Table(
        "unit", FixedRows(40), (whole("uid", "sequence", {}), whole("up", "references", above)), ("uid",)
    )
    tables = {t.name: t for t in (practice, staff, patient, problem, unit)}
    build.spec = replace(build.spec, tables=tables, files={}, constants={})
    people = range(PATIENTS)
    build.data = {
        "practice": {"pid": [1, 2, 3, 4]},
        "staff": {"pid": [1, 1, 2, 2, 3, 3, 4, 4], "no": [1, 2] * 4},
        "patient": {
            "id": [p + 1 for p in people],
            "pid": [p % 4 + 1 for p in people],
            "main": [2 * p + 1 + p // 4 % 2 for p in people],
        },
        "problem": {
            "prob": list(range(1, 2 * PATIENTS + 1)),
            "id": [p + 1 for p in people for _ in range(2)],
            "pid": [p % 4 + 1 for p in people for _ in range(2)],
            "no": [(p // 4 + k) % 2 + 1 for p in people for k in range(2)],
        },
        "unit": {"uid": list(range(1, 41)), "up": [None, 1, 1, 1, *(2 + u % 3 for u in range(36))]},
    }
    return build


def test_honest(surgery: Any) -> None:
    report = surgery.found()
    assert report.ok, report.problems
    assert report.counts["unchecked"] == 0


FAULTS = {
    "another patient's problem": ("patient", "main", 7, 1, ("reference within", "patient", "main")),
    "none where there is one": (
        "patient",
        "main",
        7,
        None,
        ("reference wherever there is one", "patient", "main"),
    ),
    "no such staff": ("problem", "no", 7, 3, ("composite reference", "problem", "no")),
    "no staff": ("problem", "no", 7, None, ("reference wherever there is one", "problem", "no")),
    "a level too many": ("unit", "up", 20, 10, ("levels", "unit", "up")),
    "another practice's patient": ("problem", "pid", 7, 1, ("copy", "problem", "pid")),
}


@pytest.mark.parametrize(("name", "form"), by_turns(FAULTS))
def test_fault_is_found(name: str, form: str, surgery: Any, failures: Any) -> None:
    table, column, row, value, wanted = FAULTS[name]
    surgery.form = form
    surgery.data[table][column][row] = value
    assert wanted in failures(surgery.found())


def test_a_circle_is_found(surgery: Any, failures: Any) -> None:
    surgery.data["unit"]["up"][1] = 10
    found = failures(surgery.found())
    assert {("levels", "unit", "up"), ("reference to an earlier row", "unit", "up")} <= found


def test_staff_of_another_practice_are_found(surgery: Any, failures: Any) -> None:
    """Where the key of staff stands alone, only the way round tells that the practice is another."""
    staff = surgery.spec.tables["staff"]
    surgery.change_table("staff", columns=(*staff.columns, whole("sid", "sequence", {})), key=("sid",))
    surgery.data["staff"]["sid"] = list(range(1, 9))
    within = {"table": "staff", "within": "patient.pid"}
    surgery.change_column("problem", "no", parameters=within)
    rows = surgery.data["problem"]
    rows["no"] = [2 * (pid - 1) + no for pid, no in zip(rows["pid"], rows["no"], strict=True)]
    assert failures(surgery.found()) == set()
    rows["no"][7] = rows["no"][8]
    assert failures(surgery.found()) == {("reference within", "problem", "no")}
