"""Tables of parts: an honest build passes, and what is planted in it is found, also in single parts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from strategies import spec_of, tree_of

PATIENTS = 300
DAYS = {"uniform": {"min": "2024-01-01", "max": "2024-12-31"}}
ONE = {"exactly": 1}


def tree() -> Any:
    """Return patients with a blood pressure and some notes each, in one long table."""
    each = {"per": "pressure", "distribution": ONE}
    taken = {"copy": "pressure.taken"}
    entry = {
        "key": "eid",
        "together": "patient",
        "order": ["day"],
        "parts": {
            "note": {
                "rows": {"per": "contact", "distribution": {"histogram": {"1": 1, "2": 1}}},
                "columns": {
                    "day": {"copy": "contact.held"},
                    "code": {"distribution": {"choice": {"A": 3, "B": 1}}},
                    "contact": {"copy": "contact.cid"},
                    "about": {"references": {"table": "entry", "part": "upper", "within": "patient"}},
                },
            },
            "reading": {"rows": each, "columns": {"day": taken, "code": {"constant": "R"}}},
            "upper": {
                "rows": each,
                "columns": {
                    "day": taken,
                    "code": {"constant": "U"},
                    "value": {"distribution": {"uniform": {"min": 100, "max": 150}}},
                    "parent": {"references": {"table": "entry", "part": "reading", "within": "pressure"}},
                },
            },
        },
        "columns": {
            "eid": {"type": "integer", "sequence": {}},
            "pid": {"type": "integer", "references": "patient"},
            "day": {"type": "date"},
            "code": {"type": "string"},
            "value": {"type": "integer"},
            "parent": {"type": "integer"},
            "contact": {"type": "integer"},
            "about": {"type": "integer"},
            "kind": {"type": "string", "distribution": {"choice": {"x": 1, "y": 1}}},
        },
    }
    entry["parts"]["upper"]["columns"]["kind"] = {"constant": "x"}  # type: ignore[index]
    return tree_of(
        {
            "patient": {
                "rows": PATIENTS,
                "key": "pid",
                "columns": {"pid": {"type": "integer", "sequence": {}}},
            },
            "contact": {
                "rows": {"per": "patient", "distribution": ONE},
                "key": "cid",
                "columns": {
                    "cid": {"type": "integer", "sequence": {}},
                    "pid": {"type": "integer", "references": "patient"},
                    "held": {"type": "date", "distribution": DAYS},
                },
            },
            "pressure": {
                "hidden": True,
                "rows": {"per": "patient", "distribution": ONE},
                "columns": {"taken": {"type": "date", "distribution": DAYS}},
            },
            "entry": entry,
        }
    )


def honest() -> Any:
    """Return what such a dataset holds, made without the generator."""
    rng = random.Random(1)
    any_day = lambda: date(2024, 1, 1) + timedelta(days=rng.randrange(366))  # noqa: E731
    held = [any_day() for _ in range(PATIENTS)]
    rows: list[dict[str, Any]] = []
    for patient in range(PATIENTS):
        taken = any_day()
        notes = [
            {"day": held[patient], "part": "note", "code": rng.choice("AAAB")}
            for _ in range(rng.randint(1, 2))
        ]
        reading = {"day": taken, "part": "reading", "code": "R"}
        upper = {"day": taken, "part": "upper", "code": "U", "value": rng.randint(100, 150)}
        ours = sorted([*notes, reading, upper], key=lambda row: (row["day"], row["part"]))
        for row in ours:
            row["eid"], row["pid"] = len(rows) + 1, patient + 1
            row["kind"] = "x" if row is upper else rng.choice("xy")
            rows.append(row)
        upper["parent"] = reading["eid"]
        for note in notes:
            note["contact"], note["about"] = patient + 1, upper["eid"]
    names = ("eid", "pid", "day", "code", "value", "parent", "contact", "about", "kind")
    people = list(range(1, PATIENTS + 1))
    return {
        "patient": {"pid": people},
        "contact": {"cid": people, "pid": people, "held": held},
        "entry": {name: [row.get(name) for row in rows] for name in names},
    }


@pytest.fixture
def practice(build: Any) -> Any:
    build.spec, build.data = spec_of(tree()), honest()
    return build


def test_fault_is_found_in_parquet(practice: Any, failures: Any) -> None:
    practice.form = "parquet"
    plant("out of order", practice.data)
    assert FAULTS["out of order"] in failures(practice.found())


def test_honest(practice: Any) -> None:
    report = practice.found()
    assert report.ok, report.problems
    told = {(r.name, r.table, r.column) for r in report.results if r.outcome == "passed"}
    assert {
        ("order", "entry", None),
        ("rows of parts", "entry", None),
        ("rows per parent", "entry.note", None),
        ("shares", "entry.note", "code"),
        ("shares", "entry", "kind"),
        ("range", "entry.upper", "value"),
        ("reference to a part", "entry.upper", "parent"),
        ("copy", "entry.note", "day"),
    } <= told


def first(data: Any, code: str, start: int = 0) -> int:
    """Return the place of a row with a code."""
    place: int = data["entry"]["code"].index(code, start)
    return place


def plant(name: str, data: Any) -> None:
    """Plant one fault."""
    entry, upper = data["entry"], first(data, "U", 40)
    match name:
        case "unknown part":
            entry["code"][first(data, "R")] = "Z"
        case "out of order":
            entry["day"][upper] = date(2023, 1, 1) if entry["pid"][upper - 1] == entry["pid"][upper] else None
        case "range":
            entry["value"][upper] = 151
        case "value in a reading":
            entry["value"][first(data, "R", 40)] = 120
        case "day of a hidden table":
            entry["day"][first(data, "R", 40)] = date(2025, 1, 1)
        case "none in an upper":
            entry["value"][upper] = None
        case "another part":
            entry["parent"][upper] = entry["about"][first(data, "A", 40)]
        case "another patient":
            entry["parent"][upper] = entry["parent"][first(data, "U", upper + 5)]
        case "another contact's day":
            place = first(data, "A", 40)
            entry["contact"][place] = entry["pid"][place] % PATIENTS + 1
        case "too many notes":
            entry["code"][upper] = "A"
        case "shares":
            entry["code"] = ["B" if code == "A" else code for code in entry["code"]]


FAULTS = {
    "unknown part": ("rows of parts", "entry", None),
    "out of order": ("order", "entry", None),
    "range": ("range", "entry.upper", "value"),
    "value in a reading": ("left out", "entry.reading", "value"),
    "day of a hidden table": ("range", "entry.reading", "day"),
    "none in an upper": ("never missing", "entry.upper", "value"),
    "another part": ("reference to a part", "entry.upper", "parent"),
    "another patient": ("reference within", "entry.upper", "parent"),
    "another contact's day": ("copy", "entry.note", "day"),
    "too many notes": ("rows together", "entry.upper", None),
    "shares": ("shares", "entry.note", "code"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found(name: str, practice: Any, failures: Any) -> None:
    plant(name, practice.data)
    assert FAULTS[name] in failures(practice.found())


def test_parts_that_look_alike_cannot_be_checked(practice: Any) -> None:
    alike = tree()
    parts = alike["tables"]["entry"]["parts"]
    for part in parts.values():
        part["columns"]["code"] = {"pattern": "[A-Z]"}
    parts["note"]["columns"].pop("contact")
    parts["note"]["columns"].pop("about")
    alike["tables"]["entry"]["columns"].pop("contact")
    alike["tables"]["entry"]["columns"].pop("about")
    practice.spec = spec_of(alike)
    del practice.data["entry"]["contact"], practice.data["entry"]["about"]
    report = practice.found()
    assert report.ok, report.problems
    unchecked = {(r.name, r.table) for r in report.results if r.outcome == "unchecked"}
    assert {("part", "entry.note"), ("part", "entry.reading")} <= unchecked
    assert ("part", "entry.upper") not in unchecked
