"""Rules in their three forms, the share of draws that keep them, and those that no row can keep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from manikin.errors import ExitStatus, InfeasibleError, Severity
from manikin.expressions.possible import compared, never
from manikin.expressions.reach import Reach
from manikin.interface import generate
from manikin.plan import make_plan
from manikin.plan.description import describe
from manikin.run import World, shares
from manikin.spec import check
from strategies import HEAD, Tree, spec_of, tree_of

SEQUENCE = {"type": "integer", "sequence": {}}
YEARS = {"uniform": {"min": "2020-01-01", "max": "2024-12-31"}}
DAYS = {"uniform": {"min": "2019-12-20", "max": "2020-01-05"}}


def patients(columns: Tree, *checks: Tree, rows: int = 2000) -> Tree:
    table = {"rows": rows, "key": "pid", "columns": {"pid": SEQUENCE, **columns}, "checks": list(checks)}
    return {"patient": table}


def rows_of(tables: Tree, **sizes: Any) -> list[dict[str, Any]]:
    return generate(spec_of(tree_of(tables)), **sizes)["patient"].to_pylist()


def refusal(tables: Tree, **sizes: Any) -> str:
    with pytest.raises(InfeasibleError) as refused:
        rows_of(tables, **sizes)
    assert refused.value.status == ExitStatus.INFEASIBLE
    return str(refused.value)


def problems(tmp_path: Path, tables: Tree) -> list[tuple[str, str, Severity]]:
    (tmp_path / "spec.yaml").write_text(json.dumps({**HEAD, "seed": 1, "tables": tables}), "utf-8")
    return [(problem.rule, problem.message, problem.severity) for problem in check(tmp_path).problems]


SEX = {"type": "string", "distribution": {"choice": {"F": 1, "M": 1}}}
IMPOTENT = {"type": "boolean", "distribution": {"bernoulli": 0.3}, "missing": 0.2}


def test_what_is_implied_holds_and_the_unknown_claims_nothing() -> None:
    implied = {"name": "no impotence of women", "if": "sex = 'F'", "then": "not impotent"}
    columns = {"sex": {**SEX, "missing": 0.1}, "impotent": IMPOTENT}
    rows = rows_of(patients(columns, implied))
    seen = {(row["sex"], row["impotent"]) for row in rows}
    assert ("F", True) not in seen
    assert seen >= {("F", None), ("F", False), (None, True), ("M", True), ("M", None)}
    same = {"name": "no impotence of women", "sql": "not (sex = 'F' and impotent)"}
    assert rows_of(patients(columns, same)) == rows


def test_what_follows_is_only_worked_out_where_it_must_hold() -> None:
    ratio = {"name": "ratio", "if": "b <> 0", "then": "a // b < 3"}
    number = {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 9}}}
    rows = rows_of(patients({"a": number, "b": number}, ratio))
    assert any(row["b"] == 0 for row in rows)
    assert all(row["b"] == 0 or row["a"] // row["b"] < 3 for row in rows)


def test_at_least_one_is_there_and_each_alone_may_be_missing() -> None:
    contact = {"type": "string", "pattern": "[0-9]{4}", "missing": 0.7}
    one = {"name": "can be reached", "at_least_one": ["phone", "order", "letter"]}
    rows = rows_of(patients({"phone": contact, "order": contact, "letter": contact}, one))
    there = [tuple(row[name] is not None for name in ("phone", "order", "letter")) for row in rows]
    assert set(there) == {(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)} - {(0, 0, 0)}


def test_too_few_draws_are_refused_with_the_share_and_the_construction() -> None:
    columns = {
        "first": {"type": "date", "distribution": YEARS},
        "last": {"type": "date", "distribution": DAYS},
    }
    order = {"name": "in order", "sql": "last >= first"}
    message = refusal(patients(columns, order))
    assert message.startswith("patient: the check 'in order' is kept by ")
    assert "of 1,000 trial draws (0." in message
    assert "at least 1 % must keep it" in message
    assert "Drawn again would be first, last" in message
    assert "`after: {column: first, " in message
    assert "`until`" in message
    assert refusal(patients(columns, order), rows={"patient": 5000}) == message
    assert "trial draws" in refusal(patients(columns, order), rows={"patient": 3})


def test_each_rule_is_told_and_shares_may_be_stated() -> None:
    number = {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 99}}}
    text = {"type": "string", "distribution": {"choice": {"a": 1, "b": 199}}}
    rare = {"name": "rare", "sql": "text = 'a'"}
    high = {"name": "high", "sql": "number >= 95", "keeps": 0.5}
    message = refusal(patients({"number": number, "text": text}, rare, high))
    assert len(message.splitlines()) == 2
    assert "'rare' is kept by" in message
    assert "at least 50 % must keep it" in message
    assert "Give number a `min` or `max`" in message
    stated = [{**rare, "keeps": 0.001}, {**high, "keeps": 0.02}]
    rows = rows_of(patients({"number": number, "text": text}, *stated, rows=10))
    assert all(row["text"] == "a" and row["number"] >= 95 for row in rows)


def test_rules_that_exclude_one_another_are_told_together() -> None:
    number = {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 99}}}
    checks = [{"name": "low", "sql": "number % 10 = 3"}, {"name": "even", "sql": "number % 2 = 0"}]
    assert "the check 'low' and the check 'even' are kept together by 0 of 1,000" in refusal(
        patients({"number": number}, *checks)
    )


def test_a_rule_that_some_row_cannot_keep_ends() -> None:
    number = {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 9}}}
    impossible = {"name": "not the 1500th", "sql": "number >= 0 and pid <> 1500", "keeps": 0.5}
    message = refusal(patients({"number": number}, impossible))
    assert "Of 2,000 rows 1 failed at first and 1 still do after 80 draws (drawn again: number)" in message


def test_the_plan_tells_how_often_rules_are_kept() -> None:
    number = {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 9}}}
    tables = patients(
        {"n": number}, {"name": "low", "sql": "n < 5"}, {"name": "high", "sql": "n > 5"}, rows=20_000
    )
    tables["visit"] = {
        "rows": {"per": "patient", "distribution": {"exactly": 2}},
        "key": ["pid", "n"],
        "columns": {"pid": {"type": "integer", "references": "patient"}, "n": number},
    }
    plan = make_plan(spec_of(tree_of(tables)))
    kept = shares(World(plan))
    assert 0.45 < kept["patient", "low"] < 0.55
    assert 0.35 < kept["patient", "high"] < 0.45
    assert 0.93 < kept["visit", "pid with n"] < 0.97
    told = describe(plan, {"patient": 20_000, "visit": 40_000}, kept)
    assert f"check: low (kept by {100 * kept['patient', 'low']:.3g} % of first draws)" in told
    assert "unique: pid with n (kept by 9" in told


def test_the_forms_are_told_apart(tmp_path: Path) -> None:
    number = {"type": "integer", "distribution": {"uniform": {"min": 0, "max": 9}}}
    checks = [
        {"name": "nothing"},
        {"name": "two", "sql": "n > 1", "at_least_one": ["n", "n2"]},
        {"name": "no if", "then": "n > 1"},
        {"name": "no then", "if": "n > 1"},
        {"name": "number", "if": "n + 1", "then": "n > 1"},
        {"name": "unknown", "if": "n > 1", "then": "m > 1"},
        {"name": "no column", "at_least_one": ["n", "m"]},
        {"name": "brackets", "if": "n > 1) or (n > 2", "then": "n > 1"},
    ]
    found = [rule for rule, _, _ in problems(tmp_path, patients({"n": number, "n2": number}, *checks))]
    assert found == ["CHECK04"] * 4 + ["CHECK01", "SQL02", "SQL02", "SQL01"]


def test_what_no_row_can_keep_is_refused_with_the_arithmetic(tmp_path: Path) -> None:
    columns = {
        "age": {"type": "integer", "distribution": {"uniform": {"min": 18, "max": 90}}},
        "dose": {
            "type": "decimal",
            "scale": 1,
            "distribution": {"normal": {"mean": 5, "sd": 1, "min": 0, "max": 9.5}},
        },
        "sex": SEX,
        "born": {"type": "date", "distribution": YEARS},
        "seen": {"type": "datetime", "distribution": DAYS},
    }
    checks = [
        {"name": "a", "sql": "age < 18"},
        {"name": "b", "sql": "dose > 4 and dose < 3"},
        {"name": "c", "sql": "dose > 9.5"},
        {"name": "d", "sql": "sex = 'X' or age > 90"},
        {"name": "e", "sql": "born > DATE '2024-12-31'"},
        {"name": "f", "if": "age > 30", "then": "sex = 'f'"},
        {"name": "g", "if": "sex = 'f'", "then": "age > 30"},
        {"name": "h", "sql": "age + 10 < 28"},
        {"name": "possible", "sql": "age < 19 and dose <= 0.0 and born >= DATE '2024-12-31' and seen < born"},
    ]
    found = problems(tmp_path, patients(columns, *checks))
    assert [rule for rule, _, _ in found] == ["CHECK05"] * 6 + ["CHECK06", "CHECK05"]
    assert [level for _, _, level in found].count(Severity.WARNING) == 1
    assert "age is from 18 to 90" in found[0][1]
    assert "`dose > 4` and `dose < 3` leave no value, since dose is from 0.0 to 9.5" in found[1][1]
    assert "sex is one of F, M; age is from 18 to 90" in found[3][1]
    assert "born is from 2020-01-01 to 2024-12-31" in found[4][1]


@pytest.mark.parametrize(
    ("text", "is_possible"),
    [
        ("n > 9", False),
        ("n >= 10", False),
        ("n >= 9", True),
        ("not n <= 9", False),
        ("n between 3 and 2", False),
        ("n between 9 and 20", True),
        ("n in (11, 12)", False),
        ("n in (9, 12)", True),
        ("n > 3 and n < 4", False),
        ("x > 3 and x < 4", True),
        ("n = 2.5", True),
        ("n < 0 and x = 3", False),
        ("n < 0 or x = 3", True),
        ("not (n >= 0 or x = 3)", False),
        ("n is null", True),
        ("n - 10 >= 0", False),
        ("x - 10.5 >= 0", True),
        ("n > x and x > 9", False),
        ("t <> 'a'", True),
        ("t = 'a' and t = 'b'", False),
        ("0 > n", False),
        ("-n > 0", False),
        ("false", False),
        ("n < -1 and true", False),
        ("unknown < -1", True),
        ("t < 'a'", True),
        ("case when n < 0 then true else false end", True),
    ],
)
def test_never_is_only_said_where_it_is_certain(text: str, is_possible: bool) -> None:
    known = {
        "n": Reach("number", 0, 9, step=1, text="n", is_whole=True),  # type: ignore[arg-type]
        "x": Reach("number", 0, 100, text="x"),
        "t": Reach("text", values=frozenset("ab"), text="t"),
    }
    assert (never(text, known.get) is None) == (is_possible or text == "false")


def test_the_sides_of_comparisons() -> None:
    assert list(compared("a < b and (c >= d.e and f > 3) and g = 1")) == [("a", "b"), ("d.e", "c"), ("", "f")]
    assert list(compared("a <")) == []


def test_a_rule_about_the_rows_below_says_how_to_mend_it(tmp_path: Path) -> None:
    tables = patients({"mains": {"type": "integer", "aggregate": {"of": "visit", "by": "count"}}})
    tables["patient"]["checks"] = [{"name": "one", "sql": "mains = 1"}]
    tables["visit"] = {
        "rows": {"per": "patient", "distribution": {"exactly": 2}},
        "columns": {"pid": {"type": "integer", "references": "patient"}},
    }
    ((rule, message, _),) = problems(tmp_path, tables)
    assert rule == "CHECK02"
    assert "mains is what the rows below say" in message
