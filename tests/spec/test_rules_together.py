"""Rules that need more than one line to break, and that a mistake is told once, at its cause."""

from __future__ import annotations

from typing import Any

import pytest

PATIENT = """\
tables:
  patient:
    rows: 10
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
"""
REFERENCE = "patient_id: {type: integer, references: patient}"


def patient(*columns: str) -> str:
    return PATIENT + "".join(f"      {column}\n" for column in columns)


def visit(
    *columns: str, key: str = "", counts: str = "{poisson: {mean: 2}}", above: tuple[str, ...] = ()
) -> str:
    head = f"  visit:\n    rows: {{per: patient, distribution: {counts}}}\n"
    named = f"    key: {key}\n" if key else ""
    return (
        patient(*above) + head + named + "    columns:\n" + "".join(f"      {column}\n" for column in columns)
    )


ORDINAL = "n: {type: integer, ordinal: {}}"
VERDICTS: dict[str, tuple[str, list[str]]] = {
    "every problem of a column": (
        patient("h: {type: string, scale: 2, distribution: {normal: {mean: 1, sd: 1}}, missing_with: [q]}"),
        ["COLUMN08", "DIST01", "MISSING02"],
    ),
    "a bad key of the parent is told once": (
        visit(REFERENCE, key="patient_id").replace(
            "key: patient_id\n    columns:\n      patient_id: {type: integer, s",
            "key: id\n    columns:\n      patient_id: {type: integer, s",
        ),
        ["KEY01"],
    ),
    "a parent's key alone repeats": (visit(REFERENCE, key="patient_id"), ["KEY02"]),
    "unless there is at most one": (visit(REFERENCE, key="patient_id", counts="{bernoulli: 0.3}"), []),
    "at most one by histogram": (visit(REFERENCE, key="patient_id", counts="{histogram: {0: 1, 1: 2}}"), []),
    "an ordinal alone repeats": (visit(REFERENCE, ORDINAL, key="n"), ["KEY02"]),
    "parent and ordinal": (visit(REFERENCE, ORDINAL, key="[patient_id, n]"), []),
    "a copy of the parent's key and an ordinal": (
        visit("p: {type: integer, copy: patient.patient_id}", ORDINAL, key="[p, n]"),
        [],
    ),
    "unique by the parent": (
        visit("p: {type: integer, unique: true, references: patient}", counts="{bernoulli: 0.4}"),
        [],
    ),
    "not unique by the parent": (
        visit("p: {type: integer, unique: true, references: patient}"),
        ["UNIQUE02"],
    ),
    "expected rows": (visit(REFERENCE, 'c: {type: string, unique: true, pattern: "[A-C]{2}"}'), ["UNIQUE01"]),
    "fewer expected rows": (visit(REFERENCE, 'c: {type: string, unique: true, pattern: "[A-C]{3}"}'), []),
    "a column of earlier rows that needs itself": (
        patient(
            "boss: {type: integer, references: patient}",
            'l: {type: integer, expression: "coalesce(boss.l, 0) + 1"}',
        ),
        ["CYCLE02"],
    ),
    "a check that looks at earlier rows it decides": (
        patient(
            "boss: {type: integer, references: patient}",
            "a: {type: integer, distribution: {poisson: {mean: 9}}}",
        )
        + "    checks: [{name: older, sql: boss.a > a}]\n",
        ["CYCLE02"],
    ),
    "a reference to earlier rows": (
        patient("boss: {type: integer, references: patient}", "b: {type: integer, copy: boss.patient_id}"),
        [],
    ),
    "rows that need their own number": (
        patient("fav: {type: integer, references: visit}", "a: {type: boolean, expression: fav > 3}")
        + "  visit:\n    rows: {per: patient, given: [patient.a], cases: [{when: {patient.a: true}, distribution: "
        "{exactly: 1}}, {otherwise: true, distribution: {exactly: 2}}]}\n    key: v\n    columns:\n"
        "      v: {type: integer, sequence: {}}\n",
        ["CYCLE02"],
    ),
    "an unknown parent": (visit(REFERENCE).replace("per: patient", "per: pateint"), ["REFS01"]),
    "counts that are no counts": (visit(REFERENCE, counts="{uniform: {min: 0, max: 3}}"), ["ROWS01"]),
    "a number of rows": (patient().replace("rows: 10", "rows: {exactly: 10}"), []),
    "rows of neither kind": (patient().replace("rows: 10", "rows: {}"), ["ROWS01"]),
    "rows of both kinds": (visit(REFERENCE).replace("{per", "{exactly: 10, per"), ["ROWS01"]),
    "a number of rows that is drawn": (
        patient().replace("rows: 10", "rows: {exactly: 10, distribution: {poisson: {mean: 2}}}"),
        ["ROWS01"],
    ),
    "misspelt in `given` only": (
        patient(
            "age: {type: integer, distribution: {poisson: {mean: 9}}}",
            "h: {type: string, given: [agee], cases: [{when: {age: 3}, distribution: {choice: [a]}}, "
            "{otherwise: true, distribution: {choice: [b]}}]}",
        ),
        ["PATH01"],
    ),
    "numbers too large for the type": (
        patient("h: {type: decimal, scale: 12, distribution: {normal: {mean: 10000000, sd: 3}}}"),
        ["DIST04"],
    ),
    "nothing whole in the range": (
        patient("h: {type: integer, distribution: {uniform: {min: 0.2, max: 0.8}}}"),
        ["DIST02"],
    ),
    "an infinite tail over whole numbers": (
        patient("h: {type: integer, distribution: {pareto: {scale: 1, shape: 0.5}}}"),
        ["DIST04"],
    ),
    "a part of a mixture": (
        patient(
            "h: {type: date, distribution: {mixture: [{weight: 1, uniform: {min: 2025-01-01, max: 2025-02-31}}]}}"
        ),
        ["DATE01"],
    ),
    "a distance in words": (
        patient(
            "h: {type: date, after: {value: 2025-01-01, by: {uniform: {min: 2025-01-01, max: 2025-03-01}}, unit: days}}"
        ),
        ["DIST02"],
    ),
    "previous": (
        patient(
            "h: {type: string, given: [previous.h], cases: [{otherwise: true, distribution: {choice: [a]}}]}"
        ),
        ["PATH01"],
    ),
    "quoted numbers of a choice": (patient('h: {type: integer, distribution: {choice: ["1", 2]}}'), []),
    "numbers as text": (patient("h: {type: string, distribution: {choice: {1: 1, 2: 2}}}"), []),
    "a shared vocabulary of weights is public": (
        "class: structural\n" + patient("h: {type: integer, references: patient}"),
        [],
    ),
    "a share is a number": (
        "class: structural\n" + patient("h: {type: integer, constant: 3, missing: 0.5}"),
        ["CLASS01"],
    ),
    "a correlation is a number, with a source": (
        "class: structural\n"
        + patient(
            "a: {type: integer, distribution: {uniform: {min: 1, max: 9}}}",
            "b: {type: integer, distribution: {uniform: {min: 1, max: 9}}}",
        )
        + "    correlations: [{between: [a, b], rank: 0.4, source: survey}]\n",
        ["CLASS01", "SOURCE01"],
    ),
    "a source of a case of missing patterns": (
        patient("a: {type: integer, constant: 1}")
        + "    missing_patterns:\n      p:\n        given: [patient_id]\n        cases:\n"
        + "          - {when: {patient_id: 1}, patterns: [{missing: [a], weight: 1}], source: survey}\n"
        + "          - {otherwise: true, patterns: [{missing: [], weight: 1}]}\n",
        ["SOURCE01"],
    ),
    "a private source": (
        "sources:\n  a: {kind: private, title: x, policy: acro, people: 300}\n",
        ["CLASS01"],
    ),
    "a private source that was cleared": (
        (
            "sources:\n  a: {kind: private, title: x, policy: acro, people: 300, "
            "cleared: {by: x, date: 2026-03-20, reference: a}}\n"
        ),
        [],
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict(name: str, judge: Any) -> None:
    text, rules = VERDICTS[name]
    assert [problem.rule for problem in judge(text).problems] == rules


def test_the_arithmetic_of_uniqueness(judge: Any) -> None:
    text = patient('c: {type: string, unique: true, pattern: "[A-Z]{2}"}').replace("rows: 10", "rows: 12000")
    (problem,) = judge(text).problems
    assert problem.message == "12,000 rows need distinct values of `[A-Z]{2}`, which has 676"


def test_a_circle_is_named_in_full(judge: Any) -> None:
    text = patient(*(f"{one}: {{type: integer, expression: {two} + 1}}" for one, two in ("ab", "bc", "ca")))
    (problem,) = judge(text).problems
    assert "a → b → c → a" in problem.message
