"""Rules about a row and the rows that match it: kept while generating, proved of the files, refused where senseless."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from manikin.build import build
from manikin.engines import local
from manikin.errors import InfeasibleError, SpecError
from manikin.interface import generate
from manikin.model import Spec
from manikin.plan import make_plan
from manikin.verify import Outcome, verify

TABLES = """tables:
  practice:
    rows: 6
    key: practice_id
    columns:
      practice_id: {type: integer, sequence: {}}
  staff:
    rows: {per: practice, distribution: {histogram: {2-4: 1}}}
    key: staff_id
    columns:
      staff_id: {type: integer, sequence: {}}
      practice_id: {type: integer, references: practice}
  patient:
    rows: {per: practice, distribution: {histogram: {10-20: 1}}}
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
      practice_id: {type: integer, references: practice}
      doctor: {type: integer, references: {table: staff, within: practice}, missing: 0.2}
      half: {type: integer, expression: patient_id % 2}
    pairs:
      RULES
"""
HOLDS = [
    "{name: a rule, with: staff, match: {doctor: staff_id}, sql: practice_id = other.practice_id}",
    "{name: a rule, with: staff, match: {doctor: staff_id}}",
    "{name: a rule, with: practice, match: {practice_id: practice_id}}",
    "{name: a rule, match: {practice_id: practice_id}, sql: patient_id <> other.patient_id}",
    "{name: a rule, match: {practice_id: practice_id}, where: half <> other.half}",
    "{name: a rule, match: {practice_id: practice_id, half: half}, where: half = 1, sql: other.patient_id % 2 = 1}",
    "{name: a rule, match: {half: patient_id}, where: half = 1, sql: other.patient_id = 1}",
]
BREAKS = [
    (
        "{name: a rule, with: staff, match: {doctor: staff_id}, sql: practice_id <> other.practice_id}",
        "pairs of rows",
    ),
    (
        "{name: a rule, match: {practice_id: practice_id}, sql: patient_id < other.patient_id}",
        "pairs of rows",
    ),
    ("{name: a rule, with: staff, match: {half: staff_id}}", "have no match"),
    ("{name: a rule, match: {patient_id: patient_id}}", "have no match"),
    ("{name: a rule, with: staff, match: {doctor: staff_id}, where: other.practice_id > 3}", "have no match"),
]


@pytest.mark.parametrize("rule", HOLDS)
def test_what_holds_is_proved(spec_of: Callable[[str], Spec], tmp_path: Path, rule: str) -> None:
    build(spec_of(TABLES.replace("RULES", f"- {rule}")), tmp_path / "build")
    report = verify(tmp_path / "build")
    assert not report.problems
    assert [r.outcome for r in report.results if r.rule == "VERIFY20"] == [Outcome.PASSED]


@pytest.mark.parametrize(("rule", "words"), BREAKS)
@pytest.mark.parametrize("chunk", [1, None])
def test_what_does_not_hold_stops_the_generation_in_chunks_of_any_size(
    spec_of: Callable[[str], Spec], rule: str, words: str, chunk: int | None
) -> None:
    plan = make_plan(spec_of(TABLES.replace("RULES", f"- {rule}")))
    with pytest.raises(InfeasibleError, match=f"{words}.*'a rule'"):
        list(local.run(local.world(plan, chunk=chunk), lambda _, batch: batch))


def test_a_rule_moves_no_value(spec_of: Callable[[str], Spec]) -> None:
    plain = generate(spec_of(TABLES.replace("    pairs:\n      RULES\n", "")))
    for rule in HOLDS[:2]:
        assert generate(spec_of(TABLES.replace("RULES", f"- {rule}")))["patient"].equals(plain["patient"])


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (HOLDS[0], lambda row: [row[0], row[1] % 6 + 1, *row[2:]]),
        (HOLDS[1], lambda row: [*row[:2], 99, *row[3:]]),
        (HOLDS[2], lambda row: [row[0], 99, *row[2:]]),
    ],
)
def test_a_planted_fault_is_found(
    spec_of: Callable[[str], Spec], tmp_path: Path, rule: str, change: Callable[[list[int]], list[int]]
) -> None:
    build(spec_of(TABLES.replace("RULES", f"- {rule}")), tmp_path / "build")
    path = tmp_path / "build" / "patient.csv"
    header, *lines = path.read_text().splitlines()
    place = next(place for place, line in enumerate(lines) if line.split(",")[2])
    lines[place] = ",".join(map(str, change([int(value) for value in lines[place].split(",")])))
    path.write_text("\n".join([header, *lines]) + "\n")
    failed = {(r.name, r.table) for r in verify(tmp_path / "build").results if r.outcome is Outcome.FAILED}
    assert ("pair 'a rule'", "patient") in failed


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            "{name: r, with: staf, match: {doctor: staff_id}}",
            ["there is no table 'staf'; did you mean 'staff'?"],
        ),
        ("{name: r, match: {docter: doctor}}", ["patient has no column 'docter'; did you mean 'doctor'?"]),
        (
            "{name: r, with: staff, match: {doctor: staf_id}}",
            ["staff has no column 'staf_id'; did you mean 'staff_id'?"],
        ),
        (
            "{name: r, match: {half: half}, sql: other.half + 1}",
            ["the rule gives int64, and a rule is true or false"],
        ),
        (
            "{name: r, match: {half: half}, sql: other.hal = 1}",
            ["there is no column or constant `other.hal` here"],
        ),
        (
            "{name: r, match: {half: half}, sql: other.practice_id.practice_id = 1}",
            ["`other.practice_id.practice_id` looks beyond the row that matches"],
        ),
        (
            "{name: r, match: {half: half}}\n      - {name: r, match: {half: half}}",
            ["two pairs of patient have the same name"],
        ),
    ],
)
def test_senseless_rules_are_refused(spec_of: Callable[[str], Spec], rule: str, told: list[str]) -> None:
    with pytest.raises(SpecError) as caught:
        spec_of(TABLES.replace("RULES", f"- {rule}"))
    assert [problem.message for problem in caught.value.problems] == told


def test_tables_that_never_meet_and_types_that_are_never_equal_are_refused(
    spec_of: Callable[[str], Spec],
) -> None:
    apart = (
        TABLES
        + "  town: {rows: 3, key: t, columns: {t: {type: integer, sequence: {}}, n: {type: string, constant: a}}}\n"
    )
    for rule, words in [
        ("{name: r, with: town, match: {half: t}}", "below no common table"),
        ("{name: r, with: practice, match: {word: practice_id}}", "so they are never equal"),
    ]:
        text = apart.replace("RULES", f"- {rule}").replace(
            "      half:", "      word: {type: string, constant: a}\n      half:"
        )
        with pytest.raises(SpecError) as caught:
            spec_of(text)
        assert words in caught.value.problems[0].message


def test_a_column_called_other_leaves_the_word_without_a_meaning(spec_of: Callable[[str], Spec]) -> None:
    text = TABLES.replace("RULES", f"- {HOLDS[1]}").replace(
        "      half:", "      other: {type: string, constant: a}\n      half:"
    )
    with pytest.raises(SpecError, match="has a column 'other'"):
        spec_of(text)


def test_a_whole_number_fits_a_decimal_column(spec_of: Callable[[str], Spec]) -> None:
    text = "tables:\n  a:\n    rows: 2\n    columns:\n      n: {type: integer, sequence: {}}\n"
    text += "      v: {type: decimal, scale: 3, expression: n * 1000000}\n"
    column = generate(spec_of(text))["a"].column("v")
    assert [str(value) for value in column.to_pylist()] == ["1000000.000", "2000000.000"]
    with pytest.raises(InfeasibleError, match="does not fit the type decimal"):
        generate(spec_of(text.replace("1000000", "9000000000000000")))
