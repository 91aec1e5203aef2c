"""The cells that are said to differ are those that do, whatever the change: beside both datasets in full."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from manikin.errors import InfeasibleError
from manikin.model import Spec
from manikin.review.diff.change import Change, Count, Follow, RowCount
from manikin.review.diff.difference import Difference, differences
from manikin.review.diff.matching import Matched
from manikin.spec.build import build
from manikin.spec.canonical import canonical, written
from review.conftest import taken
from review.diff.diff_in_full import compared

ROOT = Path(__file__).parents[3]
Address = tuple[Any, ...]
NUMBERS = set(
    "mean sd median sigma exponent dispersion shape rank missing exactly rows min max share bernoulli".split()
)
WEIGHTS = {"choice", "histogram", "start", "transitions", "weekdays", "quantiles"}
CALM = """
language: 1
dataset: calm
version: 1.0.0
title: Rows of every relation
owner: {name: Nobody, contact: nobody@example.org}
class: publicly-sourced
seed: 3
tables:
  ward: {rows: 4, key: ward_id, columns: {ward_id: {type: integer, sequence: {}}, beds: {type: integer, distribution: {uniform: {min: 1, max: 9}}}}}
  person:
    rows: 40
    key: pid
    columns:
      pid: {type: integer, sequence: {}}
      group: {type: string, hidden: true, distribution: {choice: {a: 2, b: 1}}}
      born: {type: date, distribution: {uniform: {min: 1930-01-01, max: 2000-01-01}}}
      boss: {type: integer, references: {table: person, column: pid, levels: 3}, missing: 0.1}
      tall: {type: decimal, scale: 1, distribution: {normal: {mean: 170, sd: 9}}}
      heavy: {type: decimal, scale: 1, distribution: {lognormal: {median: 76, sigma: 0.2}}}
      visits: {type: integer, aggregate: {of: visit, by: count}}
      a: {type: integer, distribution: {uniform: {min: 1, max: 9}}}
      b: {type: integer, distribution: {uniform: {min: 1, max: 9}}}
    correlations: [{between: [tall, heavy], rank: 0.4}]
    checks: [{name: apart, sql: a <> b}, {name: few fives, sql: "b <> 5 or born > DATE '1950-01-01'"}]
    missing_patterns: {both: {patterns: [{missing: [], weight: 5}, {missing: [tall], weight: 1}, {missing: [tall, heavy], weight: 1}]}}
  visit:
    rows: {per: person, given: [person.group], cases: [{when: {person.group: a}, distribution: {poisson: {mean: 2, max: 9}}}, {otherwise: true, distribution: {histogram: {0: 1, 1: 2, 2-3: 1}}}]}
    key: [pid, n]
    columns:
      pid: {type: integer, references: person}
      n: {type: integer, ordinal: {}}
      seen: {type: date, after: {column: person.born, by: {gamma: {mean: 900, shape: 2}}, unit: days}}
      ward: {type: integer, references: ward, distribution: {zipf: {exponent: 1.2}}}
      beds: {type: integer, copy: ward.beds}
      code: {type: integer, distribution: {uniform: {min: 1, max: 30}}}
      last: {type: integer, expression: previous.code}
    unique: [[pid, code]]
  note:
    rows: {per: visit, distribution: {poisson: {mean: 1}}}
    key: nid
    columns:
      nid: {type: integer, permutation: {start: 1000, max: 99999}}
      pid: {type: integer, copy: visit.pid}
      age: {type: integer, expression: "date_sub('year', person.born, visit.seen)"}
      of: {type: integer, references: {table: note, column: nid, earlier: true}, missing: 0.5}
      other: {type: integer, references: {table: visit, column: n, within: person}}
  entry:
    key: eid
    together: person
    order: [day]
    parts:
      seen: {rows: {per: visit, distribution: {exactly: 1}}, columns: {day: {copy: visit.seen}, value: {copy: visit.code}}}
      noted: {rows: {per: visit, distribution: {poisson: {mean: 1}}}, columns: {day: {distribution: {uniform: {min: 2000-01-01, max: 2001-01-01}}, missing: 0.2}}}
    columns:
      eid: {type: integer, sequence: {}}
      pid: {type: integer, references: person}
      day: {type: date}
      value: {type: integer}
      batch: {type: integer, distribution: {uniform: {min: 0, max: 999}}}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Spec]:
    """Return small specifications that show every way to fill a column and every relation."""
    folder = tmp_path_factory.mktemp("calm")
    (folder / "spec.yaml").write_text(CALM)
    golden = ROOT / "tests" / "golden"
    folders = {"calm": folder, "chains": golden / "chains", "every-kind": golden / "every-kind"}
    return {name: taken(path)[0] for name, path in folders.items()}


def leaves(node: Any, at: Address = ()) -> Iterator[Address]:
    """Yield the places of numbers that can be others without anything else having to change."""
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from leaves(inner, (*at, key))
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            yield from leaves(inner, (*at, place))
    elif isinstance(node, int | float) and not isinstance(node, bool):
        is_weight = bool(set(map(str, at[-4:-1])) & WEIGHTS)
        if at[-1] in NUMBERS or is_weight or at[-1] == "weight":
            yield at


def edited(spec: Spec, luck: Random) -> tuple[Spec, list[Any]]:
    """Return a specification with one to three changes."""
    tree = copy.deepcopy(written(spec.canonical))
    tree.pop("files")
    edits: list[Any] = []
    for _ in range(luck.randint(1, 3)):
        sort = luck.randint(0, 7)
        rules = [
            (t, k)
            for t, v in sorted(tree["tables"].items())
            for k in ("checks", "unique", "correlations")
            if v.get(k)
        ]
        if sort == 0 and rules:
            table, key = luck.choice(rules)
            edits.append((table, key, tree["tables"][table].pop(key)))
            continue
        if sort == 1:
            table = luck.choice(
                sorted(name for name, t in tree["tables"].items() if "columns" in t and "file" not in t)
            )
            tree["tables"][table]["columns"][f"new_{table}"] = {
                "type": "integer",
                "distribution": {"uniform": {"min": 0, "max": 9}},
            }
            edits.append((table, "new column"))
            continue
        at = luck.choice(sorted(leaves(tree["tables"]), key=str))
        node = tree["tables"]
        for step in at[:-1]:
            node = node[step]
        old = node[at[-1]]
        factor = luck.choice([0.5, 0.9, 1.1, 2])
        small = isinstance(old, float) or at[-1] in {"missing", "rank", "share"}
        node[at[-1]] = (
            round(min(old * factor, 0.9 if at[-1] in {"missing", "rank", "share"} else old * 2), 3)
            if small
            else old + luck.randint(1, 3)
        )
        edits.append((at, old, node[at[-1]]))
    texts = {name: spec.texts[name] for name in spec.files}
    return build(canonical(tree, texts), spec.files), edits


def told(change: Change) -> Iterator[Count | RowCount]:
    """Yield every number that a change tells."""

    def below(follows: tuple[Follow, ...]) -> Iterator[Count | RowCount]:
        for follow in follows:
            if follow.count is not None:
                yield follow.count
            yield from below(follow.follows)

    yield from change.values.counts
    yield from change.values.rows
    yield from below(change.values.follows)


def numbers(difference: Difference) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for change in difference.changes:
        for count in told(change):
            if isinstance(count, RowCount):
                found[count.table, ""] = (count.added, count.removed)
            else:
                found[count.table, count.column] = (count.changed, count.of)
    return found


QUICK = [("calm", 0), ("calm", 1), ("every-kind", 0)]
"""The others draw longer: each makes both datasets in full."""
REST = [
    (name, turn)
    for name in ("calm", "chains", "every-kind")
    for turn in range(6)
    if (name, turn) not in QUICK
]


@pytest.mark.parametrize(
    ("name", "turn"), [*QUICK, *(pytest.param(*pair, marks=pytest.mark.slow) for pair in REST)]
)
def test_what_is_told_is_what_differs(small: dict[str, Spec], name: str, turn: int) -> None:
    old = small[name]
    luck = Random(int.from_bytes(hashlib.sha256(f"{name} {turn}".encode()).digest()[:4], "big"))
    for _ in range(20):
        new, edits = edited(old, luck)
        try:
            whole = compared(Matched(old, new))
            break
        except (InfeasibleError, ValueError):
            continue  # an edit that makes no dataset
    difference = differences(old, new)
    assert not difference.uncounted
    found = numbers(difference)
    for node in found.keys() & whole.keys():
        assert found[node] == whole[node], (node, edits)
    # What is not told does not differ: nothing is changed in silence.
    silent = {n: w for n, w in whole.items() if n not in found and (w[0] or (not n[1] and w[1]))}
    assert not silent, edits
