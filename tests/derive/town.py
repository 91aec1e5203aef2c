"""A town whose people come and go, with something of everybody that few share; for attacks on what is told of it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import pyarrow as pa

from manikin.derive.contents import Categories, Conditional, Content, Knots
from manikin.derive.view import View

Person = dict[str, Any]
Tables = dict[str, list[dict[str, Any]]]
SCHEMAS = {
    "patient": pa.schema(
        [
            ("patient_id", pa.int64()),
            ("sex", pa.string()),
            ("area", pa.string()),
            ("job", pa.string()),
            ("age", pa.int64()),
            ("smokes", pa.string()),
        ]
    ),
    "visit": pa.schema([("visit_id", pa.int64()), ("patient_id", pa.int64()), ("ward", pa.string())]),
}
AREAS = {f"area {n}": 1 / (n + 2) for n in range(12)}
JOBS = {f"job {n}": 1 / (n + 3) for n in range(200)}
SMOKES = {"F": {"never": 6, "now": 1, "once": 1}, "M": {"never": 1, "now": 4, "once": 2}}
WARDS = {"A": 5, "B": 4, "C": 1, "D": 0.3, "E": 0.1}


def person(number: int, draw: random.Random) -> Person:
    """Return somebody, with their visits."""
    sex = draw.choice("FM")
    return {
        "patient_id": number,
        "sex": sex,
        "area": _one(AREAS, draw),
        "job": _one(JOBS, draw),
        "age": draw.randrange(100),
        "smokes": _one(SMOKES[sex], draw) if draw.random() < 0.9 else None,
        "wards": [_one(WARDS, draw) for _ in range(draw.choice((0, 1, 1, 2, 3)))],
    }


def _one(weights: Mapping[str, float], draw: random.Random) -> str:
    return draw.choices(list(weights), list(weights.values()))[0]


def tables(people: Sequence[Person]) -> Tables:
    """Return the tables about some people."""
    patients = [{name: who[name] for name in SCHEMAS["patient"].names} for who in people]
    visits = [
        {"visit_id": 10 * who["patient_id"] + place, "patient_id": who["patient_id"], "ward": ward}
        for who in people
        for place, ward in enumerate(who["wards"])
    ]
    return {"patient": patients, "visit": visits}


def likelihood(view: View, who: Person) -> float:
    """Return how much likelier somebody is by what is told than by what everybody knows of the town (a logarithm).

    What everybody knows of the town is no secret of those behind the view, so it is set against what is told.
    """
    told = {column.name: column.content for table in view.tables for column in table.columns}
    known = {
        "sex": [0.5],
        "area": [AREAS[who["area"]] / sum(AREAS.values())],
        "job": [JOBS[who["job"]] / sum(JOBS.values())],
        "age": [0.01],
        "smokes": [SMOKES[who["sex"]][who["smokes"]] / sum(SMOKES[who["sex"]].values())]
        if who["smokes"]
        else [],
        "ward": [WARDS[ward] / sum(WARDS.values()) for ward in who["wards"]],
    }
    return sum(
        log(_share(told[name], value, who, expected, view.policy.threshold) / expected)
        for name, shares in known.items()
        for value, expected in zip(who["wards"] if name == "ward" else [who[name]], shares, strict=False)
    )


def _share(content: Content, value: Any, who: Person, expected: float, threshold: int) -> float:
    """Return the share of a value by what is told, or as expected where nothing is told of it."""
    match content:
        case Categories(counts, other):
            found = dict(counts)
            whole = sum(found.values()) + other
            # Of a value that is not listed it is told that fewer than the threshold have it.
            return found.get(str(value), min(expected * whole, max(0.1, (threshold - 1) / 2))) / whole
        case Conditional(given, cases, otherwise):
            when = str(who.get(given.rpartition(".")[2], ""))
            return _share(dict(cases).get(when, otherwise), value, who, expected, threshold)
        case Knots(points):
            shares = [0.0, *(float(share) for share, _ in points), 1.0]
            places = [0, *(int(place) for _, place in points), 100]
            for number in range(1, len(places)):
                if places[number - 1] <= value < places[number]:
                    return (shares[number] - shares[number - 1]) / (places[number] - places[number - 1])
    return expected
