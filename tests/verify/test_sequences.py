"""Faults planted among ordered times, intervals and states are found by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from manikin.interface import generate
from strategies import spec_of, tree_of

Values = dict[str, list[Any]]
HOUR = timedelta(hours=1)


def tree() -> dict[str, Any]:
    """Return spells with ward stays without gaps, and procedures that do not overlap."""
    window = {"from": "spell.admitted", "until": "spell.discharged"}
    spell = {
        "id": {"type": "integer", "sequence": {}},
        "admitted": {
            "type": "datetime",
            "distribution": {"uniform": {"min": "2024-01-01", "max": "2024-06-30"}},
        },
        "discharged": {
            "type": "datetime",
            "after": {"column": "admitted", "by": {"uniform": {"min": 4, "max": 9}}, "unit": "days"},
        },
    }
    gap = {"gap": {"gamma": {"mean": 20, "shape": 2, "min": 2}}, "unit": "hours"}
    ways = {"ICU": {"ICU": 1, "ward": 4}, "ward": {"ward": 5, "home": 1}, "home": {"home": 1}}
    stay = {
        "id": {"type": "integer", "references": "spell"},
        "n": {"type": "integer", "ordinal": {}},
        "began": {"type": "datetime", "events": {**window, **gap, "first": {"exactly": 0}, "leave": 3}},
        "ended": {"type": "datetime", "events": {"end_of": "began", "gapless": True}},
        "place": {"type": "string", "states": {"start": {"ICU": 1, "ward": 3}, "transitions": ways}},
    }
    length = {"length": {"exponential": {"mean": 3}}, "unit": "hours", "no_overlap": True}
    procedure = {
        "id": {"type": "integer", "references": "spell"},
        "began": {"type": "datetime", "events": window},
        "ended": {"type": "datetime", "events": {"end_of": "began", **length}},
    }
    per = {"per": "spell", "distribution": {"exactly": 4}}
    return tree_of(
        {
            "spell": {"rows": 300, "key": "id", "columns": spell},
            "stay": {"rows": per, "key": ["id", "n"], "columns": stay},
            "procedure": {"rows": per, "columns": procedure},
        }
    )


@pytest.fixture
def stays(build: Any) -> Any:
    """Return an honest build that is not yet written."""
    build.spec = spec_of(tree())
    build.data = {name: table.to_pydict() for name, table in generate(build.spec).items()}
    return build


def test_honest(stays: Any) -> None:
    report = stays.found()
    assert report.ok, report.problems
    assert report.counts["unchecked"] == 0


def moved(column: str, row: int, by: timedelta) -> Callable[[Values], None]:
    def plant(values: Values) -> None:
        values[column][row] += by

    return plant


def put(column: str, row: int, value: Any) -> Callable[[Values], None]:
    def plant(values: Values) -> None:
        values[column][row] = value

    return plant


def swapped(values: Values) -> None:
    values["began"][5], values["began"][6] = values["began"][6], values["began"][5]


def all_in(place: str) -> Callable[[Values], None]:
    def plant(values: Values) -> None:
        values["place"] = [place for _ in values["place"]]

    return plant


def too_soon(values: Values) -> None:
    values["began"][6] = values["began"][5] + HOUR


FAULTS: dict[str, tuple[str, Callable[[Values], None], tuple[str, str, str]]] = {
    "out of order": ("stay", swapped, ("in order", "stay", "began")),
    "before admission": ("stay", moved("began", 4, -HOUR), ("from", "stay", "began")),
    "no time": ("stay", put("began", 5, None), ("from", "stay", "began")),
    "after discharge": ("procedure", put("began", 7, datetime(2025, 1, 1)), ("until", "procedure", "began")),
    "ends after discharge": (
        "procedure",
        put("ended", 7, datetime(2025, 1, 1)),
        ("until", "procedure", "ended"),
    ),
    "too short a gap": ("stay", too_soon, ("gap", "stay", "began")),
    "first too late": ("stay", moved("began", 8, HOUR), ("first gap", "stay", "began")),
    "ends before": (
        "procedure",
        moved("ended", 5, -200 * HOUR),
        ("ends after its start", "procedure", "ended"),
    ),
    "overlap": ("procedure", moved("ended", 5, 100 * HOUR), ("no overlap", "procedure", "ended")),
    "a gap between stays": ("stay", moved("ended", 5, -timedelta(seconds=1)), ("gapless", "stay", "ended")),
    "a last stay too short": ("stay", moved("ended", 7, -timedelta(seconds=1)), ("gapless", "stay", "ended")),
    "no end": ("stay", put("ended", 7, None), ("gapless", "stay", "ended")),
    "cannot stand first": ("stay", put("place", 4, "home"), ("states that can follow", "stay", "place")),
    "no such state": ("stay", put("place", 4, "pub"), ("states that can follow", "stay", "place")),
    "no return": ("stay", put("place", 5, "ICU"), ("states that can follow", "stay", "place")),
    "first shares": ("stay", all_in("ward"), ("shares of first states", "stay", "place")),
    "next shares": ("stay", all_in("ward"), ("shares of states after ward", "stay", "place")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found(name: str, stays: Any, failures: Any) -> None:
    table, plant, wanted = FAULTS[name]
    if name == "no return":
        stays.data["stay"]["place"][4:6] = ["ward", "ward"]
    plant(stays.data[table])
    assert wanted in failures(stays.found())


def test_states_missing_by_cases_are_not_counted(stays: Any) -> None:
    spec = tree()
    cases = [{"when": {"n": "> 2"}, "share": 0.5}, {"otherwise": True, "share": 0}]
    spec["tables"]["stay"]["columns"]["place"]["missing"] = {"given": ["n"], "cases": cases}
    stays.spec = spec_of(spec)
    stays.data = {name: table.to_pydict() for name, table in generate(stays.spec).items()}
    report = stays.found()
    assert report.ok, report.problems
    assert [r.outcome for r in report.results if r.name == "shares of first states"] == ["untested"]
