"""What holds for times, intervals and states within a parent, and how they are spread."""

from __future__ import annotations

import copy
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from manikin.columns import KINDS
from manikin.errors import InfeasibleError
from manikin.interface import generate
from manikin.run import world as worlds
from strategies import Tree, spec_of, tree_of, trees

GAP = {"exponential": {"mean": 6}}


def tree(rows: Any, columns: Tree, parents: int = 2_000, hours: float = 48, **table: Any) -> Tree:
    """Return spells of a fixed length with rows in them."""
    start = {"type": "datetime", "distribution": {"uniform": {"min": "2024-01-01", "max": "2024-12-31"}}}
    end = {"column": "admitted", "by": {"exactly": round(hours * 60)}, "unit": "minutes"}
    spell = {
        "rows": parents,
        "key": "id",
        "columns": {
            "id": {"type": "integer", "sequence": {}},
            "admitted": start,
            "discharged": {"type": "datetime", "after": end},
        },
    }
    row = {
        "rows": {"per": "spell", "distribution": rows},
        "key": ["id", "n"],
        "columns": {
            "id": {"type": "integer", "references": "spell"},
            "n": {"type": "integer", "ordinal": {}},
            **columns,
        },
        **table,
    }
    return tree_of({"spell": spell, "visit": row})


def times(**more: Any) -> Tree:
    return {"type": "datetime", "events": {"from": "spell.admitted", **more}}


def ask(spec_tree: Tree, sql: str) -> list[Any]:
    """Return the answer of a query over the tables."""
    with duckdb.connect() as judge:
        for name, table in generate(spec_of(spec_tree)).items():
            judge.register(name, table)
        return judge.execute(sql).fetchall()


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(trees())
def test_times_are_ordered_within_their_window_and_intervals_apart(spec_tree: Tree) -> None:
    with duckdb.connect() as judge:
        for name, table in generate(spec_of(spec_tree)).items():
            judge.register(name, table)
        rows = "(select *, row_number() over () as at_row from bed) s join person p using (person_id)"
        windows = "window w as (partition by person_id order by at_row)"
        broken = f"""select 1 from (select *, lag(began ignore nulls) over w as before, lead(began ignore nulls) over w
            as following, lag(state) over w as was from {rows} {windows})
            where began < before or began < born or began > ends or ended < began or ended > ends
            or (was = 'dead' and state <> 'dead') or (was = 'well' and state = 'dead') or (was is null and state = 'dead')"""
        assert not judge.execute(broken).fetchall()
        events = spec_tree["tables"]["bed"]["columns"]["ended"]["events"]
        if "gapless" in events or "no_overlap" in events:
            overlapping = (
                f"select 1 from (select *, lead(began) over w as n from {rows} {windows}) where ended > n"
            )
            assert not judge.execute(overlapping).fetchall()
        if "gapless" in events:
            torn = f"select 1 from (select *, lead(began) over w as n, lead(1) over w as o from {rows} {windows})"
            assert not judge.execute(f"{torn} where n <> ended or (o is null and ended <> ends)").fetchall()


@pytest.mark.parametrize("gap", [GAP, {"normal": {"mean": 6, "sd": 1, "min": 2}}, {"poisson": {"mean": 6}}])
@pytest.mark.parametrize("rows", [4, 9, 20])
def test_nothing_piles_up_at_the_bound(gap: Tree, rows: int) -> None:
    spec = tree({"exactly": rows}, {"seen": times(until="spell.discharged", gap=gap, unit="hours")})
    place = "(epoch(seen) - epoch(admitted)) / (epoch(discharged) - epoch(admitted))"
    sql = f"select width_bucket, count(*) from (select floor({place} * 50)::int as width_bucket from visit join spell using (id)) group by 1"
    counts = dict(ask(spec, sql))
    assert counts.get(50, 0) <= 4 * 2_000 * rows / 50
    assert max(counts.get(n, 0) for n in (47, 48, 49)) < 4 * 2_000 * rows / 50
    assert sum(counts.values()) == 2_000 * rows


def test_gaps_are_as_drawn_where_they_fit_and_fill_the_window_where_they_do_not() -> None:
    last = "select (epoch(max(seen)) - epoch(max(admitted))) / 3600 as h from visit join spell using (id) group by id"
    wide = tree({"exactly": 3}, {"seen": times(until="spell.discharged", gap=GAP, unit="hours")}, hours=2_000)
    hours = np.array([h for (h,) in ask(wide, last)])
    assert abs(hours.mean() - 18) < 4 * np.sqrt(3 * 36 / 2_000)
    narrow = tree({"exactly": 3}, {"seen": times(until="spell.discharged", gap=GAP, unit="hours")}, hours=0.5)
    shares = np.sort([h / 0.5 for (h,) in ask(narrow, last)])
    # The greatest of three uniform moments lies below x with probability x³.
    assert np.abs(shares**3 - np.arange(len(shares)) / len(shares)).max() < 0.05


def test_times_without_gaps_are_uniform_in_the_window() -> None:
    spec = tree({"poisson": {"mean": 4}}, {"seen": times(until="spell.discharged")})
    sql = "select (epoch(seen) - epoch(admitted)) / 172800 from visit join spell using (id)"
    places = np.sort([p for (p,) in ask(spec, sql)])
    assert places[0] >= 0
    assert places[-1] <= 1
    assert np.abs(places - np.arange(len(places)) / len(places)).max() < 1.95 / np.sqrt(len(places))


def test_gaps_keep_their_bounds_however_tight() -> None:
    gap = {"gamma": {"mean": 9, "shape": 2, "min": 2, "max": 20}}
    spec = tree(
        {"exactly": 10}, {"seen": times(until="spell.discharged", gap=gap, leave=1, unit="hours")}, hours=30
    )
    sql = "select min(g), max(g), max(left_) from (select epoch(seen) - epoch(lag(seen) over (partition by id order by n)) as g, epoch(seen) - epoch(discharged) as left_ from visit join spell using (id))"
    ((low, high, left),) = ask(spec, sql)
    assert 2 * 3_600 <= low <= high <= 20 * 3_600
    assert left <= -3_600


def test_a_missing_bound_is_none_and_a_missing_start_leaves_nothing() -> None:
    columns = {
        "seen": times(until="spell.discharged", gap=GAP, unit="hours"),
        "left_": {"type": "datetime", "events": {"end_of": "seen", "gapless": True}},
        "whenever": times(until="spell.discharged"),
    }
    spec = tree({"exactly": 20}, columns)
    for name in ("admitted", "discharged"):
        spec["tables"]["spell"]["columns"][name]["missing"] = 0.3
    spec["tables"]["spell"]["columns"]["discharged"]["after"] = {
        **spec["tables"]["spell"]["columns"]["discharged"]["after"],
        "column": "came",
    }
    spec["tables"]["spell"]["columns"]["came"] = {"type": "datetime", "constant": "2025-01-01 12:00:00"}
    wrong = """(seen is null) <> (admitted is null) or (whenever is null) <> (admitted is null or discharged is null)
        or (n = 20 and (left_ is null) <> (admitted is null or discharged is null))
        or (n < 20 and (left_ is null) <> (admitted is null))"""
    assert ask(spec, f"select count(*) from visit join spell using (id) where {wrong}") == [(0,)]
    free = "select count(*) from visit join spell using (id) where discharged is null and seen > admitted + interval 48 hour"
    assert ask(spec, free)[0][0] > 1_000


def test_references_see_the_same_times_however_rows_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {
        "seen": times(until="spell.discharged", gap=GAP, unit="hours"),
        "left_": {"type": "datetime", "events": {"end_of": "seen", "gapless": True}},
        "row_id": {"type": "integer", "sequence": {}},
    }
    spec = tree({"poisson": {"mean": 3}}, columns, parents=200, key="row_id")
    letter = {
        "row": {"type": "integer", "references": "visit"},
        "seen": {"type": "datetime", "copy": "visit.seen"},
        "left_": {"type": "datetime", "copy": "visit.left_"},
    }
    spec["tables"]["letter"] = {"rows": 300, "columns": letter}
    wrong = "select count(*) from letter l join visit r on r.row_id = l.row where l.seen <> r.seen or l.left_ <> r.left_"
    assert ask(spec, wrong) == [(0,)]
    monkeypatch.setattr(worlds, "HELD_ROWS", 0)
    assert ask(spec, wrong) == [(0,)]


def test_more_rows_of_a_parent_keep_its_earlier_states() -> None:
    ways = {
        "start": {"a": 1, "b": 2},
        "transitions": {"a": {"a": 3, "b": 1}, "b": {"a": 1, "b": 1, "c": 1}, "c": {"c": 1}},
    }
    columns = {"state": {"type": "string", "states": ways}}
    few, many = (generate(spec_of(tree({"exactly": rows}, columns)))["visit"].to_pydict() for rows in (4, 7))
    assert few["state"] == [state for n, state in zip(many["n"], many["state"], strict=True) if n <= 4]
    pairs = [
        (a, b) for a, b, n in zip(many["state"], many["state"][1:], many["n"][1:], strict=False) if n > 1
    ]
    from_b = [b for a, b in pairs if a == "b"]
    assert abs(from_b.count("c") / len(from_b) - 1 / 3) < 0.03
    assert {b for a, b in pairs if a == "c"} == {"c"}


def test_states_can_be_numbers() -> None:
    ways = {"start": {"1": 1}, "transitions": {"1": {"2": 1}, "2": {"3": 1}, "3": {"3": 1}}}
    spec = tree({"exactly": 4}, {"stage": {"type": "integer", "states": ways}}, parents=2)
    assert generate(spec_of(spec))["visit"].to_pydict()["stage"] == [1, 2, 3, 3] * 2


@pytest.mark.parametrize("gap", [{"gap": {"exactly": 13}, "unit": "hours"}, {"leave": 3, "unit": "days"}])
def test_no_room_is_told(gap: Tree) -> None:
    spec = tree({"exactly": 4}, {"seen": times(until="spell.discharged", **gap)}, parents=10)
    with pytest.raises(InfeasibleError, match="leaves no room for the rows of 10 parents"):
        generate(spec_of(spec))


FAULTS: list[tuple[Tree, list[str]]] = [
    ({"seen": times()}, ["EVENTS01"]),
    ({"seen": times(gap=GAP)}, ["EVENTS01"]),
    ({"seen": {"type": "datetime", "events": {"until": "2025-01-01"}}}, ["EVENTS01"]),
    ({"seen": times(until="spell.discharged", first=GAP, unit="hours")}, ["EVENTS01"]),
    ({"seen": times(gap=GAP, leave=2, unit="hours")}, ["EVENTS01"]),
    ({"seen": times(gap=GAP, length=GAP, unit="hours")}, ["EVENTS01"]),
    ({"seen": times(until="spell.left")}, ["PATH01"]),
    ({"seen": times(until="spell.id")}, ["TYPE02"]),
    ({"seen": times(until="2025-13-01")}, ["DATE01"]),
    ({"seen": times(gap={"normal": {"mean": 3, "sd": 1}}, unit="hours")}, ["DIST03"]),
    ({"seen": {**times(gap=GAP, unit="hours"), "type": "date"}}, ["TYPE02"]),
    ({"seen": {"type": "datetime", "events": {"end_of": "n", "gapless": True}}}, ["EVENTS02"]),
]
ENDS: list[tuple[Tree, list[str]]] = [
    ({"gapless": True, "length": GAP, "unit": "hours"}, ["EVENTS01"]),
    ({"no_overlap": True}, ["EVENTS01"]),
    ({"length": GAP}, ["EVENTS01"]),
    ({"gapless": True, "until": "spell.discharged"}, ["EVENTS01"]),
    ({"length": {"uniform": {"min": 2, "max": 3}}, "unit": "hours"}, ["EVENTS03"]),
    ({"length": {"uniform": {"min": 2, "max": 3}}, "unit": "hours", "no_overlap": True}, ["EVENTS03"] * 2),
    ({"length": {"mixture": [{"weight": 1, **GAP}]}, "unit": "hours"}, []),
    ({"length": GAP, "unit": "hours", "no_overlap": True}, []),
]


def faults(columns: Tree, name: str) -> list[str]:
    spec = spec_of(tree({"exactly": 2}, columns))
    column = spec.tables["visit"].by_name[name]
    return [fault.rule for fault in KINDS[column.kind].faults(column, spec.tables["visit"], spec)]


@pytest.mark.parametrize(("columns", "rules"), FAULTS)
def test_faults_of_times(columns: Tree, rules: list[str]) -> None:
    assert faults(columns, "seen") == rules


@pytest.mark.parametrize(("ends", "rules"), ENDS)
def test_faults_of_ends(ends: Tree, rules: list[str]) -> None:
    start = times(until="spell.discharged", gap=GAP, unit="hours")
    assert (
        faults({"seen": start, "left_": {"type": "datetime", "events": {"end_of": "seen", **ends}}}, "left_")
        == rules
    )


@pytest.mark.parametrize(
    ("ways", "rules"),
    [
        ({"start": {"a": 1}, "transitions": {"a": {"b": 1}}}, ["STATES01"]),
        ({"start": {"c": 1}, "transitions": {"a": {"a": 1}}}, ["STATES01"]),
        ({"start": {"a": 0}, "transitions": {"a": {"a": 1}}}, ["CHOICE03"]),
        ({"start": {"a": 1}, "transitions": {"a": {"a": 1}}}, []),
    ],
)
def test_faults_of_states(ways: Tree, rules: list[str]) -> None:
    assert faults({"s": {"type": "string", "states": ways}}, "s") == rules
    root = copy.deepcopy(tree({"exactly": 2}, {"s": {"type": "string", "states": ways}}))
    root["tables"]["visit"]["rows"] = 5
    spec = spec_of(root)
    found = KINDS["states"].faults(spec.tables["visit"].by_name["s"], spec.tables["visit"], spec)
    assert [fault.rule for fault in found] == ["COLUMN05", *rules]
