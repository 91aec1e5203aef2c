"""Few rows reach every branch, keep every rule, and are told apart from those that cannot be reached."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from manikin import CoverageWarning, UserError, cover, generate, verify
from manikin.build import build, differences
from manikin.coverage import Coverage, made
from manikin.coverage.record import SCHEMA
from manikin.engines import local
from manikin.manifest import SCHEMA as MANIFEST
from manikin.model import Spec
from manikin.plan import Sizes, make_plan
from manikin.spec import load
from strategies import Tree, spec_of, tree_of, trees

ASKED = Sizes(coverage=True)
SHIPPED = ("ed-attendances", "uclh-person-death")


@pytest.fixture(scope="session")
def covered(spec: Spec) -> Coverage:
    return cover(spec)


@pytest.fixture(scope="session")
def rows(spec: Spec) -> dict[str, list[dict[str, Any]]]:
    return {name: table.to_pylist() for name, table in generate(spec, coverage=True).items()}


def words(covered: Coverage) -> set[str]:
    return {f"{reached.goal.place}: {reached.goal.words}" for reached in covered.goals}


def test_goals_are_read_from_the_specification(covered: Coverage) -> None:
    assert {
        "clinician: a row",
        "person.sex: value 'X'",
        "person.class: value 'frail'",
        "person.smokes: value true",
        "person.grip: the case when class is frail and sex is F",
        "person.grip: value 50 when class is fit",
        "person.grip: the case otherwise",
        "person.height: missing when class is fit",
        "person.height: not missing when class is fit",
        "person.height: missing otherwise",
        "person.height_by: missing",
        "person.note: value 'none' when seen_by.grade is missing",
        "stay: no rows when person.class is fit",
        "stay: the most rows (5) when person.class is fit",
        "stay: several rows otherwise",
        "stay.state: 'ICU' first",
        "stay.state: 'home' after 'ward'",
    } <= words(covered)


def test_what_has_no_weight_is_no_goal(covered: Coverage) -> None:
    told = words(covered)
    assert "person.sex: value 'never'" not in told
    assert "stay.state: 'home' first" not in told
    assert "stay.state: 'home' after 'ICU'" not in told
    assert "person.height: not missing otherwise" not in told


def test_every_branch_is_in_the_rows(rows: dict[str, list[dict[str, Any]]], covered: Coverage) -> None:
    assert covered.not_reached == ()
    person, stay = rows["person"], rows["stay"]
    assert {row["sex"] for row in person} == {"F", "M", "X"}
    assert {row["smokes"] for row in person} == {True, False}
    assert {40, 50, 30} < {row["grip"] for row in person}
    assert any(row["grip"] < 10 for row in person)
    assert {row["height"] is None for row in person} == {True, False}
    assert {row["seen_by"] is None for row in person} == {True, False}
    assert {row["note"] for row in person} == {"gold", "silver", "tin", "none"}
    assert {row["grade"] for row in rows["clinician"]} == {"junior", "senior", "chief"}
    states = [(row["person_id"], row["state"]) for row in stay]
    follows = {(a, b) for (p, a), (q, b) in pairwise(states) if p == q}
    assert follows == {
        ("ward", "ward"), ("ward", "ICU"), ("ward", "home"), ("ICU", "ICU"), ("ICU", "ward"), ("home", "home"),
    }  # fmt: skip
    counts = {row["person_id"]: 0 for row in person}
    for owner, _ in states:
        counts[owner] += 1
    assert {0, 5} <= set(counts.values())


def test_rules_and_the_impossible_stay_as_they_were(rows: dict[str, list[dict[str, Any]]]) -> None:
    assert not any(row["sex"] == "X" and row["smokes"] for row in rows["person"])
    assert {row["height"] is None for row in rows["person"] if row["height_by"] is None} == {True}
    clinicians = {row["clinician_id"] for row in rows["clinician"]}
    assert {row["seen_by"] for row in rows["person"]} - {None} <= clinicians


def test_the_numbers_told_are_those_of_the_rows(
    rows: dict[str, list[dict[str, Any]]], covered: Coverage
) -> None:
    told = {f"{found.goal.place}: {found.goal.words}": found.rows for found in covered.goals}
    assert covered.rows == {name: len(found) for name, found in rows.items()}
    assert told["person.sex: value 'X'"] == sum(row["sex"] == "X" for row in rows["person"])
    assert told["person.seen_by: missing"] == sum(row["seen_by"] is None for row in rows["person"])
    assert told["person.note: value 'gold' when seen_by.grade is chief"] == sum(
        row["note"] == "gold" for row in rows["person"]
    )
    assert told["stay.state: 'ICU' after 'ICU'"] >= 1


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_datasets_are_reached_with_hardly_more_rows_than_there_must_be(root: Path, name: str) -> None:
    covered = cover(root / "specs" / name)
    assert covered.not_reached == ()
    assert covered.left_out == ()
    assert sum(covered.at_least.values()) > 10
    assert sum(covered.rows.values()) <= 1.25 * sum(covered.at_least.values())


NEVER = {
    "cprd-aurum": (),
    # Nobody has a row of deaths who did not die; that the number of these rows says so, no rule of the form can tell.
    "inpatient-spells": ("death.died_at: missing", "death.age: missing", "death.certified_at: missing"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NEVER)
def test_large_shipped_datasets_stay_small_and_are_judged(root: Path, name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    spec = load(root / "specs" / name)
    build(spec, out, sizes=ASKED)
    told = json.loads((out / "coverage.json").read_bytes())
    assert tuple(told["not_reached"]) == NEVER[name]
    rows, least = (sum(t[key] for t in told["tables"].values()) for key in ("rows", "at_least"))
    assert least > 100
    assert rows <= 2.25 * least
    assert [p.message for p in verify.verify(out, spec=spec).problems] == []
    assert list(differences(out, spec)) == []


def test_neither_threads_nor_chunks_nor_another_run_change_anything(spec: Spec, covered: Coverage) -> None:
    world, found = made(spec, ASKED, workers=3)
    assert found == covered
    whole = generate(spec, coverage=True, workers=3)
    plan = make_plan(covered.spec)
    chunked: dict[str, list[Any]] = {}
    for name, batch in local.run(
        local.world(plan, chunk=2, addresses=covered.addresses), lambda _, batch: batch, workers=2
    ):
        chunked.setdefault(name, []).extend(batch.to_pylist())
    assert chunked == {name: table.to_pylist() for name, table in whole.items()}
    assert world.rows == covered.rows


def test_another_seed_gives_other_rows(spec: Spec) -> None:
    assert generate(spec, coverage=True, seed=9)["person"] != generate(spec, coverage=True)["person"]


def test_what_cannot_be_reached_is_told_everywhere(tables: Tree, tmp_path: Path) -> None:
    tables["person"]["checks"] = [{"name": "nobody smokes", "sql": "not smokes"}]
    del tables["stay"]
    spec = spec_of(tree_of(tables))
    with pytest.warns(CoverageWarning, match=r"person\.smokes: value true"):
        assert generate(spec, coverage=True)["person"].num_rows > 2
    manifest = build(spec, tmp_path / "out", sizes=ASKED)
    assert manifest.coverage is not None
    assert manifest.coverage.not_reached == ("person.smokes: value true",)
    told = json.loads((tmp_path / "out" / "coverage.json").read_bytes())
    jsonschema.validate(told, SCHEMA)
    assert told["not_reached"] == ["person.smokes: value true"]
    assert "1 was not reached" in (tmp_path / "out" / "README.md").read_text()
    assert not verify.verify(tmp_path / "out", spec=spec).problems


def test_a_build_is_judged_by_its_branches_and_built_again(spec: Spec, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(spec, out, sizes=ASKED)
    jsonschema.validate(json.loads((out / "manifest.json").read_bytes()), MANIFEST)
    report = verify.verify(out, spec=spec)
    assert report.problems == ()
    judged = {(r.table, r.column) for r in report.results if r.rule == "VERIFY21" and r.passed}
    assert {("clinician", "grade"), ("person", "seen_by"), ("stay", "state")} <= judged
    assert not [r for r in report.results if r.rule == "VERIFY11" and r.outcome is verify.Outcome.PASSED]
    assert list(differences(out, spec)) == []
    # The only chief becomes a junior: somebody took a branch away.
    text = (out / "clinician.csv").read_text()
    (out / "clinician.csv").write_text(text.replace("chief", "junior"))
    broken = {(p.rule, p.address) for p in verify.verify(out, spec=spec).problems}
    assert ("VERIFY21", "tables.clinician.columns.grade") in broken
    (out / "coverage.json").write_text("{}")
    assert any(
        p.rule == "VERIFY01" and "coverage.json" in p.message for p in verify.verify(out, spec=spec).problems
    )


def test_rows_that_need_others_in_combination_get_them() -> None:
    """A case that looks at two columns of another table needs a row there that has both."""
    site = {
        "rows": 100,
        "key": "n",
        "columns": {
            "n": {"type": "integer", "sequence": {}},
            "a": {"type": "string", "distribution": {"choice": ["p", "q", "r"]}},
            "b": {"type": "string", "distribution": {"choice": ["s", "t", "u"]}},
        },
    }
    case = {"when": {"site.a": "p", "site.b": "u"}, "distribution": {"choice": ["found", "seen"]}}
    other = {"otherwise": True, "distribution": {"choice": ["other"]}}
    visit = {
        "rows": 100,
        "columns": {
            "site": {"type": "integer", "references": "site"},
            "what": {"type": "string", "given": ["site.a", "site.b"], "cases": [case, other]},
        },
    }
    covered = cover(spec_of(tree_of({"visit": visit, "site": site}, seed=4)))
    assert covered.not_reached == ()
    assert covered.rows["site"] <= 9


def test_tables_that_point_at_one_another() -> None:
    key = {"type": "integer", "sequence": {}}
    word = {"type": "string", "distribution": {"choice": {"x": 99, "y": 1}}}
    tables = {
        "a": {
            "rows": 9,
            "key": "n",
            "columns": {"n": key, "w": word, "b": {"type": "integer", "references": "b"}},
        },
        "b": {
            "rows": 9,
            "key": "n",
            "columns": {"n": key, "w": word, "a": {"type": "integer", "references": "a"}},
        },
    }
    covered = cover(spec_of(tree_of(tables)))
    assert covered.not_reached == ()
    assert covered.rows == {"a": 2, "b": 2}


@pytest.mark.slow
def test_rows_that_cannot_be_are_stepped_over() -> None:
    """Of evened weights nine in ten rows cannot keep the check, and the declared ones nearly always can."""
    never = {f"v{number}": 1 for number in range(40)}
    column = {"type": "string", "distribution": {"choice": {"good": 100_000, **never}}}
    wanted = {"type": "boolean", "distribution": {"bernoulli": 0.5}}
    check = {"name": "good", "sql": "w = 'good' or (w = 'v1' and fine)"}
    table = {"rows": 10, "columns": {"w": column, "fine": wanted}, "checks": [check]}
    covered = cover(spec_of(tree_of({"t": table})))
    assert {goal.words for goal in covered.not_reached} == {
        f"value 'v{number}'" for number in range(40) if number != 1
    }


def test_long_lists_are_left_out_and_told() -> None:
    column = {"type": "integer", "distribution": {"choice": {str(number): 1 for number in range(1_200)}}}
    covered = cover(spec_of(tree_of({"t": {"rows": 5, "columns": {"c": column}}})))
    assert [(o.place, o.why) for o in covered.left_out] == [("t.c", "1,200 values are more than 1,000")]
    assert covered.rows == {"t": 1}


def test_the_most_of_a_table_with_few_distinct_values_is_kept() -> None:
    code = {"type": "string", "unique": True, "pattern": "[A-C]"}
    kind = {"type": "string", "distribution": {"choice": {"x": 1, "y": 9}}}
    covered = cover(spec_of(tree_of({"t": {"rows": 3, "columns": {"c": code, "k": kind}}})))
    assert covered.not_reached == ()
    assert covered.rows == {"t": 2}


@pytest.mark.parametrize("asked", [{"rows": {"person": 5}}, {"scale": 2.0}])
def test_the_number_of_rows_cannot_be_asked_for_too(spec: Spec, asked: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="leave out --rows and --scale"):
        generate(spec, coverage=True, **asked)


def test_only_some_tables(spec: Spec) -> None:
    found = generate(spec, coverage=True, tables=["clinician"])
    assert found["clinician"].num_rows == 3
    assert list(found) == ["clinician"]


@pytest.mark.slow
@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(trees())
def test_any_specification_gives_rows_that_verification_accepts(tmp_path_factory: Any, tree: Tree) -> None:
    spec = spec_of(tree)
    out = tmp_path_factory.mktemp("covered") / "out"
    build(spec, out, sizes=ASKED)
    assert [p.message for p in verify.verify(out, spec=spec).problems] == []
