"""Faults planted among rows that see the one before, dwell times and the ends of rows are found by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest

from manikin.interface import generate
from manikin.model import Spec
from strategies import spec_of, tree_of

Values = dict[str, list[Any]]
HOUR = timedelta(hours=1)


def tree() -> dict[str, Any]:
    """Return patients with stays that dwell, end and look back."""
    patient = {
        "id": {"type": "integer", "sequence": {}},
        "health": {"type": "string", "distribution": {"choice": {"robust": 1, "frail": 1}}},
        "came": {"type": "datetime", "distribution": {"uniform": {"min": "2024-01-01", "max": "2024-06-30"}}},
    }
    ways = {"ward": {"ward": 5, "ICU": 1, "home": 2}, "ICU": {"ward": 1}, "home": {"home": 1}}
    cases = [
        {"when": {"patient.health": "robust"}, "start": {"ward": 1}},
        {"otherwise": True, "start": {"ward": 1, "ICU": 3}},
    ]
    dwell = {
        "ward": {"gamma": {"mean": 30, "shape": 2}},
        "ICU": {"uniform": {"min": 5, "max": 9}},
        "home": {"exactly": 1},
    }
    chain = {
        "given": ["patient.health"],
        "cases": cases,
        "transitions": ways,
        "dwell": dwell,
        "unit": "hours",
    }
    stay = {
        "id": {"type": "integer", "references": "patient"},
        "n": {"type": "integer", "ordinal": {}},
        "place": {"type": "string", "states": chain},
        "began": {
            "type": "datetime",
            "events": {
                "from": "patient.came",
                "first": {"exactly": 0},
                "gap": {"dwell_of": "place"},
                "unit": "hours",
            },
        },
        "ended": {
            "type": "datetime",
            "events": {"end_of": "began", "gapless": True, "last": {"dwell_of": "place"}},
        },
        "level": {
            "type": "string",
            "given": ["previous.level"],
            "cases": [
                {"when": {"previous.level": None}, "distribution": {"choice": ["low"]}},
                {"otherwise": True, "distribution": {"choice": {"low": 1, "high": 1}}},
            ],
        },
        "since": {"type": "integer", "expression": "date_diff('hour', previous.ended, began)"},
    }
    rows = {"per": "patient", "distribution": {"histogram": {"0": 1, "3-6": 4}}, "until": {"place": "home"}}
    checks = [
        {"name": "in turn", "sql": "previous.ended IS NULL OR began >= previous.ended", "redraw": False}
    ]
    return tree_of(
        {
            "patient": {"rows": 600, "key": "id", "columns": patient},
            "stay": {"rows": rows, "key": ["id", "n"], "columns": stay, "checks": checks},
        }
    )


@pytest.fixture(scope="module")
def made() -> tuple[Spec, Mapping[str, pa.Table]]:
    """Return the specification and what is made from it, which no test changes."""
    spec = spec_of(tree())
    return spec, generate(spec)


@pytest.fixture
def stays(build: Any, made: tuple[Spec, Mapping[str, pa.Table]]) -> Any:
    """Return an honest build that is not yet written."""
    build.spec = made[0]
    build.data = {name: table.to_pydict() for name, table in made[1].items()}
    return build


def test_honest(stays: Any) -> None:
    report = stays.found()
    assert report.ok, report.problems
    assert [check for check in report.results if check.outcome.value != "passed"] == []


def row(values: Values, place: str, n: int) -> int:
    """Return the first row in a place that is its patient's n-th and not the last."""
    return next(
        at
        for at, state in enumerate(values["place"][:-1])
        if state == place and values["n"][at] == n and values["n"][at + 1] == n + 1
    )


def not_last(values: Values) -> None:
    values["place"][row(values, "ward", 2)] = "home"


def cut_short(values: Values) -> None:
    at = row(values, "ward", 1)
    last = next(i for i in range(at + 1, len(values["n"])) if values["n"][i + 1] == 1)
    assert values["place"][last] != "home" or last > at + 1
    for column in values.values():
        del column[at + 1 : last + 1]


def too_long(values: Values) -> None:
    at = row(values, "ICU", 1)
    values["ended"][at] += 20 * HOUR
    values["began"][at + 1] += 20 * HOUR


def last_too_long(values: Values) -> None:
    values["ended"][values["place"].index("home")] += 3 * HOUR


def all_slow(values: Values) -> None:
    for at, state in enumerate(values["place"]):
        if state == "ward" and (at + 1 == len(values["n"]) or values["n"][at + 1] == 1):
            values["ended"][at] = values["began"][at] + 200 * HOUR


def level_first(values: Values) -> None:
    values["level"][0] = "high"


def levels(values: Values) -> None:
    values["level"] = ["low" for _ in values["level"]]


def starts(values: Values) -> None:
    values["place"] = [
        "ward" if n == 1 else place for n, place in zip(values["n"], values["place"], strict=True)
    ]


def since(values: Values) -> None:
    at = values["n"].index(2)
    values["since"][at] += 1


def back(values: Values) -> None:
    values["began"][values["n"].index(2)] -= HOUR


FAULTS: dict[str, tuple[Callable[[Values], None], tuple[str, str, str | None]]] = {
    "a row after the end": (not_last, ("no row after the one that ends them", "stay", None)),
    "fewer rows without an end": (cut_short, ("rows per parent", "stay", None)),
    "too long a state": (too_long, ("gap", "stay", "began")),
    "too long a last state": (last_too_long, ("gapless", "stay", "ended")),
    "states that all last long": (all_slow, ("how long states last", "stay", "ended")),
    "what cannot be first": (level_first, ("listed values", "stay", "level")),
    "shares given the row before": (levels, ("shares", "stay", "level")),
    "shares of first states by case": (starts, ("shares of first states in case 2", "stay", "place")),
    "not what the row before gives": (since, ("expression", "stay", "since")),
    "a rule that stands": (back, ("check 'in turn'", "stay", None)),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found(name: str, stays: Any, failures: Any) -> None:
    plant, wanted = FAULTS[name]
    plant(stays.data["stay"])
    assert wanted in failures(stays.found())
