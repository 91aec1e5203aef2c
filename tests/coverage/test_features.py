"""What each feature of the language brings to a coverage build: goals, rows, and a judgement of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from manikin import UserError, cover, generate, verify
from manikin.build import build, differences
from manikin.coverage import Coverage
from manikin.model import Spec
from manikin.plan import Sizes
from manikin.spec import check
from strategies import Tree, spec_of, tree_of
from test_language_page import FILES, HEAD, SECTIONS

ASKED = Sizes(coverage=True)
QUICK = ("Missing together", "What was there before", "Hierarchies")


def words(covered: Coverage) -> set[str]:
    return {f"{reached.goal.place}: {reached.goal.words}" for reached in covered.goals}


def choice(*values: str, **more: Any) -> Tree:
    return {"type": "string", "distribution": {"choice": dict.fromkeys(values, 1)}, **more}


def examples(title: str, folder: Path) -> list[Spec]:
    """Return the specifications that a section of the page shows."""
    blocks = re.findall(r"```yaml\n((?:include:.*?\n)?tables:\n.*?)```", SECTIONS[title], re.DOTALL)
    shown = re.findall(r"```csv\n(.*?)```", SECTIONS[title], re.DOTALL)
    fragments = re.findall(r"```yaml\n# (\S+\.yaml)\n(.*?)```", SECTIONS[title], re.DOTALL)
    for name, text in {**FILES, **({"ranges.csv": shown[0]} if shown else {}), **dict(fragments)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    found = []
    for block in blocks:
        (folder / "spec.yaml").write_text(HEAD + block, encoding="utf-8")
        checked = check(folder)
        assert checked.spec is not None
        found.append(checked.spec)
    return found


@pytest.mark.parametrize(
    "title", [pytest.param(t, marks=() if t in QUICK else pytest.mark.slow) for t in SECTIONS]
)
def test_every_feature_of_the_page_is_covered_judged_and_built_again(title: str, tmp_path: Path) -> None:
    for number, spec in enumerate(examples(title, tmp_path)):
        out = tmp_path / f"out{number}"
        build(spec, out, sizes=ASKED)
        assert [p.message for p in verify.verify(out, spec=spec).problems] == []
        assert list(differences(out, spec)) == []


def test_each_pattern_of_what_is_missing_is_a_goal(tmp_path: Path) -> None:
    (spec,) = examples("Missing together", tmp_path)
    covered = cover(spec)
    assert {
        "attendance: nothing missing of measured when place is clinic",
        "attendance: height_cm missing of measured when place is clinic",
        "attendance: cuff and height_cm and weight_kg missing of measured when place is clinic",
        "attendance: height_cm and weight_kg missing of measured otherwise",
    } <= words(covered)
    assert covered.not_reached == ()
    assert covered.rows == {"attendance": 5}
    out = tmp_path / "out"
    build(spec, out, sizes=ASKED)
    # Wherever all are missing, the clinic's only such row, a cuff is written in.
    path = out / "attendance.csv"
    path.write_text(re.sub(r"(?m)^clinic,,,$", "clinic,,,small", path.read_text()))
    broken = {p.message for p in verify.verify(out, spec=spec).problems if p.rule == "VERIFY21"}
    assert any("does not occur" in message for message in broken)


def walk(**more: Any) -> Tree:
    """Return people whose walks follow one of two chains; only the tall ever come to the attic."""
    cases = [
        {"when": {"person.size": "tall"}, "start": {"hall": 1}},
        {
            "otherwise": True,
            "start": {"hall": 9, "home": 1},
            "transitions": {"hall": {"hall": 9, "home": 1}, "attic": {"hall": 1}, "home": {"home": 1}},
        },
    ]
    transitions = {"hall": {"attic": 1, "hall": 9}, "attic": {"home": 1, "hall": 9}, "home": {"home": 1}}
    states = {"given": ["person.size"], "cases": cases, "transitions": transitions}
    return {
        "person": {
            "rows": 50,
            "key": "n",
            "columns": {"n": {"type": "integer", "sequence": {}}, "size": choice("tall", "small")},
        },
        "step": {
            "rows": {"per": "person", "distribution": {"exactly": 6}, **more},
            "columns": {
                "person": {"type": "integer", "references": "person"},
                "place": {"type": "string", "states": states},
            },
        },
    }


def test_every_chain_of_several_has_goals_of_its_own() -> None:
    covered = cover(spec_of(tree_of(walk())))
    assert {
        "step.place: 'hall' first when person.size is tall",
        "step.place: 'attic' after 'hall' when person.size is tall",
        "step.place: 'home' first otherwise",
        "step.place: 'home' after 'hall' otherwise",
    } <= words(covered)
    assert "step.place: 'attic' after 'hall' otherwise" not in words(covered)
    assert covered.not_reached == ()
    assert [o.why for o in covered.left_out] == ["no row before another can be in state 'attic' otherwise"]


def test_nothing_follows_what_ends_the_rows() -> None:
    covered = cover(spec_of(tree_of(walk(until={"place": "home"}))))
    assert "step.place: 'home' after 'attic' when person.size is tall" in words(covered)
    assert not any("after 'home'" in goal for goal in words(covered))
    assert "step: the most rows (6)" in words(covered)
    assert covered.not_reached == ()


def test_rows_that_end_by_a_drawn_value_go_on_to_the_most_too() -> None:
    tables = {
        "person": {"rows": 9, "columns": {"n": {"type": "integer", "sequence": {}}}},
        "stay": {
            "rows": {
                "per": "person",
                "distribution": {"exactly": 8},
                "until": {"outcome": ["died", "left", "lost"]},
            },
            "columns": {"outcome": choice("died", "left", "lost", "moved")},
        },
    }
    assert cover(spec_of(tree_of(tables))).not_reached == ()


def test_few_rows_are_made_below_many() -> None:
    """Forty patients at least have a practice, and ten values are wanted of their visits, not hundreds of visits."""
    tables = {
        "practice": {"rows": 8, "columns": {"region": choice("north", "south")}},
        "patient": {
            "rows": {"per": "practice", "distribution": {"exactly": 40}},
            "columns": {"sex": choice("F", "M")},
        },
        "visit": {
            "rows": {"per": "patient", "distribution": {"poisson": {"mean": 5}}},
            "columns": {"why": choice(*"abcdefghij")},
        },
        "note": {
            "rows": {"per": "visit", "distribution": {"poisson": {"mean": 5}}},
            "columns": {"mood": choice("good", "bad")},
        },
    }
    covered = cover(spec_of(tree_of(tables)))
    assert covered.not_reached == ()
    assert covered.rows["patient"] == covered.at_least["patient"] == 80
    assert covered.at_least["visit"] == 10
    assert covered.rows["visit"] <= 20
    assert covered.rows["note"] <= 10


def test_what_fills_a_column_elsewhere_is_shown_by_rows_of_other_parts() -> None:
    parts = {
        "reading": {
            "rows": {"per": "person", "distribution": {"exactly": 3}},
            "columns": {"code": {"constant": "smoker"}},
        },
        "note": {"rows": {"per": "person", "distribution": {"poisson": {"mean": 1}}}},
    }
    tables = {
        "person": {"rows": 9, "columns": {"n": {"type": "integer", "sequence": {}}}},
        "observation": {
            "together": "person",
            "parts": parts,
            "columns": {"code": choice("smoker", "never", "ex")},
        },
    }
    spec = spec_of(tree_of(tables))
    covered = cover(spec)
    assert "observation.code: value 'smoker' in other parts" in words(covered)
    assert covered.not_reached == ()
    smokers = [
        row for row in generate(spec, coverage=True)["observation"].to_pylist() if row["code"] == "smoker"
    ]
    assert len(smokers) == covered.rows["observation.reading"] + 1
    assert (
        covered.at_least["observation"]
        >= covered.at_least["observation.note"] + covered.at_least["observation.reading"]
    )


def test_values_that_can_never_be_missing_are_not_asked_for() -> None:
    tables = {
        "person": {
            "rows": 9,
            "columns": {
                "n": {"type": "integer", "sequence": {}},
                "left_on": {"type": "integer", "distribution": {"exactly": 5}, "missing": 0.5},
                "last": {"type": "integer", "expression": "coalesce(left_on, n)"},
                "state": {"type": "integer", "expression": "case when left_on is null then 1 else 2 end"},
                "first_of": {"type": "integer", "aggregate": {"of": "visit.day", "by": "min"}},
                "some": {
                    "type": "integer",
                    "aggregate": {"of": "visit.day", "by": "min", "where": "day > 5"},
                },
                "open": {"type": "integer", "expression": "case when n > 1 then left_on else 2 end"},
            },
        },
        "visit": {
            "rows": {"per": "person", "distribution": {"histogram": {"1": 1, "2": 1}}},
            "columns": {"day": {"type": "integer", "distribution": {"uniform": {"min": 1, "max": 9}}}},
        },
    }
    covered = cover(spec_of(tree_of(tables)))
    assert {goal for goal in words(covered) if goal.endswith(": missing")} == {
        "person.left_on: missing",
        "person.some: missing",
        "person.open: missing",
    }
    assert covered.not_reached == ()


def test_defects_are_refused_with_coverage() -> None:
    tables = {
        "person": {
            "rows": 9,
            "key": "n",
            "columns": {"n": {"type": "integer", "sequence": {}}, "s": choice("a", "b")},
        }
    }
    defects = [{"name": "lost", "table": "person", "blank": {"column": "s"}, "share": 0.1}]
    spec = spec_of(tree_of(tables, defects=defects))
    with pytest.raises(UserError, match="ask for one of them"):
        generate(spec, coverage=True, defects=True)


def test_unique_combinations_hierarchies_and_checks_that_stop_are_kept() -> None:
    columns = {
        "n": {"type": "integer", "sequence": {}},
        "above": {"type": "integer", "references": {"table": "unit", "levels": 3}, "missing": 0.1},
        "kind": choice("a", "b"),
        "colour": choice("x", "y", "z"),
        "code": choice("p", "q", "r", "s", "t", unique=True),
    }
    unit = {
        "rows": 5,
        "key": "n",
        "unique": [{"columns": ["kind", "colour"]}],
        "columns": columns,
        "checks": [{"name": "counted", "sql": "n >= 1", "redraw": False}],
    }
    spec = spec_of(tree_of({"unit": unit}))
    covered = cover(spec)
    assert covered.not_reached == ()
    rows = generate(spec, coverage=True)["unit"].to_pylist()
    assert (
        len({(row["kind"], row["colour"]) for row in rows}) == len({row["code"] for row in rows}) == len(rows)
    )
