"""Tables of parts: rows in order, values that agree, references to parts, and parts that leave others alone."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import pytest

from manikin.interface import generate
from manikin.run import world
from strategies import Tree, spec_of, tree_of

SEQUENCE = {"type": "integer", "sequence": {}}
DAYS = {"uniform": {"min": "2020-01-01", "max": "2020-02-29"}}


def tree(rows: int = 120) -> Tree:
    """Return patients with blood pressures and notes in one long table."""
    patient = {"rows": rows, "key": "pid", "columns": {"pid": SEQUENCE}}
    pressure = {
        "hidden": True,
        "rows": {"per": "patient", "distribution": {"poisson": {"mean": 2}}},
        "columns": {
            "taken": {"type": "date", "distribution": DAYS},
            "upper": {"type": "integer", "distribution": {"normal": {"mean": 130, "sd": 15}}},
        },
    }
    each = {"per": "pressure", "distribution": {"exactly": 1}}
    note = {
        "rows": {"per": "patient", "distribution": {"poisson": {"mean": 2}}},
        "columns": {
            "day": {"distribution": DAYS, "missing": 0.3},
            "value": {"distribution": {"uniform": {"min": 1000, "max": 9999}}},
        },
    }
    entry = {
        "key": "eid",
        "together": "patient",
        "order": ["day"],
        "parts": {
            "note": note,
            "reading": {"rows": each, "columns": {"day": {"copy": "pressure.taken"}}},
            "upper": {
                "rows": each,
                "columns": {
                    "day": {"copy": "pressure.taken"},
                    "value": {"copy": "pressure.upper"},
                    "parent": {"references": {"table": "entry", "part": "reading", "within": "pressure"}},
                },
            },
        },
        "columns": {
            "eid": {"type": "integer", "permutation": {"start": 10_000_000}},
            "pid": {"type": "integer", "references": "patient"},
            "day": {"type": "date"},
            "value": {"type": "integer"},
            "parent": {"type": "integer"},
            "batch": {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 10**9}}},
        },
    }
    return tree_of({"patient": patient, "pressure": pressure, "entry": entry})


def rows_of(tree: Tree, table: str = "entry") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = generate(spec_of(tree))[table].to_pylist()
    return found


def test_rows_stand_in_order_and_missing_values_come_last() -> None:
    rows = rows_of(tree())
    places = [(row["pid"], row["day"] is None, row["day"]) for row in rows]
    assert all(one[:2] <= two[:2] for one, two in pairwise(places))
    assert all(one[2] <= two[2] for one, two in pairwise(places) if one[:2] == two[:2] and not one[1])
    assert {row["day"] is None for row in rows} == {True, False}


def test_references_go_to_the_part_of_the_same_reading() -> None:
    rows = rows_of(tree())
    by_key = {row["eid"]: row for row in rows}
    children = [row for row in rows if row["parent"] is not None]
    assert children
    for row in children:
        parent = by_key[row["parent"]]
        assert (parent["value"], parent["parent"]) == (None, None)
        assert (parent["pid"], parent["day"]) == (row["pid"], row["day"])
    assert len({row["parent"] for row in children}) == len(children)


def test_without_another_part_all_else_is_as_it_was() -> None:
    whole, less = tree(), tree()
    del less["tables"]["entry"]["parts"]["note"]

    def values(tree: Tree) -> list[tuple[Any, ...]]:
        rows = [row for row in rows_of(tree) if row["value"] is None or row["value"] < 1000]
        return [(row["pid"], row["day"], row["value"], row["batch"]) for row in rows]

    assert values(whole) == values(less)
    assert values(less)


def test_parts_have_no_order_and_an_old_name() -> None:
    one, other = tree(), tree()
    parts = other["tables"]["entry"]["parts"]
    other["tables"]["entry"]["parts"] = dict(reversed(parts.items()))
    assert spec_of(one).digest == spec_of(other).digest
    # Rows of one day stand by the names of their parts, so the new name must sort as the old one did.
    parts["notes"] = {**parts.pop("note"), "formerly": "note"}
    other["tables"]["entry"]["parts"] = parts
    assert rows_of(other) == rows_of(one)


def test_more_patients_keep_the_earlier_rows() -> None:
    few, many = rows_of(tree(50)), rows_of(tree(70))
    assert many[: len(few)] == few


def test_a_part_may_be_left_to_the_table() -> None:
    mixed = tree()
    columns = mixed["tables"]["entry"]["columns"]
    columns["value"] = {"type": "integer", "distribution": {"exactly": 7}, "missing": 0.5}
    mixed["tables"]["entry"]["checks"] = [{"name": "late batches", "sql": "batch > 500000000 or value <> 7"}]
    rows = rows_of(mixed)
    assert all(row["value"] in {7, None} or row["value"] >= 10 for row in rows)
    assert all(row["batch"] > 500_000_000 for row in rows if row["value"] == 7)
    assert {row["value"] for row in rows if row["parent"] is None} >= {7, None}
    assert all(row["value"] not in {7, None} for row in rows if row["parent"] is not None)
    assert [row["day"] for row in rows] == [row["day"] for row in rows_of(tree())]


def test_no_rows_at_all_make_an_empty_table() -> None:
    empty = tree()
    for part in empty["tables"]["entry"]["parts"].values():
        part["rows"]["distribution"] = {"exactly": 0}
    assert rows_of(empty) == []


def test_gathered_rows_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = tree()
    spec["tables"]["audit"] = {
        "rows": 300,
        "columns": {
            "eid": {"type": "integer", "references": "entry"},
            "day": {"type": "date", "copy": "eid.day"},
            "owner": {"type": "integer", "copy": "eid.pid"},
            "reading": {"type": "integer", "references": {"table": "entry", "part": "reading"}},
            "other": {"type": "integer", "copy": "reading.value"},
        },
    }
    spec["tables"]["follow"] = {
        "rows": {"per": "entry", "distribution": {"bernoulli": 0.4}},
        "columns": {
            "eid": {"type": "integer", "references": "entry"},
            "upper": {
                "type": "integer",
                "references": {"table": "entry", "part": "upper", "within": "patient"},
            },
            "value": {"type": "integer", "copy": "upper.value"},
            "first": {"type": "integer", "references": {"table": "follow", "within": "patient"}},
        },
    }
    spec["tables"]["follow"]["key"] = "eid"
    held = generate(spec_of(spec))
    monkeypatch.setattr(world, "HELD_ROWS", 0)
    assert generate(spec_of(copy.deepcopy(spec))) == held
    assert held["audit"]["other"].null_count == 300
    assert 0 < held["follow"]["value"].null_count < len(held["follow"])
