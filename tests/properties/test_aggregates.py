"""Aggregates: every way and type, the empty case, rounding, circles named in full, hidden tables."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from manikin.errors import InfeasibleError, UserError
from manikin.interface import generate
from manikin.plan import Sizes, make_plan
from manikin.plan.description import describe
from manikin.spec import check
from strategies import HEAD, Tree, spec_of, tree_of

INTEGER: Tree = {"type": "integer"}
DRAWN: Tree = {"uniform": {"min": 1, "max": 9}}


def family(aggregates: Tree, stays: Tree | None = None, counts: Tree | None = None) -> Tree:
    """Return patients with aggregates over their stays, and bays below these."""
    per = counts or {"histogram": {"0": 1, "1": 1, "2-3": 1}}
    patient = {"id": {**INTEGER, "sequence": {}}, **aggregates}
    stay = {"id": {**INTEGER, "references": "patient"}, "days": {**INTEGER, "distribution": DRAWN}}
    bay = {
        "id": {**INTEGER, "references": {"table": "patient", "column": "id"}},
        "cost": {"type": "decimal", "scale": 2, "distribution": {"uniform": {"min": 0, "max": 9}}},
    }
    return {
        "patient": {"rows": 300, "key": "id", "columns": patient},
        "stay": {"rows": {"per": "patient", "distribution": per}, "columns": {**stay, **(stays or {})}},
        "bay": {"rows": {"per": "stay", "distribution": per}, "columns": bay},
    }


def made(tables: Tree) -> dict[str, Any]:
    return {name: table.to_pylist() for name, table in generate(spec_of(tree_of(tables))).items()}


def of(what: str, by: str, **more: Any) -> Tree:
    return {"aggregate": {"of": what, "by": by, **more}}


def test_every_way_equals_what_the_children_say() -> None:
    tables = made(
        family(
            {
                "stays": {**INTEGER, **of("stay", "count")},
                "long": {**INTEGER, **of("stay", "count", where="days > 5")},
                "total": {**INTEGER, **of("stay.days", "sum")},
                "least": {**INTEGER, **of("stay.days", "min")},
                "most": {**INTEGER, **of("stay.days", "max", where="days < 8")},
                "mean": {"type": "decimal", "scale": 1, **of("stay.days", "mean")},
                "share": {"type": "float", **of("stay.days", "mean")},
                "cost": {"type": "decimal", "scale": 2, **of("bay.cost", "sum")},
                "bays": {**INTEGER, **of("bay", "count", where="stay.days > 2")},
            }
        )
    )
    empty = 0
    for patient in tables["patient"]:
        days = [stay["days"] for stay in tables["stay"] if stay["id"] == patient["id"]]
        costs = [bay["cost"] for bay in tables["bay"] if bay["id"] == patient["id"]]
        few = [day for day in days if day < 8]
        empty += not days
        assert patient["stays"] == len(days)
        assert patient["long"] == sum(day > 5 for day in days)
        assert patient["total"] == (sum(days) if days else None)
        assert patient["least"] == min(days, default=None)
        assert patient["most"] == max(few, default=None)
        assert patient["share"] == (sum(days) / len(days) if days else None)
        assert patient["cost"] == (sum(costs) if costs else None)
        assert patient["bays"] <= len(costs)
        if days:
            exact = Decimal(sum(days)) / len(days)
            assert patient["mean"] == exact.quantize(Decimal("0.1"), "ROUND_HALF_UP")
    assert 0 < empty < 300


@pytest.mark.parametrize(
    ("scale", "value", "wanted"), [(0, "0.5", "1"), (1, "-0.25", "-0.3"), (4, "2.5", "2.5000")]
)
def test_means_are_rounded_half_away_from_zero(scale: int, value: str, wanted: str) -> None:
    cost = {"type": "decimal", "scale": 2, "constant": float(value)}
    tree = family(
        {"mean": {"type": "decimal", "scale": scale, **of("stay.cost", "mean")}},
        {"cost": cost},
        {"exactly": 2},
    )
    assert made(tree)["patient"][0]["mean"] == Decimal(wanted)


def test_a_sum_that_the_type_cannot_hold_is_refused() -> None:
    huge = {"type": "decimal", "scale": 2, "constant": 9_000_000_000_000_000}
    tree = family(
        {"sum": {"type": "decimal", "scale": 2, **of("stay.cost", "sum")}}, {"cost": huge}, {"exactly": 3}
    )
    with pytest.raises(InfeasibleError, match=r"patient\.sum: .*more than decimal can hold"):
        made(tree)


def test_a_count_may_decide_the_rows_of_another_table() -> None:
    tables = family({"stays": {**INTEGER, **of("stay", "count")}})
    cases = [
        {"when": {"patient.stays": 0}, "distribution": {"exactly": 0}},
        {"otherwise": True, "distribution": {"exactly": 2}},
    ]
    tables["bill"] = {
        "rows": {"per": "patient", "given": ["patient.stays"], "cases": cases},
        "columns": {"id": {**INTEGER, "references": "patient"}},
    }
    found = made(tables)
    billed = {bill["id"] for bill in found["bill"]}
    assert billed == {patient["id"] for patient in found["patient"] if patient["stays"]}


def test_children_may_look_at_what_their_siblings_say() -> None:
    share = {"type": "float", "expression": "days / patient.total"}
    tables = made(family({"total": {**INTEGER, **of("stay.days", "sum")}}, {"share": share}))
    sums: dict[int, float] = {}
    for stay in tables["stay"]:
        sums[stay["id"]] = sums.get(stay["id"], 0) + stay["share"]
    assert all(abs(total - 1) < 1e-9 for total in sums.values())


def test_a_check_may_look_at_an_aggregate() -> None:
    tables = family(
        {
            "stays": {**INTEGER, **of("stay", "count")},
            "frail": {"type": "boolean", "distribution": {"bernoulli": 0.5}},
        }
    )
    tables["patient"]["checks"] = [{"name": "the frail stay", "sql": "stays > 0 or not frail"}]
    assert not [patient for patient in made(tables)["patient"] if patient["frail"] and not patient["stays"]]


def rules(tmp_path: Path, tables: Tree) -> list[tuple[str, str]]:
    tree = {**HEAD, "seed": 1, "tables": copy.deepcopy(tables)}
    (tmp_path / "spec.yaml").write_text(json.dumps(tree, indent=1), "utf-8")
    return [(problem.rule, problem.message) for problem in check(tmp_path).problems]


def test_a_circle_across_tables_is_named_in_full(tmp_path: Path) -> None:
    double = {**INTEGER, "expression": "patient.total * 2"}
    tables = family({"total": {**INTEGER, **of("stay.twice", "sum")}}, {"twice": double})
    ((rule, message),) = rules(tmp_path, tables)
    assert rule == "CYCLE02"
    assert "patient.total → stay.twice → patient.total" in message


def test_rows_that_are_counted_by_what_they_say_are_refused(tmp_path: Path) -> None:
    tables = family({"stays": {**INTEGER, **of("stay", "count")}})
    cases = [
        {"when": {"patient.stays": 0}, "distribution": {"exactly": 0}},
        {"otherwise": True, "distribution": {"exactly": 2}},
    ]
    tables["stay"]["rows"] = {"per": "patient", "given": ["patient.stays"], "cases": cases}
    ((rule, message),) = rules(tmp_path, tables)
    assert rule == "CYCLE02"
    assert "patient.stays → stay.its rows → patient.stays" in message


def test_a_check_that_would_draw_the_children_again_is_refused(tmp_path: Path) -> None:
    double = {**INTEGER, "expression": "patient.size * days"}
    tables = family(
        {"size": {**INTEGER, "distribution": DRAWN}, "total": {**INTEGER, **of("stay.twice", "sum")}},
        {"twice": double},
    )
    tables["patient"]["checks"] = [{"name": "small", "sql": "total < 50"}]
    assert rules(tmp_path, tables)[0][0] == "CHECK02"
    tables["patient"]["checks"] = [{"name": "small", "sql": "total < 50 or size < 2"}]
    ((rule, message),) = rules(tmp_path, tables)
    assert rule == "CYCLE02"
    assert "patient.size → stay.twice → patient.size" in message


@pytest.mark.parametrize(
    ("aggregate", "rule"),
    [
        ({**INTEGER, **of("nobody", "count")}, "AGGREGATE01"),
        ({**INTEGER, **of("patient", "count")}, "AGGREGATE01"),
        ({**INTEGER, **of("stay", "sum")}, "AGGREGATE02"),
        ({**INTEGER, **of("stay.nothing", "sum")}, "PATH01"),
        ({"type": "float", **of("stay.days", "sum")}, "TYPE02"),
        ({"type": "float", **of("stay", "count")}, "TYPE02"),
        ({**INTEGER, **of("stay.days", "mean")}, "TYPE02"),
        ({**INTEGER, **of("stay", "count", where="days + 1")}, "AGGREGATE02"),
        ({**INTEGER, **of("stay", "count", where="nothing > 1")}, "SQL02"),
    ],
)
def test_what_cannot_be_taken_together(aggregate: Tree, rule: str, tmp_path: Path) -> None:
    assert {found for found, _ in rules(tmp_path, family({"x": aggregate}))} == {rule}


def test_hidden_tables_are_drawn_on_and_never_written() -> None:
    tables = family({"stays": {**INTEGER, **of("stay", "count")}})
    tables["stay"]["hidden"] = True
    spec = spec_of(tree_of(tables))
    found = generate(spec)
    assert list(found) == ["patient", "bay"]
    shown = generate(spec_of(tree_of(family({"stays": {**INTEGER, **of("stay", "count")}}))))
    assert found["patient"] == shown["patient"].replace_schema_metadata(found["patient"].schema.metadata)
    assert "stay: 1 rows (counted per patient; hidden, never written)" in describe(
        make_plan(spec), {"patient": 1, "stay": 1, "bay": 1}
    )
    with pytest.raises(UserError, match="'stay' is hidden, so it is never written"):
        make_plan(spec, Sizes(tables=("stay",)))
