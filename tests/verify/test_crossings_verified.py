"""Features that cross one another: the judge finds nothing wrong with what the generator makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from manikin.build import build
from manikin.spec.document import Document
from manikin.spec.rules import problems
from manikin.verify import Outcome, verify
from manikin.verify.limits import Limits
from strategies import Tree, spec_of, tree_of

SEQUENCE = {"type": "integer", "sequence": {}}


def uniform(low: int, high: int) -> Tree:
    return {"distribution": {"uniform": {"min": low, "max": high}}}


def person(rows: int = 60, **more: Any) -> Tree:
    return {"rows": rows, "key": "pid", "columns": {"pid": SEQUENCE, **more}}


def entry(note: Tree, **more: Any) -> Tree:
    """Return a long table of values and of notes."""
    value = {"value": uniform(1, 9), "code": {"constant": "V"}}
    return {
        "key": "eid",
        "parts": {
            "value": {"rows": {"per": "person", "distribution": {"exactly": 2}}, "columns": value},
            "note": {"rows": {"per": "person", "distribution": {"exactly": 3}}, **note},
        },
        "columns": {
            "eid": SEQUENCE,
            "pid": {"type": "integer", "references": "person"},
            "value": {"type": "integer"},
            "code": {"type": "string", "distribution": {"choice": {"N": 1, "M": 2}}},
        },
        **more,
    }


def patterns(*names: str) -> Tree:
    both = [{"missing": list(names), "weight": 1}, {"missing": [], "weight": 1}]
    return {"missing_patterns": {"lost": {"patterns": both}}}


ENDS = {
    "rows": {"per": "person", "distribution": {"exactly": 3}, "until": {"grams": "> 4"}},
    "columns": {"grams": uniform(1, 9)},
}
ORDERED = {"type": "string", "order": ["low", "high"], "distribution": {"choice": {"low": 1, "high": 1}}}
CROSSINGS: dict[str, Tree] = {
    "a part whose rows end early": {
        "person": person(),
        "entry": {
            **(ended := entry(ENDS)),
            "columns": {**ended["columns"], "grams": {"type": "integer"}},
        },
    },
    "patterns over what a part fills and the table does": {
        "person": person(),
        "entry": entry({"columns": {}}, **patterns("value", "code")),
    },
    "a check on a column that another goes with": {
        "person": {
            **person(3000, level=ORDERED, cost={"type": "integer", **uniform(1, 100)}),
            "correlations": [{"between": ["level", "cost"], "rank": 0.8}],
            "checks": [{"name": "dear", "sql": "cost > 40"}],
        },
    },
    "two columns that go together, of which one is always the same": {
        "person": {
            **person(2, level=ORDERED, cost={"type": "integer", "distribution": {"choice": {"7": 1}}}),
            "correlations": [{"between": ["level", "cost"], "rank": 0.8}],
        },
    },
    "a copy of the parent's key that patterns take away": {
        "person": person(),
        "visit": {
            "rows": {"per": "person", "distribution": {"exactly": 2}},
            "columns": {
                "n": {"type": "integer", "ordinal": {}},
                "again": {"type": "integer", "copy": "person.pid"},
            },
            **patterns("again"),
        },
    },
}


@pytest.mark.parametrize("name", CROSSINGS)
def test_nothing_is_wrong(name: str, tmp_path: Path) -> None:
    spec = spec_of(tree_of(CROSSINGS[name], seed=5))
    build(spec, tmp_path / "out", form="parquet")
    report = verify(tmp_path / "out", spec=spec, limits=Limits(in_process=True))
    assert [r for r in report.results if r.outcome in {Outcome.FAILED, Outcome.ERROR}] == []


def test_patterns_leave_alone_what_orders_the_rows_or_says_itself_when_it_is_missing() -> None:
    ordered = {"person": person(), "entry": entry({"columns": {}}, order=["value"], **patterns("value"))}
    said = {"person": person(), "entry": entry({"columns": {}}, **patterns("value"))}
    said["entry"]["parts"]["value"]["columns"]["value"]["missing"] = 0.2
    for tables in (ordered, said):
        tree = tree_of(tables)
        found = problems(spec_of(tree), Document("spec.yaml", tree, ()))
        assert [problem.rule for problem in found] == ["MISSING03"]
