"""Rules in every form and combinations that never come twice: honest builds pass, planted faults are found."""

from __future__ import annotations

from typing import Any

import pytest

from manikin import model as m

PATIENTS = 300
TEXT, INTEGER, TRUTH = m.DataType("string"), m.DataType("integer"), m.DataType("boolean")


def choice(name: str, values: dict[str, int], **more: Any) -> m.Column:
    return m.Column(name, TEXT, "distribution", None, m.Draw(m.Distribution("choice", values)), **more)


@pytest.fixture
def clinic(build: Any) -> Any:
    """Return a build of patients with three illnesses each, told apart by their codes, one of them the main one."""
    some = m.Missing(m.Draw(m.Distribution("bernoulli", 0.5)))
    patient = m.Table(
        "patient",
        m.FixedRows(PATIENTS),
        (
            m.Column("pid", INTEGER, "sequence", {}),
            choice("sex", {"F": 1, "M": 1}),
            choice("phone", {"1": 1}, missing=some),
            choice("mail", {"x": 1}, missing=some),
        ),
        ("pid",),
        checks=(m.Check("can be reached", at_least_one=("phone", "mail")),),
    )
    illness = m.Table(
        "illness",
        m.PerRows("patient", m.Draw(m.Distribution("exactly", 3))),
        (
            m.Column("pid", INTEGER, "references", "patient"),
            choice("code", {"a": 9, "b": 1, "c": 1, "d": 1}),
            m.Column("main", TRUTH, "distribution", None, m.Draw(m.Distribution("bernoulli", 0.5))),
            choice("ward", {"n": 9, "s": 1}),
        ),
        ("pid", "code"),
        checks=(m.Check("d is of men", when="code = 'd'", then="patient.sex = 'M'"),),
        unique=(m.Unique(("pid",), "main"), m.Unique(("pid", "code", "ward"))),
    )
    tables = {table.name: table for table in (patient, illness)}
    build.spec = type(build.spec)(**{**vars(build.spec), "tables": tables, "files": {}, "constants": {}})
    people = range(PATIENTS)
    build.data = {
        "patient": {
            "pid": [p + 1 for p in people],
            "sex": ["FM"[p % 2] for p in people],
            "phone": ["1" if p % 3 else None for p in people],
            "mail": [None if p % 3 == 1 else "x" for p in people],
        },
        "illness": {
            "pid": [p + 1 for p in people for _ in range(3)],
            "code": [code for p in people for code in ("abd" if p % 2 else "abc")],
            "main": [k == p % 4 for p in people for k in range(3)],
            "ward": ["n" if k else "s" for _ in people for k in range(3)],
        },
    }
    return build


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_honest(clinic: Any, form: str) -> None:
    clinic.form = form
    report = clinic.found()
    assert report.ok, report.problems
    assert report.counts["unchecked"] == 0


FAULTS = {
    "never reached": ("patient", "phone", 4, None, {("check 'can be reached'", "patient", None)}),
    "a woman's d": ("illness", "code", 2, "d", {("check 'd is of men'", "illness", None)}),
    "two mains": ("illness", "main", 1, True, {("unique combination 1", "illness", None)}),
    "a code twice": ("illness", "code", 1, "a", {("key", "illness", None)}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found(name: str, clinic: Any, failures: Any) -> None:
    table, column, row, value, wanted = FAULTS[name]
    clinic.data[table][column][row] = value
    assert failures(clinic.found()) == wanted


def test_a_combination_twice_is_found(clinic: Any, failures: Any) -> None:
    clinic.change_table("illness", key=())
    clinic.data["illness"]["code"][2] = "b"
    assert failures(clinic.found()) == {("unique combination 2", "illness", None)}


def test_what_is_unknown_breaks_nothing(clinic: Any, failures: Any) -> None:
    clinic.change_table("illness", key=())
    clinic.data["illness"]["code"][:3] = [None, None, None]
    clinic.data["patient"]["sex"][1] = None
    found = failures(clinic.found())
    assert not {name for name, _, _ in found if name.startswith(("unique", "check"))}
