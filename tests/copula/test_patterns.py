"""Columns that are missing together: as often as said, in no other way, and the same however the rows are made."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from manikin.build import build
from manikin.interface import generate
from manikin.plan import make_plan
from manikin.run import World
from manikin.verify import verify
from strategies import Tree, spec_of, tree_of

COLUMNS: Tree = {
    "place": {"type": "string", "distribution": {"choice": {"clinic": 1, "ward": 1}}},
    "height": {"type": "float", "distribution": {"normal": {"mean": 170, "sd": 9}}},
    "weight": {"type": "float", "distribution": {"normal": {"mean": 75, "sd": 9}}},
    "bmi": {"type": "float", "expression": "weight / (height * height / 10000)"},
    "note": {"type": "string", "constant": "x", "missing_with": ["height"]},
}
PLAIN: Tree = {
    "patterns": [
        {"missing": [], "weight": 7},
        {"missing": ["height", "weight"], "weight": 2},
        {"missing": ["height"], "weight": 1},
    ]
}
CASES: Tree = {
    "given": ["place"],
    "cases": [
        {"when": {"place": "ward"}, "patterns": [{"missing": ["height", "weight"], "weight": 1}]},
        {"otherwise": True, "patterns": PLAIN["patterns"]},
    ],
}


def tree(patterns: Tree, rows: int = 4_000, **more: Any) -> Tree:
    columns = {**COLUMNS, **more.pop("columns", {})}
    return tree_of(
        {"t": {"rows": rows, "columns": columns, "missing_patterns": {"measured": patterns}, **more}}
    )


def seen(made: Tree) -> list[tuple[bool, bool]]:
    table = generate(spec_of(made))["t"]
    return [
        (a is None, b is None)
        for a, b in zip(table["height"].to_pylist(), table["weight"].to_pylist(), strict=True)
    ]


def test_patterns_have_their_shares() -> None:
    counts = Counter(seen(tree(PLAIN)))
    assert set(counts) == {(False, False), (True, True), (True, False)}
    assert counts[True, True] / 4_000 == pytest.approx(0.2, abs=0.03)
    assert counts[True, False] / 4_000 == pytest.approx(0.1, abs=0.025)


def test_patterns_by_case() -> None:
    table = generate(spec_of(tree(CASES)))["t"].to_pylist()
    assert all(row["height"] is None and row["weight"] is None for row in table if row["place"] == "ward")
    assert any(row["height"] is not None for row in table if row["place"] == "clinic")
    assert all((row["note"] is None) == (row["height"] is None) for row in table)


def test_other_columns_and_values_do_not_move_patterns() -> None:
    more = {"age": {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 9}}}}
    assert seen(tree(PLAIN)) == seen(tree(PLAIN, columns=more))
    assert seen(tree(PLAIN, rows=500)) == seen(tree(PLAIN))[:500]
    shown = generate(spec_of(tree(PLAIN)))["t"]["weight"].to_pylist()
    bare = tree(PLAIN)
    del bare["tables"]["t"]["missing_patterns"], bare["tables"]["t"]["columns"]["note"]
    whole = generate(spec_of(bare))["t"]["weight"].to_pylist()
    assert all(one in (None, other) for one, other in zip(shown, whole, strict=True))


def test_chunks_make_no_difference() -> None:
    spec = spec_of(tree(CASES, rows=300, checks=[{"name": "tall", "sql": "height > 165"}]))
    made = []
    for chunk in (300, 7):
        world = World(make_plan(spec), chunk)
        frames = [world.root_frame("t", number) for number in world.chunks("t")]
        made.append([value for frame in frames for value in frame.column("height").to_pylist()])
    assert made[0] == made[1]


def test_rows_drawn_again_keep_to_the_patterns() -> None:
    found = set(seen(tree(PLAIN, checks=[{"name": "tall", "sql": "height > 170"}])))
    assert found == {(False, False), (True, True), (True, False)}


@pytest.mark.parametrize("patterns", [PLAIN, CASES])
def test_verify_passes_an_honest_build(patterns: Tree, tmp_path: Path) -> None:
    spec = spec_of(tree(patterns))
    build(spec, tmp_path / "out")
    found = [r for r in verify(tmp_path / "out", spec=spec).results if r.rule == "VERIFY08"]
    assert {r.outcome.name for r in found if "measured" in r.name} == {"PASSED"}
    assert "FAILED" not in {r.outcome.name for r in found}


@pytest.mark.parametrize(
    "other",
    [
        [{"missing": [], "weight": 4}, *PLAIN["patterns"][1:]],
        [*PLAIN["patterns"][:2], {"missing": ["weight"], "weight": 1}],
        PLAIN["patterns"][:2],
    ],
)
def test_verify_finds_other_patterns(other: list[Tree], tmp_path: Path) -> None:
    build(spec_of(tree(PLAIN, rows=8_000)), tmp_path / "out")
    declared = spec_of(tree({"patterns": other}, rows=8_000))
    found = [r for r in verify(tmp_path / "out", spec=declared).results if "measured" in r.name]
    assert [r.outcome.name for r in found] == ["FAILED"]


def test_a_hidden_class_binds_grandchildren_and_never_reaches_a_file(tmp_path: Path) -> None:
    cases = [
        {"when": {"PATH": "sicksick"}, "distribution": {"normal": {"mean": 60, "sd": 1}}},
        {"when": {"PATH": "wellwell"}, "distribution": {"normal": {"mean": 10, "sd": 1}}},
    ]

    def by(path: str) -> Tree:
        written = [{**case, "when": {path: case["when"]["PATH"]}} for case in cases]  # type: ignore[index]
        return {"type": "float", "given": [path], "cases": written}

    classes = {"type": "string", "hidden": True, "distribution": {"choice": {"sicksick": 1, "wellwell": 1}}}
    key = {"type": "integer", "sequence": {}}
    made = tree_of(
        {
            "p": {"rows": 50, "key": "p_id", "columns": {"p_id": key, "kind": classes}},
            "v": {
                "rows": {"per": "p", "distribution": {"exactly": 2}},
                "key": "v_id",
                "columns": {
                    "v_id": {"type": "integer", "permutation": {"start": 100}},
                    "p_id": {"type": "integer", "references": "p"},
                },
            },
            "g": {
                "rows": {"per": "v", "distribution": {"exactly": 2}},
                "columns": {"p_id": {"type": "integer", "copy": "v.p_id"}, "x": by("p.kind")},
            },
            "r": {
                "rows": 80,
                "columns": {"p_id": {"type": "integer", "references": "p"}, "x": by("p_id.kind")},
            },
        }
    )
    tables = generate(spec_of(made))
    kinds: dict[int, set[bool]] = {}
    for name in ("g", "r"):
        for row in tables[name].to_pylist():
            kinds.setdefault(row["p_id"], set()).add(row["x"] > 35)
    assert all(len(kind) == 1 for kind in kinds.values())
    assert {True} in kinds.values()
    assert {False} in kinds.values()
    for form in ("csv", "parquet"):
        build(spec_of(made), tmp_path / form, form=form)
        for path in (tmp_path / form).iterdir():
            if path.is_file():
                assert b"sicksick" not in path.read_bytes()
                assert b"kind" not in path.read_bytes() or path.name in {"manifest.json", "README.md"}
