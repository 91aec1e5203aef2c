"""References within an ancestor, to earlier rows and to distinct rows: honest builds pass, planted faults are found."""

from __future__ import annotations

from typing import Any

import pytest

from manikin.model import Column, DataType, Distribution, Draw, FixedRows, PerRows, Table
from verify.conftest import by_turns

INTEGER = DataType("integer")
PATIENTS = 200


def whole(name: str, kind: str, parameters: Any, **more: Any) -> Column:
    return Column(name, INTEGER, kind, parameters, **more)


def times(number: int) -> PerRows:
    return PerRows("patient", Draw(Distribution("exactly", number)))


@pytest.fixture
def practice(build: Any) -> Any:
    """Return a build of patients with two consultations, three observations and two drugs each."""
    consultation = {"table": "consultation", "within": "patient"}
    patient = Table("patient", FixedRows(PATIENTS), (whole("pid", "sequence", {}),), ("pid",))
    drug = Table("drug", FixedRows(4), (whole("did", "sequence", {}),), ("did",))
    cons = Table(
        "consultation",
        times(2),
        (whole("cid", "sequence", {}), whole("pid", "references", "patient")),
        ("cid",),
    )
    obs = Table(
        "observation",
        times(3),
        (
            whole("oid", "sequence", {}),
            whole("pid", "references", "patient"),
            whole("cid", "references", consultation),
            whole("belongs", "references", {"table": "observation", "earlier": True}),
        ),
        ("oid",),
    )
    taken = Table(
        "taken",
        times(2),
        (
            whole("pid", "references", "patient"),
            whole("did", "references", {"table": "drug", "distinct": True}),
        ),
        ("pid", "did"),
    )
    build.spec = type(build.spec)(
        **{
            **vars(build.spec),
            "tables": {t.name: t for t in (patient, drug, cons, obs, taken)},
            "files": {},
            "constants": {},
        }
    )
    people = range(PATIENTS)
    build.data = {
        "patient": {"pid": [p + 1 for p in people]},
        "drug": {"did": [1, 2, 3, 4]},
        "consultation": {
            "cid": list(range(1, 2 * PATIENTS + 1)),
            "pid": [p + 1 for p in people for _ in range(2)],
        },
        "observation": {
            "oid": list(range(1, 3 * PATIENTS + 1)),
            "pid": [p + 1 for p in people for _ in range(3)],
            "cid": [2 * p + 1 + (p + k) % 2 for p in people for k in range(3)],
            "belongs": [at for p in people for at in (None, 3 * p + 1, 3 * p + 1 + p % 2)],
        },
        "taken": {
            "pid": [p + 1 for p in people for _ in range(2)],
            "did": [(p + k) % 4 + 1 for p in people for k in range(2)],
        },
    }
    return build


def test_honest(practice: Any) -> None:
    report = practice.found()
    assert report.ok, report.problems
    assert report.counts["unchecked"] == 0


FAULTS = {
    "another patient's": ("observation", "cid", 7, 1, ("reference within", "observation", "cid")),
    "sibling of another patient": (
        "observation",
        "belongs",
        7,
        1,
        ("reference within", "observation", "belongs"),
    ),
    "later sibling": (
        "observation",
        "belongs",
        7,
        9,
        ("reference to an earlier row", "observation", "belongs"),
    ),
    "none where there is one": (
        "observation",
        "cid",
        7,
        None,
        ("reference wherever there is one", "observation", "cid"),
    ),
    "no sibling where there is one": (
        "observation",
        "belongs",
        7,
        None,
        ("reference wherever there is one", "observation", "belongs"),
    ),
    "twice": ("taken", "did", 2, 3, ("distinct reference", "taken", "did")),
}


@pytest.mark.parametrize(("name", "form"), by_turns(FAULTS))
def test_fault_is_found(name: str, form: str, practice: Any, failures: Any) -> None:
    table, column, row, value, wanted = FAULTS[name]
    practice.form = form
    practice.data[table][column][row] = value
    assert wanted in failures(practice.found())


def test_always_the_first_is_found(practice: Any, failures: Any) -> None:
    practice.data["observation"]["cid"] = [2 * p + 1 for p in range(PATIENTS) for _ in range(3)]
    assert failures(practice.found()) == {("shares of 2 relatives", "observation", "cid")}
