"""References within an ancestor, to earlier siblings and to no row twice: what they give, how often, and refusals."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pytest
from scipy import stats

from manikin.errors import ExitStatus, UserError
from manikin.interface import generate
from manikin.plan import Sizes, make_plan
from manikin.randomness import bits
from manikin.run import World, world
from manikin.run.feasible import require_feasible
from manikin.run.scatter import scattered
from strategies import Tree, spec_of, tree_of

SEQUENCE = {"type": "integer", "sequence": {}}
PERSON = {"rows": 3000, "key": "pid", "columns": {"pid": SEQUENCE}}
OWNER = {"type": "integer", "references": "person"}


def per_person(counts: Tree, **columns: Tree) -> Tree:
    return {"rows": {"per": "person", "distribution": counts}, "columns": {"pid": OWNER, **columns}}


def visits(counts: Tree) -> Tree:
    born = {"type": "date", "distribution": {"uniform": {"min": "2020-01-01", "max": "2024-12-31"}}}
    return {**per_person(counts, vid=SEQUENCE, seen=born), "key": "vid"}


def rows_of(tables: Tree, name: str) -> list[dict[str, Any]]:
    return generate(spec_of(tree_of({"person": PERSON, **tables})))[name].to_pylist()


def by_person(rows: list[dict[str, Any]], column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row["pid"]].append(row[column])
    return found


@pytest.mark.parametrize(("draw", "weights"), [({}, [1, 1, 1]), ({"zipf": {"exponent": 1.0}}, [6, 3, 2])])
def test_within_picks_as_declared_and_none_where_there_is_none(draw: Tree, weights: list[int]) -> None:
    reference = {"type": "integer", "references": {"table": "visit", "within": "person"}}
    reading = per_person(
        {"exactly": 2},
        vid={**reference, "distribution": draw} if draw else reference,
        seen={"type": "date", "copy": "vid.seen"},
    )
    tables = {"visit": visits({"histogram": {"0": 1, "3": 2}}), "reading": reading}
    made = generate(spec_of(tree_of({"person": PERSON, **tables})))
    there = by_person(made["visit"].to_pylist(), "vid")
    dates = {row["vid"]: row["seen"] for row in made["visit"].to_pylist()}
    ranks: Counter[int] = Counter()
    for row in made["reading"].to_pylist():
        assert (row["vid"] is None) == (row["pid"] not in there)
        assert row["seen"] == dates.get(row["vid"])
        if row["vid"] is not None:
            ranks[there[row["pid"]].index(row["vid"])] += 1
    expected = np.array(weights) / sum(weights) * ranks.total()
    assert stats.chisquare([ranks[n] for n in range(3)], expected).pvalue > 1e-6


def test_earlier_points_at_siblings_before_all_alike() -> None:
    columns = {
        "rid": SEQUENCE,
        "up": {"type": "integer", "references": {"table": "reading", "earlier": True}},
    }
    rows = rows_of({"reading": {**per_person({"exactly": 4}, **columns), "key": "rid"}}, "reading")
    chosen: Counter[int] = Counter()
    for ids, ups in zip(by_person(rows, "rid").values(), by_person(rows, "up").values(), strict=True):
        assert ups[0] is None
        assert all(up in ids[:place] for place, up in enumerate(ups) if place)
        chosen[ids.index(ups[3])] += 1
    assert stats.chisquare([chosen[n] for n in range(3)]).pvalue > 1e-6


def test_distinct_links_never_repeat_and_are_all_alike() -> None:
    course = {"rows": 5, "key": "cid", "columns": {"cid": SEQUENCE}}
    link = {
        **per_person(
            {"histogram": {"0": 1, "2-5": 4}},
            cid={"type": "integer", "references": {"table": "course", "distinct": True}},
        ),
        "key": ["pid", "cid"],
    }
    rows = rows_of({"course": course, "link": link}, "link")
    assert len({(row["pid"], row["cid"]) for row in rows}) == len(rows)
    pairs = Counter(tuple(taken[:2]) for taken in by_person(rows, "cid").values())
    assert len(pairs) == 20
    assert stats.chisquare(list(pairs.values())).pvalue > 1e-6


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 13, 64, 100])
def test_scattering_is_a_permutation_for_every_key(size: int) -> None:
    keys = np.repeat(bits(7, np.arange(500, dtype=np.uint64)), size)
    ordinals = np.tile(np.arange(size, dtype=np.int64), 500)
    sent = scattered(ordinals, np.full(len(ordinals), size), keys).reshape(500, size)
    assert (np.sort(sent, axis=1) == np.arange(size)).all()


@pytest.mark.parametrize("size", [3, 4, 5, 6, 9])
def test_pairs_of_scattered_rows_are_all_alike(size: int) -> None:
    keys = bits(11, np.arange(60_000, dtype=np.uint64))
    sizes = np.full(len(keys), size)
    first, second = (scattered(np.full(len(keys), n, np.int64), sizes, keys) for n in (0, 1))
    counts = np.bincount(first * size + second, minlength=size * size).reshape(size, size)
    assert stats.chisquare(counts[~np.eye(size, dtype=bool)]).pvalue > 1e-6


def test_large_scattering_stays_in_its_domain() -> None:
    keys = bits(3, np.zeros(50_000, np.uint64))
    sent = scattered(np.arange(50_000), np.full(50_000, 1_000_003), keys)
    assert len(np.unique(sent)) == 50_000
    assert sent.min() >= 0
    assert sent.max() < 1_000_003


def test_more_people_keep_the_links_of_the_earlier_ones() -> None:
    course = {"rows": 9, "key": "cid", "columns": {"cid": SEQUENCE}}
    link = per_person(
        {"poisson": {"mean": 2, "max": 9}},
        cid={"type": "integer", "references": {"table": "course", "distinct": True}},
    )
    few, many = (
        generate(spec_of(tree_of({"person": {**PERSON, "rows": rows}, "course": course, "link": link})))[
            "link"
        ].to_pylist()
        for rows in (50, 90)
    )
    assert many[: len(few)] == few


def test_more_rows_than_targets_are_refused_before_any_is_made() -> None:
    course = {"rows": 9, "key": "cid", "columns": {"cid": SEQUENCE}}
    link = per_person(
        {"exactly": 6}, cid={"type": "integer", "references": {"table": "course", "distinct": True}}
    )
    spec = spec_of(tree_of({"person": PERSON, "course": course, "link": link}))
    require_feasible(World(make_plan(spec)))
    with pytest.raises(UserError, match="up to 6 rows, each of another course, and there are 5") as found:
        require_feasible(World(make_plan(spec, Sizes(rows=(("course", 5),)))))
    assert found.value.status is ExitStatus.INFEASIBLE


def test_rows_refused_by_a_check_pick_another_relative() -> None:
    reading = per_person(
        {"exactly": 3},
        vid={"type": "integer", "references": {"table": "visit", "within": "person"}},
        seen={"type": "date", "copy": "vid.seen"},
    )
    reading["checks"] = [{"name": "the last visit", "sql": "vid.last"}]
    visit = visits({"exactly": 3})
    visit["columns"]["no"] = {"type": "integer", "ordinal": {}}
    visit["columns"]["last"] = {"type": "boolean", "expression": "no = 3"}
    made = generate(spec_of(tree_of({"person": PERSON, "visit": visit, "reading": reading})))
    last = {row["vid"]: (row["pid"], row["seen"]) for row in made["visit"].to_pylist() if row["last"]}
    assert all(last[row["vid"]] == (row["pid"], row["seen"]) for row in made["reading"].to_pylist())


def test_gathered_rows_see_the_same_relatives(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = {"table": "visit", "within": "person"}
    reading = per_person(
        {"poisson": {"mean": 2}},
        rid={"type": "integer", "permutation": {"start": 10_000_000}},
        vid={"type": "integer", "references": inside, "missing": 0.2},
        up={"type": "integer", "references": {"table": "reading", "earlier": True}},
        course={"type": "integer", "references": {"table": "course", "distinct": True}},
    )
    reading["checks"] = [{"name": "not in March", "sql": "month(vid.seen) <> 3"}]
    audit = {
        "rows": 500,
        "columns": {
            "rid": {"type": "integer", "references": "reading"},
            "seen": {"type": "date", "copy": "rid.vid.seen"},
            "first": {"type": "date", "copy": "rid.up.vid.seen"},
            "place": {"type": "string", "copy": "rid.course.place"},
        },
    }
    place = {"type": "string", "pattern": "[A-Z]{5}"}
    course = {"rows": 50, "key": "cid", "columns": {"cid": SEQUENCE, "place": place}}
    tables = {
        "person": PERSON,
        "visit": visits({"poisson": {"mean": 1}}),
        "reading": {**reading, "key": "rid"},
        "audit": audit,
        "course": course,
    }
    spec = spec_of(tree_of(tables))
    held = generate(spec)
    monkeypatch.setattr(world, "HELD_ROWS", 0)
    gathered = generate(spec)
    assert gathered == held
    assert 0 < held["audit"]["first"].null_count < 500


def test_extension_tables_share_the_key_of_their_parent() -> None:
    reading = {**per_person({"exactly": 2}, rid=SEQUENCE), "key": "rid"}
    problem = {
        "rows": {"per": "reading", "distribution": {"bernoulli": 0.3}},
        "key": "rid",
        "columns": {
            "rid": {"type": "integer", "references": "reading"},
            "pid": {"type": "integer", "copy": "reading.pid"},
            "main": {"type": "integer", "references": {"table": "problem", "within": "person"}},
        },
    }
    made = generate(spec_of(tree_of({"person": PERSON, "reading": reading, "problem": problem})))
    owners = {row["rid"]: row["pid"] for row in made["reading"].to_pylist()}
    rows = made["problem"].to_pylist()
    assert len({row["rid"] for row in rows}) == len(rows)
    assert 1500 < len(rows) < 2100
    assert all(owners[row["rid"]] == row["pid"] for row in rows)
    assert all(row["main"] is None or owners[row["main"]] == row["pid"] for row in rows)
    assert all(row["main"] is None or row["main"] < row["rid"] for row in rows)
