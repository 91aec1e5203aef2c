"""What holds for rows that see the one before, for states that dwell, and for rows that end."""

from __future__ import annotations

import copy
from typing import Any

import duckdb
import pytest

from manikin.errors import InfeasibleError
from manikin.interface import generate
from manikin.run import world as worlds
from manikin.spec.document import Document
from manikin.spec.rules import RULES
from manikin.spec.rules.context import Context
from strategies import Tree, spec_of, tree_of

KIN: Tree = {
    "robust": {"ward": {"ward": 2, "ICU": 1, "home": 7}, "ICU": {"ward": 9, "dead": 1}},
    "frail": {"ward": {"ward": 4, "ICU": 3, "home": 3}, "ICU": {"ward": 6, "dead": 4}},
}
FINAL: Tree = {"home": {"home": 1}, "dead": {"dead": 1}}
DWELL: Tree = {"ward": {"gamma": {"mean": 60, "shape": 2}}, "ICU": {"uniform": {"min": 10, "max": 50}}}


def place(**more: Any) -> Tree:
    cases = [
        {"when": {"patient.health": kin}, "start": {"ward": 3, "ICU": 1}, "transitions": {**ways, **FINAL}}
        for kin, ways in KIN.items()
    ]
    chain = {"given": ["patient.health"], "cases": cases, "dwell": DWELL, "unit": "hours", **more}
    return {"type": "string", "states": chain}


def tree(columns: Tree, patients: int = 3_000, rows: Any = None, **table: Any) -> Tree:
    """Return patients with stays."""
    patient = {
        "id": {"type": "integer", "sequence": {}},
        "health": {"type": "string", "distribution": {"choice": {"robust": 2, "frail": 1}}},
        "came": {"type": "datetime", "distribution": {"uniform": {"min": "2024-01-01", "max": "2024-12-31"}}},
    }
    stay = {
        "rows": {"per": "patient", "distribution": {"exactly": 8}, **(rows or {})},
        "key": ["id", "n"],
        "columns": {
            "id": {"type": "integer", "references": "patient"},
            "n": {"type": "integer", "ordinal": {}},
            **columns,
        },
        **table,
    }
    tables = {"patient": {"rows": patients, "key": "id", "columns": patient}, "stay": stay}
    return copy.deepcopy(tree_of(tables))


STAYS: Tree = {
    "place": place(),
    "began": {
        "type": "datetime",
        "events": {
            "from": "patient.came",
            "first": {"exactly": 0},
            "gap": {"dwell_of": "place"},
            "unit": "hours",
        },
    },
    "ended": {"type": "datetime", "events": {"end_of": "began", "gapless": True}},
}
ENDS = {"until": {"place": ["home", "dead"]}}


def ask(spec_tree: Tree, sql: str) -> list[Any]:
    """Return the answer of a query over the tables."""
    with duckdb.connect() as judge:
        for name, table in generate(spec_of(spec_tree)).items():
            judge.register(name, table)
        return judge.execute(sql).fetchall()


def told(spec_tree: Tree) -> set[str]:
    """Return the rules that a specification breaks."""
    spec = spec_of(spec_tree)
    context = Context(spec, Document("spec.yaml", spec_tree, ()))
    return {problem.rule for rule in RULES for problem in rule(context)}


BEFORE = "(select *, lag(place) over (partition by id order by n) as was, lead(1) over (partition by id order by n) as next from stay)"


def test_states_follow_by_the_case_of_their_parent_and_end_their_rows() -> None:
    shares = f"select health, was, place, count(*) from {BEFORE} join patient using (id) where was is not null group by all"
    over = f"select count(*) from {BEFORE} where was in ('home', 'dead') or (place not in ('home', 'dead') and next is null and n < 8)"
    spec = tree(STAYS, rows=ENDS)
    assert ask(spec, over) == [(0,)]
    found = {row[:3]: row[3] for row in ask(spec, shares)}
    for (kin, was, now), count in found.items():
        total = sum(other for key, other in found.items() if key[:2] == (kin, was))
        share = KIN[kin][was][now] / sum(KIN[kin][was].values())
        assert abs(count - share * total) < 5 * (share * (1 - share) * total) ** 0.5


def test_a_state_lasts_as_declared_and_the_last_as_long_as_it_says() -> None:
    lasts = {
        **STAYS,
        "ended": {
            "type": "datetime",
            "events": {"end_of": "began", "gapless": True, "last": {"dwell_of": "place"}},
        },
    }
    lasts["place"] = place(dwell={**DWELL, "home": {"exactly": 1}, "dead": {"exactly": 2}})
    sql = "select place, avg(h), min(h), max(h), count(*) from (select place, (epoch(ended) - epoch(began)) / 3600 as h from stay) group by 1"
    found = {row[0]: row[1:] for row in ask(tree(lasts, rows=ENDS), sql)}
    assert found["home"][:3] == (1, 1, 1)
    assert found["dead"][:3] == (2, 2, 2)
    assert abs(found["ward"][0] - 60) < 5 * 42.5 / found["ward"][3] ** 0.5
    assert abs(found["ICU"][0] - 30) < 5 * 11.6 / found["ICU"][3] ** 0.5
    assert 10 <= found["ICU"][1] < found["ICU"][2] <= 50


def test_dwell_times_keep_their_least_within_a_window() -> None:
    spec = tree(STAYS, patients=500)
    stay = spec["tables"]["stay"]["columns"]
    stay["place"] = place(
        dwell={state: {"exponential": {"mean": 20, "min": 2}} for state in ("ward", "ICU", "home", "dead")}
    )
    stay["began"]["events"]["until"] = "patient.leaves"
    leaves = {"type": "datetime", "after": {"column": "came", "by": {"exactly": 30}, "unit": "hours"}}
    spec["tables"]["patient"]["columns"]["leaves"] = leaves
    low, late, last = ask(
        spec,
        """select min(epoch(ended) - epoch(began)) filter (n < 8), count(*) filter (ended > leaves),
        count(*) filter (n = 8 and ended <> leaves) from stay join patient using (id)""",
    )[0]
    assert low >= 2 * 3_600
    assert (late, last) == (0, 0)


def test_more_rows_keep_where_the_earlier_ones_end() -> None:
    few, many = (generate(spec_of(tree(STAYS, patients=n, rows=ENDS)))["stay"].to_pylist() for n in (40, 90))
    assert many[: len(few)] == few


WALKED: Tree = {
    "step": {"type": "integer", "distribution": {"uniform": {"min": -3, "max": 9}}},
    "total": {"type": "integer", "expression": "coalesce(previous.total, 0) + step", "missing": 0.2},
    "two_ago": {"type": "integer", "copy": "previous.previous.step"},
    "mood": {
        "type": "string",
        "given": ["previous.mood", "n"],
        "cases": [
            {"when": {"n": 1}, "distribution": {"choice": ["new"]}},
            {"when": {"n": ">= 2", "previous.mood": None}, "distribution": {"choice": ["lost"]}},
            {
                "when": {"n": ">= 2", "previous.mood": ["new", "lost", "good", "bad"]},
                "distribution": {"choice": {"good": 3, "bad": 1}},
            },
        ],
        "missing": 0.1,
    },
}


def test_a_column_made_from_itself_in_the_row_before() -> None:
    wrong = """select count(*) from (select *, lag(total) over w as was, lag(step, 2) over w as old, lag(mood) over w as mood_was
        from stay window w as (partition by id order by n)) where total <> coalesce(was, 0) + step or two_ago is distinct from old
        or (mood = 'new') <> (n = 1) or (mood = 'lost') <> (n > 1 and mood_was is null)"""
    spec = tree(WALKED, patients=500, rows={"distribution": {"poisson": {"mean": 4}}})
    assert ask(spec, wrong) == [(0,)]
    assert ask(spec, "select count(*) from stay where total is null or mood is null")[0][0] > 100


def test_spells_follow_one_another_by_what_the_rows_below_them_say(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = tree(STAYS, patients=300, rows=ENDS)
    stay, patient = spec["tables"]["stay"], spec["tables"]["patient"]
    spell = {
        "sid": {"type": "integer", "sequence": {}},
        "pid": {"type": "integer", "references": "patient"},
        "free": {"type": "datetime", "expression": "coalesce(previous.left_, patient.came)"},
        "came": {
            "type": "datetime",
            "after": {"column": "free", "by": {"exponential": {"mean": 9}}, "unit": "days"},
        },
        "left_": {"type": "datetime", "aggregate": {"of": "stay.began", "by": "max"}},
        "deaths": {"type": "integer", "aggregate": {"of": "stay", "by": "count", "where": "place = 'dead'"}},
    }
    rows = {"per": "patient", "distribution": {"poisson": {"mean": 3}}, "until": {"deaths": 1}}
    stay["rows"]["per"] = "spell"
    stay["columns"]["id"]["references"] = "spell"
    stay["columns"]["began"]["events"]["from"] = "spell.came"
    letter = {
        "sid": {"type": "integer", "references": "spell"},
        "left_": {"type": "datetime", "copy": "spell.left_"},
    }
    spec["tables"] |= {
        "spell": {"rows": rows, "key": "sid", "columns": spell},
        "letter": {"rows": 200, "columns": letter},
    }
    patient["columns"]["deaths"] = {"type": "integer", "aggregate": {"of": "spell.deaths", "by": "sum"}}
    assert told(spec) == set()
    wrong = """select count(*) from (select *, lag(left_) over w as was, lag(deaths) over w as dead from spell window w as
        (partition by pid order by sid)) where came < was or free is distinct from coalesce(was, free) or dead > 0"""
    strange = "select count(*) from letter join spell using (sid) where letter.left_ <> spell.left_"
    ends = "select count(*) from spell join (select id as sid, max(began) as e from stay group by 1) using (sid) where e <> left_"
    for held in (worlds.HELD_ROWS, 0):
        monkeypatch.setattr(worlds, "HELD_ROWS", held)
        assert [ask(spec, sql) for sql in (wrong, strange, ends)] == [[(0,)]] * 3


def test_a_rule_that_stands_is_held_and_draws_nothing_again() -> None:
    rule = {"name": "few", "sql": "step < 9", "redraw": False}
    with pytest.raises(
        InfeasibleError, match=r"check 'few' says `redraw: false`, and [0-9]+ of 1,600 rows break it"
    ):
        generate(spec_of(tree(WALKED, patients=200, checks=[rule])))
    held = tree(WALKED, patients=200, checks=[{**rule, "sql": "step <= 9 and n <= 8"}])
    assert told(held) == set()
    assert generate(spec_of(held))["stay"].equals(generate(spec_of(tree(WALKED, patients=200)))["stay"])


def late(**more: Any) -> Tree:
    return {
        "type": "datetime",
        "events": {"from": "patient.came", "gap": {"exponential": {"mean": 3}}, "unit": "hours", **more},
    }


ENDINGS: list[tuple[Tree, Tree, set[str]]] = [
    ({}, {"nowhere": 1}, {"ROWS04"}),
    ({}, {"place": "pub"}, {"ROWS04"}),
    ({}, {"place": None}, {"ROWS04"}),
    ({}, {"n": "many"}, {"CASES04"}),
    ({"x": {"type": "integer", "permutation": {"start": 1, "max": 10**6}}}, {"x": 5}, {"ROWS04"}),
    (
        {"x": {"type": "integer", "distribution": {"uniform": {"min": 1, "max": 9}}, "missing": 0.1}},
        {"x": 5},
        {"ROWS04"},
    ),
    (
        {"seen": late(), "x": {"type": "integer", "expression": "date_diff('hour', patient.came, seen)"}},
        {"x": 5},
        {"ROWS04"},
    ),
    ({"x": {"type": "integer", "expression": "coalesce(previous.x, 0) + 1"}}, {"x": 5}, set()),
    (
        {"x": {"type": "integer", "distribution": {"uniform": {"min": 1, "max": 9}}}},
        {"x": ">= 8", "n": ">= 3"},
        set(),
    ),
]


@pytest.mark.parametrize(("columns", "until", "rules"), ENDINGS)
def test_what_may_end_rows(columns: Tree, until: Tree, rules: set[str]) -> None:
    plain = {"type": "string", "states": {"start": {"ward": 1}, "transitions": {"ward": {"ward": 1}}}}
    assert told(tree({"place": plain, **columns}, patients=5, rows={"until": until})) == rules


def test_a_check_may_not_draw_the_end_of_rows_again() -> None:
    drawn = {"x": {"type": "integer", "distribution": {"uniform": {"min": 1, "max": 9}}}}
    checks = [{"name": "odd", "sql": "x <> 4"}]
    assert told(tree(drawn, rows={"until": {"x": 5}}, checks=checks)) == {"ROWS04"}


def test_rows_may_not_end_by_what_counts_them() -> None:
    spec = tree({"x": {"type": "integer", "copy": "patient.stays"}}, rows={"until": {"x": 2}})
    spec["tables"]["patient"]["columns"]["stays"] = {
        "type": "integer",
        "aggregate": {"of": "stay", "by": "count"},
    }
    assert told(spec) == {"CYCLE02"}


CIRCLES: list[tuple[Tree, list[Tree], set[str]]] = [
    ({"x": {"type": "integer", "expression": "previous.y + 1"}, "y": {"type": "integer", "expression": "x * 2"}}, [], set()),
    ({"x": {"type": "integer", "expression": "y + 1"}, "y": {"type": "integer", "expression": "x + previous.x"}}, [], {"CYCLE02"}),
    ({"s": {"type": "string", "states": {"given": ["previous.s"], "cases": [{"otherwise": True, "start": {"a": 1}, "transitions": {"a": {"a": 1}}}]}}}, [], {"CYCLE02"}),
    ({"x": {"type": "integer", "distribution": {"uniform": {"min": 1, "max": 9}}}}, [{"name": "rises", "sql": "x >= previous.x"}], {"CYCLE02"}),
    ({**WALKED}, [{"name": "large", "sql": "total > 3"}], {"CYCLE02"}),
    ({"m": WALKED["mood"]  | {"given": ["previous.m", "n"], "cases": [{"otherwise": True, "distribution": {"choice": ["a"]}}]}}, [{"name": "m", "sql": "m <> 'b'"}], {"CASES03", "CHECK02"}),
    ({"x": {"type": "integer", "expression": "previous.nothing"}}, [], {"SQL02"}),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "checks", "rules"), CIRCLES)
def test_circles_through_the_row_before(columns: Tree, checks: list[Tree], rules: set[str]) -> None:
    assert told(tree(columns, patients=5, checks=checks)) == rules


def test_a_table_without_a_parent_has_no_row_before() -> None:
    spec = tree({}, patients=5)
    age = {
        "type": "integer",
        "given": ["previous.id"],
        "cases": [{"otherwise": True, "distribution": {"choice": ["1"]}}],
    }
    spec["tables"]["patient"]["columns"]["age"] = age
    assert told(spec) == {"PATH01"}


LACKING: list[tuple[Tree, set[str]]] = [
    ({"place": place(dwell={})}, {"STATES03"}),
    ({"place": place(dwell={**DWELL, "pub": {"exactly": 1}})}, {"STATES03"}),
    ({"place": place(dwell={**DWELL, "ward": {"normal": {"mean": 1, "sd": 1}}})}, {"DIST03"}),
    ({"place": place(start={"ward": 1})}, {"STATES02"}),
    ({"s": {"type": "string", "states": {"start": {"a": 1}}}}, {"STATES02"}),
    ({"s": {"type": "string", "states": {"start": {"a": 1}, "transitions": {"a": {"a": 1}}, "unit": "days"}}}, {"STATES03"}),
    ({**STAYS, "began": late(gap={"dwell_of": "n"}, first={"exactly": 0})}, {"EVENTS02"}),
    ({**STAYS, "began": late(gap={"dwell_of": "place"})}, {"EVENTS01"}),
    ({**STAYS, "ended": {"type": "datetime", "events": {"end_of": "began", "last": {"exactly": 1}, "unit": "hours"}}}, {"EVENTS01"}),
    ({**STAYS, "ended": {"type": "datetime", "events": {"end_of": "began", "gapless": True, "last": {"dwell_of": "place"}}}}, {"EVENTS02"}),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "rules"), LACKING)
def test_faults_of_chains_and_their_times(columns: Tree, rules: set[str]) -> None:
    assert told(tree(columns, patients=5, rows=None if "s" in columns else ENDS)) == rules


def test_cases_of_the_row_itself_must_know_every_state() -> None:
    cases = [
        {"when": {"n": 1}, "start": {"a": 1}, "transitions": {"a": {"a": 1}}},
        {"when": {"n": ">= 2"}, "start": {"b": 1}, "transitions": {"b": {"b": 1}}},
    ]
    assert told(tree({"s": {"type": "string", "states": {"given": ["n"], "cases": cases}}}, patients=5)) == {
        "STATES01"
    }


@pytest.mark.parametrize(
    ("columns", "rules"),
    [
        (
            {"s": {"type": "string", "states": {"start": {"a": 1}, "transitions": {"a": {"a": 1}}}}},
            {"CLASS01"},
        ),
        ({"seen": late()}, {"CLASS01"}),
        ({"seen": late(gap={"uniform": {"min": 1, "max": 2}})}, set()),
    ],
)
def test_chains_and_gaps_are_more_than_structure(columns: Tree, rules: set[str]) -> None:
    spec = tree(columns, patients=5)
    del spec["tables"]["patient"]["columns"]["health"]
    assert told({**spec, "class": "structural"}) == rules
