"""Composite keys, grandparents and parents that children do not name."""

from __future__ import annotations

from typing import Any

import pytest

from manikin.model import Column, DataType, Distribution, Draw, FixedRows, PerRows, Table

INTEGER = DataType("integer")


def whole(name: str, kind: str, parameters: Any, **more: Any) -> Column:
    return Column(name, INTEGER, kind, parameters, **more)


def twice(parent: str) -> PerRows:
    return PerRows(parent, Draw(Distribution("exactly", 2)))


@pytest.fixture
def stays(build: Any) -> Any:
    """Return a build of practices, their stays with a composite key, events of stays, and notes on stays."""
    practice = Table("practice", FixedRows(3), (whole("pid", "sequence", {}),), ("pid",))
    stay = Table(
        "stay",
        twice("practice"),
        (whole("pid", "references", "practice"), whole("seq", "ordinal", {})),
        ("pid", "seq"),
    )
    event = Table(
        "event",
        twice("stay"),
        (
            whole("stay_seq", "references", {"table": "stay", "column": "seq"}),
            whole("pid", "copy", "stay.pid"),
            whole("twice", "expression", "practice.pid * 2 + stay.seq"),
        ),
        (),
    )
    note = Table(
        "note",
        FixedRows(12),
        (
            whole(
                "other",
                "references",
                {"table": "stay", "column": "seq"},
                draw=Draw(Distribution("uniform", {})),
            ),
            whole("other_pid", "copy", "other.pid"),
        ),
        (),
    )
    build.spec = type(build.spec)(
        **{
            **vars(build.spec),
            "tables": {t.name: t for t in (practice, stay, event, note)},
            "files": {},
            "constants": {},
        }
    )
    build.data = {
        "practice": {"pid": [1, 2, 3]},
        "stay": {"pid": [1, 1, 2, 2, 3, 3], "seq": [1, 2] * 3},
        "event": {
            "stay_seq": [1, 1, 2, 2] * 3,
            "pid": [1] * 4 + [2] * 4 + [3] * 4,
            "twice": [2 * p + s for p in (1, 2, 3) for s in (1, 1, 2, 2)],
        },
        "note": {
            "other": [1, 2] * 6,
            "other_pid": [3, 1, 2] * 4,
        },
    }
    return build


def test_honest(stays: Any) -> None:
    report = stays.found()
    assert report.ok, report.problems
    assert report.counts["unchecked"] == 0


FAULTS = {
    "duplicate composite key": ("stay", "seq", 1, 1, ("key", "stay", None)),
    "orphan by a pair": ("note", "other_pid", 5, 9, ("composite reference", "note", "other")),
    "wrong through the grandparent": ("event", "twice", 5, 0, ("expression", "event", "twice")),
    "wrong parent": ("event", "stay_seq", 4, 2, ("rows per parent", "event", None)),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found(name: str, stays: Any, failures: Any) -> None:
    table, column, row, value, wanted = FAULTS[name]
    stays.data[table][column][row] = value
    assert wanted in failures(stays.found())


def test_children_that_do_not_name_their_parent_are_judged_in_all(stays: Any, failures: Any) -> None:
    stays.change_table("event", columns=(whole("one", "constant", 1),))
    stays.data["event"] = {"one": [1] * 12}
    report = stays.found()
    assert report.ok
    assert {r.name for r in report.results if r.outcome == "unchecked"} == {"parents' order"}
    stays.data["event"] = {"one": [1] * 11}
    assert failures(stays.found()) == {("rows for all parents", "event", None)}
