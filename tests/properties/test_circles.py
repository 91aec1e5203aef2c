"""Tables that refer to each other, parents that point at a child, rows of a shared row, and levels."""

from __future__ import annotations

import copy
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from manikin import build
from manikin.columns.circles import circles as rings
from manikin.columns.circles import table_order
from manikin.engines import local
from manikin.errors import InfeasibleError
from manikin.interface import generate
from manikin.plan import make_plan
from manikin.plan.description import describe
from manikin.run import world
from manikin.spec.document import Document
from manikin.spec.rules import problems
from manikin.verify import Outcome, verify
from manikin.verify.limits import Limits
from strategies import Tree, circles, spec_of, tree_of

few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SEQUENCE = {"type": "integer", "sequence": {}}
WHOLE = {"type": "integer", "distribution": {"poisson": {"mean": 3}}}


def to(table: str, **more: Any) -> Tree:
    return {"type": "integer", "references": table, **more}


def of(path: str) -> Tree:
    return {"type": "integer", "copy": path}


def table(rows: int, **columns: Tree) -> Tree:
    return {"rows": rows, "key": "id", "columns": {"id": SEQUENCE, **columns}}


def refused(tables: Tree) -> list[str]:
    tree = tree_of(tables)
    found = problems(spec_of(tree), Document("spec.yaml", tree, ()))
    return [f"{problem.rule}: {problem.message}" for problem in found]


def made(tables: Tree, **more: Any) -> dict[str, list[dict[str, Any]]]:
    assert refused(tables) == []
    return {name: found.to_pylist() for name, found in generate(spec_of(tree_of(tables)), **more).items()}


FORMS = {
    "all alike": {},
    "by zipf": {"distribution": {"zipf": {"exponent": 1.1}}},
    "optional": {"missing": 0.3},
    "optional by case": {
        "missing": {
            "given": ["w"],
            "cases": [{"when": {"w": ">= 3"}, "share": 0.5}, {"otherwise": True, "share": 0}],
        }
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_two_tables_that_refer_to_each_other(form: str) -> None:
    tables = {
        "a": table(40, w=WHOLE, x=to("b", **FORMS[form]), bw=of("x.w"), back=of("x.y"), round=of("x.y.x.w")),
        "b": table(30, w=WHOLE, y=to("a", **FORMS[form]), aw=of("y.w"), theirs=of("y.bw")),
    }
    found = made(tables)
    a, b = ({row["id"]: row for row in found[name]} for name in "ab")
    none: dict[str, Any] = {"w": None, "y": None, "x": None, "bw": None}
    for row in a.values():
        there = b.get(row["x"], none)
        back = a.get(there["y"], none)
        assert (row["bw"], row["back"], row["round"]) == (there["w"], there["y"], b.get(back["x"], none)["w"])
    for row in b.values():
        there = a.get(row["y"], none)
        assert (row["aw"], row["theirs"]) == (there["w"], there["bw"])
    assert any(row["round"] is not None for row in a.values())


def test_circles_through_a_vocabulary_and_a_composite_key() -> None:
    spec = spec_of(
        tree_of(
            {
                "panel": {"file": "panels.csv", "key": "code", "columns": {"n": {"type": "integer"}}},
                "a": {
                    "rows": 30,
                    "key": ["id", "k"],
                    "columns": {
                        "id": SEQUENCE,
                        "k": WHOLE,
                        "x": to({"table": "b", "column": "id"}),  # type: ignore[arg-type]
                        "xk": of("x.k"),
                        "code": {"type": "string", "references": "panel", "distribution": {"weights": "n"}},
                    },
                },
                "b": {
                    "rows": 20,
                    "key": ["id", "k"],
                    "columns": {
                        "id": SEQUENCE,
                        "k": of("yk"),
                        "y": to({"table": "a", "column": "id"}),  # type: ignore[arg-type]
                        "yk": of("y.k"),
                        "n": of("y.code.n"),
                        "code": {"type": "string", "copy": "y.code"},
                    },
                },
            }
        )
    )
    found = {name: rows.to_pylist() for name, rows in generate(spec).items()}
    a = {(row["id"], row["k"]): row for row in found["a"]}
    b = {(row["id"], row["k"]): row for row in found["b"]}
    assert all((row["x"], row["xk"]) in b for row in a.values())
    assert all(row["code"] == a[row["y"], row["yk"]]["code"] for row in b.values())
    assert {(row["code"], row["n"]) for row in b.values()} <= {("A", 5), ("B", 3), ("C", 1)}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            {"a": table(5, x=to("b"), v=of("x.w")), "b": table(7, y=to("a"), w=of("y.v"))},
            "a.v → b.w → a.v",
        ),
        (
            {
                "a": table(5, x=to("b"), v=of("x.w")),
                "b": table(5, y=to("c"), w=of("y.u")),
                "c": table(5, z=to("a"), u=of("z.v")),
            },
            "a.v → b.w → c.u → a.v",
        ),
        (
            {
                "spell": table(5, main=to({"table": "diag", "within": "spell"}), code=of("main.code")),  # type: ignore[arg-type]
                "diag": {
                    "rows": {"per": "spell", "distribution": {"exactly": 2}},
                    "key": "id",
                    "columns": {"id": SEQUENCE, "spell": to("spell"), "code": of("spell.code")},
                },
            },
            "diag.code → spell.code → diag.code",
        ),
    ],
)
def test_values_that_wait_for_each_other_are_refused_with_the_whole_circle(tables: Tree, said: str) -> None:
    assert [message for message in refused(tables) if message.startswith("CYCLE02")] == [
        f"CYCLE02: values that need one another, through other rows: {said}"
    ]


def test_a_check_that_looks_at_another_row_of_what_it_redraws_is_refused() -> None:
    a = table(50, x=to("b"), w=WHOLE)
    a["checks"] = [{"name": "the friend's friend", "sql": "x.y.x.w > 0"}]
    assert refused({"a": a, "b": table(50, y=to("a"), w=WHOLE)}) == [
        "CYCLE02: values that need one another, through other rows: a.x → a.x"
    ]


def test_a_reference_that_is_missing_by_what_a_check_redraws_can_be_looked_at() -> None:
    missing = {
        "given": ["w"],
        "cases": [{"when": {"w": ">= 3"}, "share": 1}, {"otherwise": True, "share": 0}],
    }
    link = {
        "rows": {"per": "a", "distribution": {"exactly": 3}},
        "columns": {
            "id": to("a"),
            "w": WHOLE,
            "b": to({"table": "b", "distinct": True}, missing=missing),  # type: ignore[arg-type]
            "bw": of("b.w"),
        },
        "checks": [{"name": "small", "sql": "w + coalesce(bw, 0) < 8"}],
    }
    for row in made({"a": table(200), "b": table(10, w=WHOLE), "link": link})["link"]:
        assert row["w"] + (row["bw"] or 0) < 8
        assert (row["b"] is None) == (row["w"] >= 3)


def spells(**more: Any) -> Tree:
    main = {"table": "diagnosis", "within": "spell", **more}
    diagnosis = {
        "rows": {"per": "spell", "distribution": {"histogram": {"0": 1, "1": 1, "3": 3}}},
        "key": "did",
        "columns": {"did": SEQUENCE, "spell": to("spell"), "code": WHOLE, "main": of("spell.main")},
    }
    spell = table(3000, main=to(main, missing=0.2), code=of("main.code"))  # type: ignore[arg-type]
    return {"spell": spell, "diagnosis": diagnosis}


def test_a_parent_points_at_one_of_its_own_children() -> None:
    found = made(spells())
    children: dict[int, list[dict[str, Any]]] = {}
    for row in found["diagnosis"]:
        children.setdefault(row["spell"], []).append(row)
    places: Counter[int] = Counter()
    gone = 0
    for spell in found["spell"]:
        mine = children.get(spell["id"], [])
        assert all(row["main"] == spell["main"] for row in mine)
        if spell["main"] is not None:
            ids = [row["did"] for row in mine]
            assert spell["code"] == mine[ids.index(spell["main"])]["code"]
            if len(ids) == 3:
                places[ids.index(spell["main"])] += 1
        else:
            assert spell["code"] is None
            gone += bool(mine)
    assert stats.chisquare([places[n] for n in range(3)]).pvalue > 1e-6
    assert stats.binomtest(gone, len(children), 0.2).pvalue > 1e-6


def test_rows_of_the_practice_that_the_patient_is_registered_with() -> None:
    within = {"table": "staff", "within": "patient.practice"}
    staff = {
        "rows": {"per": "practice", "distribution": {"histogram": {"0": 1, "1-4": 9}}},
        "key": "id",
        "columns": {"id": SEQUENCE, "practice": to("practice")},
    }
    contact = {
        "rows": {"per": "patient", "distribution": {"poisson": {"mean": 2}}},
        "columns": {"patient": to("patient"), "staff": to(within), "agrees": of("staff.practice")},  # type: ignore[arg-type]
    }
    found = made(
        {
            "practice": table(40),
            "patient": table(500, practice=to("practice", missing=0.1)),
            "staff": staff,
            "contact": contact,
        }
    )
    places = {row["id"]: row["practice"] for row in found["patient"]}
    staffed = {row["practice"] for row in found["staff"]}
    used: dict[int, set[int]] = {}
    for row in found["contact"]:
        place = places[row["patient"]]
        assert (row["staff"] is None) == (place not in staffed)
        assert row["agrees"] == (place if place in staffed else None)
        used.setdefault(place, set()).add(row["staff"])
    assert max(map(len, used.values())) == 4


def test_within_reaches_over_several_levels() -> None:
    per = lambda parent, **columns: {  # noqa: E731
        "rows": {"per": parent, "distribution": {"exactly": 3}},
        "key": "id",
        "columns": {"id": SEQUENCE, parent: to(parent), **columns},
    }
    found = made(
        {
            "practice": table(9),
            "staff": per("practice"),
            "patient": per("practice"),
            "consultation": per("patient"),
            "observation": per(
                "consultation",
                staff=to({"table": "staff", "within": "practice"}),  # type: ignore[arg-type]
                place=of("practice.id"),
                theirs=of("staff.practice"),
            ),
        }
    )
    assert len(found["observation"]) == 243
    assert all(row["place"] == row["theirs"] for row in found["observation"])


def depths(rows: list[dict[str, Any]], key: str, above: str) -> list[int]:
    ups = {row[key]: row[above] for row in rows}
    found = []
    for up in ups.values():
        depth = 1
        while up is not None:
            depth, up = depth + 1, ups[up]  # noqa: PLW2901  the way to the top
            assert depth <= len(ups), "a circle"
        found.append(depth)
    return found


@pytest.mark.parametrize("levels", [2, 3, 6])
@pytest.mark.parametrize("missing", [0, 0.1])
def test_levels_are_kept_and_used(levels: int, missing: float) -> None:
    above = to({"table": "unit", "levels": levels}, **({"missing": missing} if missing else {}))  # type: ignore[arg-type]
    rows = made({"unit": table(4000, above=above)})["unit"]
    found = Counter(depths(rows, "id", "above"))
    assert set(found) == set(range(1, levels + 1))
    assert rows[0]["above"] is None
    assert all(row["above"] is None or row["above"] < row["id"] for row in rows)
    if missing:
        assert stats.binomtest(found[1] - 1, 3999, missing).pvalue > 1e-6
        # Nobody collects those that could stand below many.
        assert Counter(row["above"] for row in rows)[1] < 60
    else:
        assert found[1] == 1


def test_levels_within_a_parent() -> None:
    unit = {
        "rows": {"per": "trust", "distribution": {"poisson": {"mean": 12}}},
        "key": "id",
        "columns": {
            "id": SEQUENCE,
            "trust": to("trust"),
            "above": to({"table": "unit", "levels": 3}, missing=0.1),  # type: ignore[arg-type]
            "theirs": of("above.trust"),
        },
    }
    rows = made({"trust": table(100), "unit": unit})["unit"]
    assert max(depths(rows, "id", "above")) == 3
    assert all(row["theirs"] in {None, row["trust"]} for row in rows)


def test_one_level_less_leaves_most_rows_where_they_were() -> None:
    def above(levels: int) -> list[Any]:
        column = to({"table": "unit", "levels": levels}, missing=0.2)  # type: ignore[arg-type]
        return [row["above"] for row in made({"unit": table(2000, above=column)})["unit"]]

    assert sum(one == other for one, other in zip(above(9), above(8), strict=True)) > 1500


def columns_of(tree: Tree, **more: Any) -> dict[str, dict[str, list[Any]]]:
    plan = make_plan(spec_of(tree))
    found: dict[str, dict[str, list[Any]]] = {
        p.table.name: {c.name: [] for c in p.table.columns} for p in plan.tables
    }
    workers = more.get("workers", 1)
    for name, batch in local.run(local.world(plan, **more), lambda _, b: b, workers=workers):
        for column in batch.schema.names:
            found[name][column] += batch.column(column).to_pylist()
    return found


@few
@given(circles(), st.integers(1, 20), st.integers(1, 4))
def test_chunks_and_threads_change_nothing(tree: Tree, chunk: int, workers: int) -> None:
    assert columns_of(tree, chunk=chunk, workers=workers) == columns_of(tree)


@few
@given(circles(), st.integers(1, 30))
def test_more_rows_keep_what_does_not_point_at_more(tree: Tree, extra: int) -> None:
    before = columns_of(tree)
    for name in ("patient", "unit"):
        tree["tables"][name]["rows"] += extra
    after = columns_of(tree)
    moving = {"favourite", "gp_favourite_born"}  # all alike among the patients, of whom there are more
    for name, columns in before.items():
        for column, values in columns.items():
            if column not in moving:
                assert after[name][column][: len(values)] == values, (name, column)


@few
@given(circles(), st.randoms(use_true_random=False))
def test_the_order_of_tables_and_columns_changes_nothing(tree: Tree, random: Any) -> None:
    shuffled = copy.deepcopy(tree)
    for found in (shuffled["tables"], *(table["columns"] for table in shuffled["tables"].values())):
        names = list(found)
        random.shuffle(names)
        items = {name: found[name] for name in names}
        found.clear()
        found.update(items)
    assert columns_of(shuffled) == columns_of(tree)


@few
@given(circles())
def test_held_and_gathered_rows_are_the_same(tree: Tree) -> None:
    held = columns_of(tree)
    kept = world.HELD_ROWS
    world.HELD_ROWS = 0  # type: ignore[misc]
    try:
        assert columns_of(tree, chunk=7) == held
    finally:
        world.HELD_ROWS = kept  # type: ignore[misc]


@few
@given(circles())
def test_what_is_declared_holds(tree: Tree) -> None:
    assert refused(tree["tables"]) == []
    found = {
        name: [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        for name, columns in columns_of(tree).items()
    }
    staff = {(row["practice_id"], row["staff_no"]): row for row in found["staff"]}
    for row in found["practice"]:
        there = staff.get((row["practice_id"], row["lead_no"]))
        assert (there is None) == (row["lead_no"] is None)
        assert row["lead_role"] == (there and there["role"])
    patients = {row["patient_no"]: row for row in found["patient"]}
    for row in found["patient"]:
        there = staff.get((row["practice_id"], row["gp_no"]))
        assert (there is None) == (row["gp_no"] is None)
        assert row["gp_role"] == (there and there["role"])
    for row in found["problem"]:
        assert row["main_no"] == patients[row["patient_no"]]["main_no"]
        assert row["practice_id"] == patients[row["patient_no"]]["practice_id"]
        assert row["seen_by"] is None or (row["practice_id"], row["seen_by"]) in staff
    most = tree["tables"]["unit"]["columns"]["above"]["references"]["levels"]
    assert max(depths(found["unit"], "unit_no", "above")) <= most


@pytest.mark.slow
@settings(few, max_examples=5)
@given(circles())
def test_the_judge_finds_nothing_wrong(tree: Tree) -> None:
    spec = spec_of(tree)
    with tempfile.TemporaryDirectory() as name:
        build.build(spec, Path(name) / "out")
        report = verify(Path(name) / "out", spec=spec, limits=Limits(in_process=True))
    assert report.ok, report.problems
    told = {result.name for result in report.results if result.outcome is Outcome.PASSED}
    assert {"reference within", "reference wherever there is one", "levels", "composite reference"} <= told
    unchecked = [result for result in report.results if result.outcome is Outcome.UNCHECKED]
    assert not [result for result in unchecked if "reference" in result.name]


def test_the_plan_tells_who_refers_to_each_other() -> None:
    tables = {**spells(), "ward": table(3, of_spell=to("spell"))}
    tables |= {"a": table(2, x=to("b")), "b": table(2, x=to("c")), "c": table(2, x=to("a"))}
    spec = spec_of(tree_of(tables))
    assert sorted(rings(spec)) == [("a", "b", "c"), ("diagnosis", "spell")]
    order = table_order(spec)
    assert order.index("spell") < order.index("diagnosis")
    assert order.index("spell") < order.index("ward")
    text = describe(make_plan(spec), dict.fromkeys(spec.tables, 1))
    assert "diagnosis and spell refer to each other\n" in text
    assert "a, b and c refer to each other\n" in text


def test_no_circle_is_told_where_there_is_none() -> None:
    spec = spec_of(tree_of({"a": table(2, up=to("a")), "b": table(2, x=to("a"))}))
    assert rings(spec) == ()
    assert "each other" not in describe(make_plan(spec), {"a": 2, "b": 2})


@pytest.mark.parametrize(
    ("within", "said"),
    [
        ("spell", "WITHIN01: rows of ward do not belong to rows of spell"),
        ("code", "WITHIN01: 'code' is no ancestor of spell, nor a reference"),
        (
            "ward.name",
            "WITHIN01: 'ward.name' is no ancestor of spell, nor a reference: ward has no column 'name'",
        ),
    ],
)
def test_within_what_cannot_be_shared_is_refused(within: str, said: str) -> None:
    spell = table(5, code=WHOLE, ward=to({"table": "ward", "within": within}))  # type: ignore[arg-type]
    assert refused({"spell": spell, "ward": table(3)}) == [said]


def test_distinct_rows_of_a_shared_row_that_is_missing() -> None:
    staff = {
        "rows": {"per": "practice", "distribution": {"exactly": 3}},
        "key": "id",
        "columns": {"id": SEQUENCE, "practice": to("practice")},
    }
    asked = {"table": "staff", "within": "patient.practice", "distinct": True}
    visit = {
        "rows": {"per": "patient", "distribution": {"exactly": 3}},
        "columns": {"patient": to("patient"), "staff": to(asked)},  # type: ignore[arg-type]
    }
    tables = {
        "practice": table(5),
        "patient": table(50, practice=to("practice", missing=0.5)),
        "staff": staff,
        "visit": visit,
    }
    found = made(tables)
    practices = {row["id"]: row["practice"] for row in found["patient"]}
    by_patient: dict[int, list[Any]] = {}
    for row in found["visit"]:
        by_patient.setdefault(row["patient"], []).append(row["staff"])
    for patient, met in by_patient.items():
        assert met == [None] * 3 if practices[patient] is None else len(set(met)) == 3
    visit["rows"]["distribution"]["exactly"] = 4
    assert refused(tables)[0].startswith("DISTINCT02: a patient can have up to 4 rows")
    with pytest.raises(InfeasibleError, match="4 rows of one patient must point at different rows of staff"):
        generate(spec_of(tree_of(tables)))
