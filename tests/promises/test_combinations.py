"""Combinations that never come twice: kept exactly, by the family alone, with no row dropped; and refusals."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from manikin.engines import local
from manikin.errors import InfeasibleError
from manikin.interface import generate
from manikin.plan import make_plan
from manikin.spec import check
from strategies import HEAD, Tree, spec_of, tree_of

SEQUENCE = {"type": "integer", "sequence": {}}
OWNER = {"type": "integer", "references": "patient"}
CODE = {"type": "string", "distribution": {"choice": {"a": 6, "b": 3, "c": 2, "d": 1}}}
FLAG = {"type": "boolean", "distribution": {"bernoulli": 0.7}}


def family(columns: Tree, most: int = 4, parents: int = 500, **table: Any) -> Tree:
    patient = {"rows": parents, "key": "pid", "columns": {"pid": SEQUENCE}}
    rows = {"per": "patient", "distribution": {"histogram": {f"0-{most}": 1}}}
    return {"patient": patient, "illness": {"rows": rows, "columns": {"pid": OWNER, **columns}, **table}}


def rows_of(tables: Tree, name: str = "illness", **more: Any) -> list[dict[str, Any]]:
    return generate(spec_of(tree_of(tables)), **more)[name].to_pylist()


def problems(tmp_path: Path, tables: Tree) -> list[tuple[str, str]]:
    (tmp_path / "spec.yaml").write_text(json.dumps({**HEAD, "seed": 1, "tables": tables}), "utf-8")
    return [(problem.rule, problem.message) for problem in check(tmp_path).problems]


def test_every_code_comes_once_even_where_all_are_needed() -> None:
    rows = rows_of(family({"code": CODE}, unique=[["pid", "code"]]))
    free = rows_of(family({"code": CODE}))
    assert [row["pid"] for row in rows] == [row["pid"] for row in free]
    assert len({(row["pid"], row["code"]) for row in rows}) == len(rows)
    sizes = Counter(row["pid"] for row in rows)
    assert max(sizes.values()) == 4
    # A row keeps what was drawn first unless a row before it in its family has it already.
    taken: dict[int, set[str]] = defaultdict(set)
    for row, drawn in zip(rows, free, strict=True):
        if drawn["code"] not in taken[row["pid"]]:
            first = drawn["code"] not in {r["code"] for r in rows if r["pid"] == row["pid"]} - {row["code"]}
            assert row["code"] == drawn["code"] or not first
        taken[row["pid"]].add(row["code"])


def test_keys_of_drawn_columns_are_kept_apart() -> None:
    keyed = family({"code": CODE}, key=["pid", "code"])
    assert rows_of(keyed) == rows_of(family({"code": CODE}, unique=[["pid", "code"]]))


def test_at_most_one_row_is_current_and_no_row_is_dropped() -> None:
    tables = family({"is_current": FLAG}, unique=[{"columns": ["pid"], "where": "is_current"}])
    rows = rows_of(tables)
    assert len(rows) == len(rows_of(family({"is_current": FLAG})))
    current = Counter(row["pid"] for row in rows if row["is_current"])
    assert set(current.values()) == {1}


def test_what_is_missing_claims_nothing() -> None:
    code = {"type": "string", "distribution": {"choice": {"a": 1, "b": 1, "c": 1, "d": 1}}, "missing": 0.5}
    rows = rows_of(family({"code": code}, unique=[["pid", "code"]]))
    there = [(row["pid"], row["code"]) for row in rows if row["code"] is not None]
    assert len(set(there)) == len(there)
    assert max(Counter(row["pid"] for row in rows if row["code"] is None).values()) > 1


@pytest.mark.parametrize(
    "column",
    [
        {"type": "float", "distribution": {"histogram": {"0": 1, "1-4": 1}}},
        {"type": "decimal", "scale": 1, "distribution": {"uniform": {"min": 0, "max": 0.5}}},
        {"type": "date", "distribution": {"uniform": {"min": "2024-01-01", "max": "2024-01-05"}}},
        {
            "type": "datetime",
            "distribution": {"uniform": {"min": "2024-01-01 00:00:00", "max": "2024-01-01 00:00:05"}},
        },
        {"type": "time", "distribution": {"uniform": {"min": "08:00:00", "max": "08:00:05"}}},
        {"type": "string", "pattern": "[A-F]"},
        {"type": "integer", "references": "ward"},
        {"type": "integer", "references": "ward", "distribution": {"zipf": {"exponent": 0.5}}},
    ],
    ids=lambda column: "-".join([column["type"], *list(column)[1:2]]),
)
def test_every_kind_of_value_is_told_apart(column: Tree) -> None:
    if column["type"] == "float":
        column = {"type": "integer", "distribution": column["distribution"]}
    copied = {"name": {"type": "string", "copy": "x.name"}} if "references" in column else {}
    tables = family({"x": column, **copied}, unique=[["pid", "x"]])
    name = {"type": "string", "template": "W{wid}"}
    tables["ward"] = {"rows": 5, "key": "wid", "columns": {"wid": SEQUENCE, "name": name}}
    rows = rows_of(tables)
    assert len({(row["pid"], row["x"]) for row in rows}) == len(rows)
    assert all(row["name"] == f"W{row['x']}" for row in rows if copied)


def test_rows_of_a_grandparent_are_told_apart_and_point_at_their_rows() -> None:
    tables = family({"iid": SEQUENCE}, most=2, key="iid")
    drug = {"type": "integer", "references": "drug"}
    tables["drug"] = {"rows": 30, "key": "did", "columns": {"did": SEQUENCE, "dose": CODE}}
    tables["order"] = {
        "rows": {"per": "illness", "distribution": {"exactly": 2}},
        "key": "oid",
        "unique": [["pid", "did"], {"columns": ["iid"], "where": "first"}],
        "columns": {
            "oid": SEQUENCE,
            "iid": {"type": "integer", "references": "illness"},
            "pid": {"type": "integer", "copy": "illness.pid"},
            "did": drug,
            "dose": {"type": "string", "copy": "did.dose"},
            "first": FLAG,
        },
    }
    tables["note"] = {
        "rows": 300,
        "columns": {
            "oid": {"type": "integer", "references": "order"},
            "did": {"type": "integer", "copy": "order.did"},
            "dose": {"type": "string", "copy": "order.did.dose"},
        },
    }
    made = {name: table.to_pylist() for name, table in generate(spec_of(tree_of(tables))).items()}
    orders = made["order"]
    assert len({(row["pid"], row["did"]) for row in orders}) == len(orders)
    assert set(Counter(row["iid"] for row in orders if row["first"]).values()) == {1}
    doses = {row["did"]: row["dose"] for row in made["drug"]}
    assert all(row["dose"] == doses[row["did"]] for row in (*orders, *made["note"]))
    drugs = {row["oid"]: row["did"] for row in orders}
    assert all(row["did"] == drugs[row["oid"]] for row in made["note"])


def test_chunks_threads_and_more_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = [{"name": "d is never main", "if": "code = 'd'", "then": "not main"}]
    unique = [["pid", "code"], {"columns": ["pid"], "where": "main"}]
    code = {**CODE, "distribution": {"choice": {"a": 2, "b": 2, "c": 1, "d": 1}}}
    tables = family({"code": code, "main": FLAG}, most=3, parents=40, unique=unique, checks=checks)
    tables["illness"]["key"] = "iid"
    tables["illness"]["columns"]["iid"] = SEQUENCE
    tables["seen"] = {
        "rows": 50,
        "columns": {
            "iid": {"type": "integer", "references": "illness"},
            "code": {"type": "string", "copy": "illness.code"},
        },
    }
    spec = spec_of(tree_of(tables))
    whole = rows_of(tables)

    def again(chunk: int, workers: int) -> list[dict[str, Any]]:
        world = local.world(make_plan(spec), chunk=chunk, workers=workers)
        batches = local.run(world, lambda _, batch: batch, workers=workers)
        return [row for name, batch in batches if name == "illness" for row in batch.to_pylist()]

    assert again(7, 1) == whole
    assert again(16, 3) == whole
    assert rows_of(tables, rows={"patient": 25}) == [row for row in whole if row["pid"] <= 25]
    seen = rows_of(tables, "seen")
    # Too large to be held: rows are made again where they are pointed at, their families with them.
    monkeypatch.setattr("manikin.run.world.HELD_ROWS", 10)
    assert rows_of(tables, "seen") == seen
    codes = {row["iid"]: row["code"] for row in whole}
    assert all(row["code"] == codes[row["iid"]] for row in seen)


def test_too_few_draws_are_refused_with_the_share() -> None:
    always = {"type": "boolean", "distribution": {"bernoulli": 1}}
    tables = family({"now": always}, most=400, parents=3, unique=[{"columns": ["pid"], "where": "now"}])
    with pytest.raises(InfeasibleError, match=r"`unique` of pid where now is kept by \d+ of .* trial draws"):
        rows_of(tables)


@pytest.mark.slow
def test_rows_that_cannot_be_told_apart_end() -> None:
    always = {"type": "boolean", "distribution": {"bernoulli": 1}}
    tables = family({"now": always}, most=3, unique=[{"columns": ["pid"], "where": "now"}])
    with pytest.raises(InfeasibleError, match=r"still do after 4,000 draws \(drawn again: now\)"):
        rows_of(tables)


@pytest.mark.parametrize(
    ("columns", "table", "rule", "words"),
    [
        ({"code": CODE}, {"unique": [["pid", "kode"]]}, "UNIQUE03", "did you mean 'code'"),
        ({"code": CODE}, {"unique": [["pid", "pid"]]}, "UNIQUE03", "twice"),
        ({"code": CODE}, {"unique": [["code"]]}, "UNIQUE04", "any two rows of illness"),
        ({"code": CODE}, {"unique": [["pid"]]}, "UNIQUE04", "nothing of it is drawn"),
        ({"code": CODE}, {"unique": [{"columns": ["pid"], "where": "code"}]}, "CHECK01", "`where` gives string"),
        ({"code": CODE}, {"unique": [{"columns": ["pid"], "where": "kode > 1"}]}, "SQL02", "kode"),
        ({"flag": FLAG}, {"unique": [["pid", "flag"]]}, "UNIQUE05", "up to 4 rows of illness, each with another pid and flag, and there are 2"),
        ({"flag": FLAG}, {"key": ["pid", "flag"]}, "UNIQUE05", "there are 2"),
        ({"code": CODE}, {"key": ["code", "flag"]}, "KEY01", "flag"),
        ({"code": CODE, "flag": FLAG}, {"key": ["code", "flag"]}, "KEY02", "could repeat"),
        ({"code": {**CODE, "missing": 0.1}}, {"key": ["pid", "code"]}, "KEY04", "can be missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept(columns: Tree, table: Tree, rule: str, words: str, tmp_path: Path) -> None:
    ((found, message),) = problems(tmp_path, family(columns, **table))
    assert (found, words in message) == (rule, True), message


@pytest.mark.parametrize(
    "table",
    [
        {"unique": [["pid", "code"]], "key": ["pid", "code"]},
        {"unique": [["pid", "no"]]},
        {"unique": [["iid", "flag"]]},
        {"unique": [["pid", "half"]]},
        {"unique": [{"columns": ["pid"], "where": "flag and code = 'a'"}]},
    ],
)
def test_what_can_be_kept_is_sound(table: Tree, tmp_path: Path) -> None:
    columns = {"iid": SEQUENCE, "no": {"type": "integer", "ordinal": {}}, "code": CODE, "flag": FLAG}
    columns["half"] = {**FLAG, "missing": 0.5}
    assert problems(tmp_path, family(columns, **table)) == []


def test_a_condition_on_what_the_rows_say_together_is_a_circle(tmp_path: Path) -> None:
    tables = family({"flag": FLAG}, unique=[{"columns": ["pid"], "where": "flag and patient.flags > 1"}])
    count = {"of": "illness", "by": "count", "where": "flag"}
    tables["patient"]["columns"]["flags"] = {"type": "integer", "aggregate": count}
    ((rule, message),) = problems(tmp_path, tables)
    assert rule == "CYCLE02"
    assert "illness.flag → patient.flags" in message
