"""No specification makes the checks fail or take long: mutants of good ones, and very large ones."""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from manikin.spec import check
from manikin.spec.read import read

ROOT = Path(__file__).parent.parent.parent
SPECS = (
    ROOT / "specs" / "ed-attendances",
    ROOT / "specs" / "uclh-person-death",
    ROOT / "tests" / "golden" / "every-kind",
)
SCALARS: tuple[Any, ...] = (
    *(
        0,
        1,
        -1,
        1.5,
        "",
        "a",
        "patient",
        "patient.sex",
        "2025-01-01",
        "2025-02-30",
        "10:00:00",
        True,
        False,
        None,
    ),
    *(
        [],
        {},
        "> 5",
        "1..3",
        "integer",
        "decimal",
        "date",
        "datetime",
        "time",
        "uuid",
        "boolean",
        "float",
        10**15,
    ),
)
SECONDS = 20
"""A generous limit for a shared machine; each takes a few seconds at most."""


def plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    return float(node) if isinstance(node, Decimal) else node


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def at(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        node = node[step]
    return node


def trees() -> list[tuple[Path, Any]]:
    found = []
    for folder in SPECS:
        document, _ = read((folder / "spec.yaml").read_bytes(), "spec.yaml")
        assert document is not None
        found.append((folder, plain(document.tree)))
    return found


def mutate(tree: Any, chance: random.Random, known: dict[Any, list[Any]]) -> None:
    """Change one place: a scalar, what stands under the same key elsewhere, one key less, more or other."""
    path = chance.choice(list(places(tree)))
    parent, key = at(tree, path[:-1]), path[-1]
    words = [word for word in known if isinstance(word, str)]
    act = chance.random()
    if act < 0.3:
        parent[key] = copy.deepcopy(chance.choice(SCALARS))
    elif act < 0.6:
        parent[key] = copy.deepcopy(chance.choice(known[key if isinstance(key, str) else 0]))
    elif act < 0.75:
        del parent[key]
    elif isinstance(parent, dict):
        word = chance.choice(words)
        parent[word] = copy.deepcopy(chance.choice(known[word])) if act < 0.9 else parent.pop(key)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3))])
def test_mutants_give_problems_with_places(seed: int, tmp_path: Path) -> None:
    chance, originals = random.Random(seed), trees()
    known: dict[Any, list[Any]] = {0: list(SCALARS)}
    for _, tree in originals:
        for path in places(tree):
            known.setdefault(path[-1], []).append(at(tree, path))
    for number in range(60):
        folder, tree = chance.choice(originals)
        mutant = copy.deepcopy(tree)
        for _ in range(chance.choice((1, 1, 2, 3))):
            mutate(mutant, chance, known)
        here = tmp_path / str(number)
        here.mkdir()
        for file in folder.glob("*.csv"):
            (here / file.name).write_bytes(file.read_bytes())
        (here / "spec.yaml").write_text(json.dumps(mutant), encoding="utf-8")
        checked = check(here)
        assert (checked.spec is None) == any(problem.severity == "error" for problem in checked.problems)
        assert all(problem.message and problem.line and problem.column for problem in checked.problems)


HEAD = "language: 1\ndataset: x\nversion: 1.0.0\ntitle: x\nowner: {name: a, contact: b}\nclass: publicly-sourced\nseed: 1\n"
TABLE = "tables:\n  t:\n    rows: 10\n    columns:\n      id: {type: integer, sequence: {}}\n"
CHOICE = TABLE + "      c:\n        type: string\n        distribution:\n          choice:\n"


def chain(tables: int, columns: int) -> str:
    parts = ["tables:\n"]
    for k in range(tables):
        rows = "10" if k == 0 else f"{{per: t{k - 1}, distribution: {{exactly: 1}}}}"
        parts.append(
            f"  t{k}:\n    rows: {rows}\n    key: id\n    columns:\n      id: {{type: integer, sequence: {{}}}}\n"
        )
        parts += [f"      c{i}: {{type: integer, expression: id + {i}}}\n" for i in range(columns)]
    return "".join(parts)


LARGE = {
    "values of a choice": lambda: (
        CHOICE + "".join(f"            v{i:07d}: {i + 1}\n" for i in range(170_000))
    ),
    "wrong weights": lambda: CHOICE + "".join(f"            v{i:07d}: x\n" for i in range(170_000)),
    "unknown keys": lambda: (
        CHOICE.replace("choice", "normal") + "".join(f"            v{i:07d}: 1\n" for i in range(170_000))
    ),
    "columns": lambda: (
        TABLE + "".join(f"      c{i}: {{type: integer, constant: {i}}}\n" for i in range(60_000))
    ),
    "expressions": lambda: (
        TABLE + "".join(f"      c{i}: {{type: integer, expression: id + {i}}}\n" for i in range(1_999))
    ),
    "a chain of tables": lambda: chain(30, 30),
    "cases": lambda: (
        TABLE
        + "      n: {type: integer, distribution: {uniform: {min: 0, max: 10000}}}\n      c:\n        type: string\n"
        + "        given: [n]\n        cases:\n"
        + "".join(f"          - {{when: {{n: {i}}}, distribution: {{choice: [A]}}}}\n" for i in range(2_990))
        + "          - {otherwise: true, distribution: {choice: [A]}}\n"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large_ones_are_judged_in_seconds(name: str, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(HEAD + LARGE[name](), encoding="utf-8")
    start = time.perf_counter()
    checked = check(tmp_path)
    assert time.perf_counter() - start < SECONDS
    assert len(checked.problems) <= 201
