"""The lint against planted disclosures: each is refused by the rule that is named after it, and nothing else is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from disclosure.conftest import Lint, judged, patient, rules
from manikin.disclosure import POLICIES, RULE_BOOKS, bounds
from manikin.disclosure.policy import tightened
from manikin.errors import Severity

N = "source: {from: extract, n: %d}"
CHOICE = "sex: {type: string, distribution: {choice: {%s}}, source: extract}"
EXAMPLES = Path(__file__).parent.parent / "examples" / "disclosure"

# What is said of a column, and the rules that refuse it.
TRAPS = {
    "an exact missing share": (
        "h: {type: integer, distribution: {uniform: {min: 0, max: 100}}, missing: 0.0983, source: {from: extract, n: 1230}}",
        ["DISC09"],
    ),
    "a share of few": (
        "h: {type: integer, distribution: {uniform: {min: 0, max: 100}}, missing: 0.01, source: {from: extract, n: 300}}",
        ["DISC09"],
    ),
    "a share of nobody knows how many": (
        "h: {type: integer, distribution: {uniform: {min: 0, max: 100}}, missing: 0.1, source: extract}",
        ["DISC07"],
    ),
    "a share of rounded counts": (
        "h: {type: integer, distribution: {uniform: {min: 0, max: 100}}, missing: 0.0976, source: {from: extract, n: 1110}}",
        [],
    ),
    "nothing missing": (
        "h: {type: integer, distribution: {uniform: {min: 0, max: 100}}, missing: 1, source: extract}",
        [],
    ),
    "a rare boolean": (
        "b: {type: boolean, distribution: {choice: {true: 3, false: 3810}}, source: extract}",
        ["DISC02"],
    ),
    "a rare boolean as a share": (
        "b: {type: boolean, distribution: {bernoulli: 0.001}, source: {from: extract, n: 3810}}",
        ["DISC09"],
    ),
    "small ids with counts": (
        "patient_id: {type: integer, distribution: {choice: {1: 10, 2: 20}}, source: extract}",
        ["DISC14"],
    ),
    "an id under an innocent name": (
        "code: {type: string, distribution: {choice: {A17: 1, B22: 1}}, source: extract}",
        ["DISC02", "DISC02"],
    ),
    "years of birth of the oldest": (
        "year_of_birth: {type: integer, distribution: {quantiles: {min: 1909, 0.1: 1931, 0.9: 2004}}, source: {from: extract, n: 3820}}",
        ["DISC05"],
    ),
    "a knot on a few": (
        "stay: {type: integer, distribution: {quantiles: {0.001: 1, 0.5: 70}}, source: {from: extract, n: 3820}}",
        ["DISC04"],
    ),
    "a knot of one": (
        "stay: {type: integer, distribution: {quantiles: {0.1: 1, 0.5: 743}}, source: {from: extract, n: 3820}}",
        ["DISC06"],
    ),
    "quantiles of few": (
        "stay: {type: integer, distribution: {quantiles: {0.2: 1, 0.5: 70}}, source: {from: extract, n: 90}}",
        ["DISC07"],
    ),
    "a day of birth": (
        "born: {type: date, distribution: {quantiles: {0.2: 1950-03-17, 0.5: 1970-01-01}}, source: {from: extract, n: 900}}",
        ["DISC06"],
    ),
    "a period that begins with the first seen": (
        "seen: {type: date, distribution: {calendar: {from: 2025-01-03, to: 2025-12-31}}, source: {from: extract, n: 900}}",
        ["DISC05"],
    ),
    "a profile with a small month": (
        "seen: {type: date, distribution: {calendar: {from: 2025-01-01, to: 2025-12-31, months: [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 3]}}, source: extract}",
        ["DISC02"],
    ),
    "a correlation of few": (
        "stay: {type: integer, distribution: {poisson: {mean: 3}}, source: {from: extract, n: 30}}",
        ["DISC07"],
    ),
    "shares for counts": ("sex: {type: string, distribution: {choice: {F: 0.51, M: 0.49}}, source: extract}", ["DISC02"] * 2),
    "a hidden label": (CHOICE % "F: 6250, M: 6050, X: 0", ["DISC03"]),
    "an NHS number": (CHOICE % '"943 476 5919": 120, other: 50', ["DISC12"]),
    "an NHS number kept for tests": (CHOICE % '"999 000 0018": 120, other: 50', []),
    "free text": (CHOICE % "seen in clinic by the registrar and sent home again on Tuesday: 120, other: 50", ["DISC12"]),
    "a mean of a code": (
        "race_concept_id: {type: integer, distribution: {normal: {mean: 38000, sd: 4}}, source: {from: extract, n: 900}}",
        ["DISC15"],
    ),
    "a distance to the digit": (
        ("seen: {type: date, distribution: {uniform: {min: 2025-01-01, max: 2025-12-31}}}\n"
        "left: {type: date, after: {column: seen, unit: days, by: {lognormal: {median: 3.1234, sigma: 0.7}}}, source: {from: extract, n: 900}}"),
        ["DISC06"],
    ),
    "a column about the NHS": ("nhs_staff: {type: string, distribution: {choice: {most: 120, few: 80}}, source: extract}", []),
    "NHS numbers by name": ("nhs_number: {type: string, distribution: {choice: {a: 120, b: 80}}, source: extract}", ["DISC14"]),
    "a rounded count": (CHOICE % "F: 6250, M: 6050", []),
    "an assumption": ("sex: {type: string, distribution: {choice: {F: 51, M: 49}}}", []),
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_traps(trap: str, lint: Lint) -> None:
    column, expected = TRAPS[trap]
    assert rules(lint(patient(column))) == expected


def test_statistics_as_they_were_published() -> None:
    found: dict[str, set[str]] = {}
    for problem in judged(EXAMPLES / "published-statistics").problems:
        found.setdefault(problem.address.rpartition("columns.")[2].partition(".")[0], set()).add(problem.rule)
    assert found == {
        "spec": {"DISC16"},
        "sources": {"DISC08"},
        "tables": {"DISC10"},
        "person_id": {"DISC03", "DISC14"},
        "gender_concept_id": {"DISC06", "DISC15"},
        "race_concept_id": {"DISC06", "DISC07", "DISC15"},
        "year_of_birth": {"DISC04", "DISC05"},
        "is_pregnant": {"DISC02"},
        "ward_id": {"DISC02"},
        "referred_by": {"DISC12"},
        "weight_kg": {"DISC09"},
        "death_date": {"DISC03", "DISC13"},
        "death_datetime": {"DISC03", "DISC13"},
        "cause": {"DISC08"},
    }


@pytest.mark.parametrize("place", ["comment", "description", "constant", "vocabulary", "folded"])
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("postgresql://reader:secret@db/omop", "DISC16"),
        ("password=hunter2", "DISC16"),
        ("943 476 5919", "DISC17"),
        ("jo.bloggs@nhs.net", "DISC17"),
        ("SW1A 2AA", "DISC17"),
    ],
)
def test_traces_anywhere(place: str, text: str, rule: str, lint: Lint) -> None:
    head = {
        "comment": f"# see {text}\n",
        "description": f'summary: "see {text}"\n',
        "constant": f'constants: {{where: "{text}"}}\n',
        "folded": f'summary: "see \\x{ord(text[0]):02x}{text[1:]}"\n',
        "vocabulary": "",
    }[place]
    tables = patient(head=head)
    if place == "vocabulary":
        tables += "  site: {file: site.csv, key: code}\n"
    verdict = lint(tables, {"site.csv": f"code,name\nA,{text}\n"} if place == "vocabulary" else None)
    assert rules(verdict) == [rule]
    (problem,) = verdict.problems
    told = f"{problem.message} {problem.mend} {problem.address} {problem.excerpt}"
    assert text[1:] not in told, "no report repeats what was found"


@pytest.mark.parametrize(
    ("name", "content", "at"),
    [
        ("notes.txt", "nothing\nask jo.bloggs@nhs.net\n", "notes.txt:2"),
        ("README.md", "943 476 5919", "README.md:1"),
        ("old.csv", "name\nJo of SW1A 2AA\n", "old.csv:2"),
        (".env", "tel 020 7946 0958", ".env:1"),
        ("extract.xlsx", "\udcff\udcfe", "extract.xlsx"),
    ],
)
def test_files_that_nothing_names_lie_there_to_be_read_too(
    name: str, content: str, at: str, lint: Lint, tmp_path: Path
) -> None:
    (tmp_path / "example").mkdir()
    (tmp_path / "example" / name).write_bytes(content.encode(errors="surrogateescape"))
    found = lint(patient()).problems
    assert [(problem.rule, problem.address, problem.severity) for problem in found] == [
        ("DISC17", at, Severity.ERROR)
    ]


def test_files_beside_that_say_nothing_are_let_be(lint: Lint, tmp_path: Path) -> None:
    (tmp_path / "example" / "approvals").mkdir(parents=True)
    (tmp_path / "example" / "README.md").write_text("See the tutorial.", encoding="utf-8")
    (tmp_path / "example" / ".DS_Store").write_bytes(b"\xff\xfe")
    (tmp_path / "example" / "approvals" / "one.yaml").write_text("jo.bloggs@nhs.net", encoding="utf-8")
    assert lint(patient()).problems == ()


def test_a_file_of_a_telling_name(lint: Lint) -> None:
    verdict = lint(
        patient() + "  site: {file: ward-943-476-5919.csv, key: code}\n",
        {"ward-943-476-5919.csv": "code\nA\n"},
    )
    assert "ward-943-476-5919.csv:name" in {problem.address for problem in verdict.problems}


def test_a_key_and_a_fragment_with_escapes(lint: Lint, tmp_path: Path) -> None:
    fragment = 'constants:\n  told: "\\x39\\x34\\x33 476 5919"\n'
    verdict = lint("include: [more.yaml]\n" + patient(), {"more.yaml": fragment})
    assert [(p.rule, p.address) for p in verdict.problems] == [("DISC17", "more.yaml:2")]
    column = 'sex: {type: string, distribution: {choice: {"\\x39\\x34\\x33 476 5919": 1, b: 1}}}'
    (tmp_path / "example" / "more.yaml").unlink()
    assert rules(lint(patient(column))) == ["DISC17"]


def test_one_number_in_groups_among_many_cells(lint: Lint) -> None:
    cells = "".join(f"C{number},word {number}\n" for number in range(50))
    table = "  site: {file: site.csv, key: code}\n"
    assert rules(lint(patient() + table, {"site.csv": f"code,name\n{cells}X,see 943 476 5919\n"})) == [
        "DISC17"
    ]
    assert rules(lint(patient() + table, {"site.csv": f"code,name\n{cells}X,see 9434765919\n"})) == []


STATES = """\
  stay:
    rows: {{per: patient, distribution: {{exactly: 2}}}}
    columns:
      patient_key: {{type: integer, references: patient}}
      ward:
        type: string
        {source}states:
          start: {{a: 100, b: 200}}
          given: [patient.patient_key]
          cases:
            - when: {{patient.patient_key: "< 5"}}
              {case}transitions: {{a: {{a: {count}, b: 100}}, b: {{b: 100}}}}
              dwell: {{a: {{exponential: {{mean: {mean}}}}}, b: {{exactly: 1}}}}
            - otherwise: true
              transitions: {{a: {{a: 100, b: 100}}, b: {{b: 100}}}}
              dwell: {{a: {{exactly: 1}}, b: {{exactly: 1}}}}
          unit: days
      began: {{type: datetime, events: {{from: 2024-01-01, first: {{exactly: 0}}, gap: {{dwell_of: ward}}, unit: days}}}}
"""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, []),
        ({"count": 3}, ["DISC02"]),
        ({"mean": 3.1234}, ["DISC06"]),
        ({"count": 3, "source": "", "case": "source: {from: extract, n: 900}\n              "}, ["DISC02"]),
        (
            {"mean": 3.1234, "source": "", "case": "source: {from: extract, n: 900}\n              "},
            ["DISC06"],
        ),
        ({"count": 3, "mean": 3.1234, "source": ""}, []),
    ],
)
def test_states_are_judged_case_by_case_and_their_times_too(
    more: dict[str, object], told: list[str], lint: Lint
) -> None:
    values = {
        "count": 100,
        "mean": 3,
        "source": "source: {from: extract, n: 900}\n        ",
        "case": "",
        **more,
    }
    assert set(rules(lint(patient() + STATES.format(**values)))) - {"DISC11", "DISC08"} == set(told)


def test_the_last_interval_is_judged_as_the_others(lint: Lint) -> None:
    stay = (
        "  stay:\n    rows: {per: patient, distribution: {exactly: 2}}\n    columns:\n"
        "      patient_key: {type: integer, references: patient}\n"
        "      began: {type: datetime, events: {from: 2024-01-01, gap: {exponential: {mean: 3}}, unit: days}}\n"
        "      ended: {type: datetime, events: {end_of: began, gapless: true, last: {exponential: {mean: 3.1234}}, "
        "unit: days}, source: {from: extract, n: 900}}\n"
    )
    assert rules(lint(patient() + stay)) == ["DISC06"]


@pytest.mark.parametrize(("over", "told"), [(12000, []), (11997, ["DISC10"])])
def test_rows_are_spread_over_a_rounded_number(over: int, told: list[str], lint: Lint) -> None:
    sex = "sex: {type: string, distribution: {choice: {F: 6000, M: 6000}}, source: {from: extract, n: 12000}}"
    stay = (
        f"  stay:\n    rows: {{per: patient, distribution: {{exactly: 2}}, even_over: {over}}}\n    columns:\n"
        "      patient_key: {type: integer, references: patient}\n"
    )
    assert rules(lint(patient(sex) + stay)) == told


def test_invented_addresses_are_none(lint: Lint) -> None:
    text = "# ask someone@example.org, 07700 900123, ZZ99 3VZ, 999 000 0018, https://www.ons.gov.uk/data\n"
    assert rules(lint(patient(head=text))) == []


def test_without_private_sources_an_address_is_a_warning(lint: Lint) -> None:
    verdict = lint(patient(head="class: publicly-sourced\nsources: {}\n# ask jo.bloggs@nhs.net\n"))
    assert [(p.rule, p.severity) for p in verdict.problems] == [("DISC17", Severity.WARNING)]


@pytest.mark.parametrize("name", [name for name, rules in POLICIES.items() if rules.allows_private])
def test_what_passes_is_accepted_by_every_rule_book(name: str, lint: Lint) -> None:
    sources = f"sources: {{extract: {{kind: private, title: Extract, policy: {name}, people: 12300}}}}\n"
    for count in (0, 3, 7, 8, 10, 15, 20, 25, 1000, 1005):
        column = CHOICE % f"F: {count}, M: 6050" if count else CHOICE % "M: 6050"
        if not rules(lint(patient(column, head=sources))):
            assert all(book.accepts(count) for book in RULE_BOOKS.values())


def test_cleared_sources_are_held_to_the_same(lint: Lint) -> None:
    cleared = (
        "class: publicly-sourced\n"
        "sources:\n  extract:\n    {kind: private, title: E, policy: acro, people: 12300,"
        " cleared: {by: IG, date: 2026-03-20, reference: SDC-1}}\n"
    )
    assert rules(lint(patient(CHOICE % "F: 6253, M: 6050", head=cleared))) == ["DISC02"]


def test_an_organisation_that_asks_for_more(lint: Lint) -> None:
    asked = tightened(POLICIES["acro"], {"threshold": 30, "base": 30})
    assert rules(lint(patient(CHOICE % "F: 6240, M: 6050"), policy=asked)) == ["DISC02"]
    assert rules(lint(patient(CHOICE % "F: 6240, M: 6060"), policy=asked)) == []


def test_no_records_where_the_policy_is_open(lint: Lint) -> None:
    assert rules(lint(patient(), policy=POLICIES["open"])) == ["DISC01"]


WAIVER = "waivers:\n  - {rule: DISC02, at: %s, reason: it was in the annual report, who: IG}\n"


def test_waived_findings_come_first(lint: Lint) -> None:
    text = patient(CHOICE % "F: 6253, M: 6050", rows=12345, head=WAIVER % "tables.patient.columns.sex")
    verdict = lint(text)
    assert [(p.rule, p.severity) for p in verdict.problems] == [
        ("DISC02", Severity.NOTE),
        ("DISC10", Severity.ERROR),
    ]
    assert verdict.problems[0].message.startswith("waived by IG: it was in the annual report")


@pytest.mark.parametrize("at", ["tables.patient.columns.se", "tables.patient.columns.other", "columns.sex"])
def test_a_waiver_meets_its_place_alone(at: str, lint: Lint) -> None:
    text = patient(CHOICE % "F: 6253, M: 6050", head=WAIVER % at)
    assert sorted(rules(lint(text))) == ["DISC02", "DISC20"]


def cases(*counts: str, n: int) -> str:
    """Return a stage by smoking, with the margin of smoking."""
    smokes, never = counts
    return (
        "smoker: {type: string, distribution: {choice: {smokes: 20, never: 500}}, source: {from: extract, n: 520}}\n"
        "stage:\n  type: string\n  given: [smoker]\n  cases:\n"
        f"    - {{when: {{smoker: smokes}}, distribution: {{choice: {{{smokes}}}}}}}\n"
        f"    - {{when: {{smoker: never}}, distribution: {{choice: {{{never}}}}}}}\n"
        f"  source: {{from: extract, n: {n}}}"
    )


def test_a_total_with_one_hidden_part(lint: Lint) -> None:
    verdict = lint(patient(cases("early: 10", "early: 300, late: 200", n=510)))
    assert rules(verdict) == ["DISC18"]
    assert "lines 15, 20" in verdict.problems[0].message


def test_a_hidden_part_that_may_be_empty(lint: Lint) -> None:
    assert rules(lint(patient(cases("early: 20", "early: 300, late: 200", n=520)))) == []


def test_an_edit_that_cannot_be(lint: Lint) -> None:
    assert rules(lint(patient(cases("early: 300", "early: 300, late: 200", n=800)))) == ["DISC19"]


def test_a_total_and_a_part_that_are_rounded_to_fives(lint: Lint) -> None:
    """Two nested counts of 100 and 95 would prove between one and nine: no policy lets the second one out."""
    assert "DISC02" in rules(lint(patient(CHOICE % "F: 95, M: 100")))


def test_what_was_rounded_from_people_never_contradicts_itself(lint: Lint) -> None:
    dice = random.Random(10)
    acro = POLICIES["acro"]
    for _ in range(12):
        truth = {(s, t): dice.randint(0, 60) for s in ("smokes", "never") for t in ("early", "late", "none")}
        margin = {
            s: acro.permit(sum(n for (a, _), n in truth.items() if a == s)) for s in ("smokes", "never")
        }
        if not all(margin.values()):
            continue
        told = {s: {t: acro.permit(n) for (a, t), n in truth.items() if a == s} for s in margin}
        if not all(any(row.values()) for row in told.values()):
            continue
        lines = [
            f"    - {{when: {{smoker: {s}}}, distribution: {{choice: {{{', '.join(f'{t}: {n}' for t, n in row.items() if n)}}}}}}}"
            for s, row in told.items()
        ]
        first = f"smoker: {{type: string, distribution: {{choice: {{smokes: {margin['smokes']}, never: {margin['never']}}}}}, source: extract}}\n"
        text = (
            first
            + "stage:\n  type: string\n  given: [smoker]\n  cases:\n"
            + "\n".join(lines)
            + "\n  source: extract"
        )
        assert set(rules(lint(patient(text)))) <= {"DISC18"}


def test_cuts_of_its_own(lint: Lint) -> None:
    """Under 18 in one table and under 19 in the other leave those who are 18."""
    head = "grids: {age: [0, 18, 65]}\n"
    age = "age: {type: integer, distribution: {uniform: {min: 0, max: 99}}}\n"
    by = "{name}: {{type: string, given: [age], cases: [{{when: {{age: '< {cut}'}}, distribution: {{choice: {{a: 200, b: {b}}}}}}}, {{otherwise: true, distribution: {{choice: {{a: 900, b: 800}}}}}}], source: extract}}\n"
    one = age + by.format(name="x", cut=18, b=110) + by.format(name="y", cut=18, b=120)
    two = age + by.format(name="x", cut=18, b=110) + by.format(name="y", cut=19, b=120)
    three = age + by.format(name="x", cut=18, b=110) + by.format(name="y", cut=65, b=120)
    assert rules(lint(patient(one, head=head))) == []
    assert rules(lint(patient(two, head=head))) == ["DISC11"]
    assert rules(lint(patient(three, head=head))) == ["DISC11"], "on the grid, and yet in a second way"
    assert rules(lint(patient(one))) == ["DISC11"] * 2, "no grid"


def test_cases_that_are_left_out_are_no_second_way(lint: Lint) -> None:
    """A shorter list leaves whole cases of a longer one to `otherwise`; two lists that each lack some do not."""
    head = "grids: {age: [0, 18, 65]}\n"
    age = "age: {type: integer, distribution: {uniform: {min: 0, max: 99}}}\n"

    def by(name: str, *ranges: str) -> str:
        cases = "".join(
            f"    - {{when: {{age: '{one}'}}, distribution: {{choice: {{a: 200, b: 110}}}}}}\n"
            for one in ranges
        )
        last = "    - {otherwise: true, distribution: {choice: {a: 900, b: 800}}}\n"
        return f"{name}:\n  type: string\n  source: extract\n  given: [age]\n  cases:\n{cases}{last}"

    long, short, other = by("x", "0..17", "18..64"), by("y", "0..17"), by("z", "18..64")
    assert rules(lint(patient(age + long + short, head=head))) == []
    assert rules(lint(patient(age + short + long, head=head))) == []
    assert rules(lint(patient(age + short + other, head=head))) == ["DISC11"]


@pytest.mark.slow
def test_four_hundred_cases_are_judged_by_few_programs(lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs for each of 25,000 groups would take minutes: most groups are settled by what others showed."""
    solved, honest = bounds._Model.solved, bounds._Witnesses
    steps: list[int] = []
    groups_judged: list[int] = []

    def counted(model: bounds._Model, costs: np.ndarray, *, largest: bool) -> np.ndarray | None:
        found = solved(model, costs, largest=largest)
        steps.append(model._solver.getInfo().simplex_iteration_count)
        return found

    def witnesses(groups: Sequence[Sequence[int]], atoms: int) -> bounds._Witnesses:
        groups_judged.append(len(groups))
        return honest(groups, atoms)

    monkeypatch.setattr(bounds._Model, "solved", counted)
    monkeypatch.setattr(bounds, "_Witnesses", witnesses)
    dice = random.Random(4)
    grid = list(range(0, 100, 5))
    people = {low: dice.randint(40, 400) for low in grid}
    head = f"grids: {{age: {grid}}}\n"
    columns = ["age: {type: integer, distribution: {uniform: {min: 0, max: 99}}}"]
    for column in range(20):
        lines = []
        for low in grid:
            counts = Counter(dice.choices("abcde", [30, 30, 20, 10, 5], k=people[low]))
            counts = {label: POLICIES["acro"].permit(count) for label, count in counts.items()}
            told = ", ".join(f"{label}: {count}" for label, count in counts.items() if count)
            when = f'">= {low}"' if low == grid[-1] else f'"{low}..{low + 4}"'
            lines.append(f"    - {{when: {{age: {when}}}, distribution: {{choice: {{{told}}}}}}}")
        columns.append(
            f"c{column}:\n  type: string\n  given: [age]\n  cases:\n"
            + "\n".join(lines)
            + "\n  source: extract"
        )
    lint(patient(*columns, head=head))
    assert sum(groups_judged) > 20_000
    assert 0 < 20 * len(steps) < sum(groups_judged)
    assert sum(steps) < 7_000


def test_shares_are_judged_as_quotients_of_rounded_counts() -> None:
    from manikin.disclosure.lint.shares import is_permitted  # noqa: PLC0415

    acro = POLICIES["acro"]
    for missing in range(10, 200, 10):
        for present in range(10, 2000, 130):
            share = float(round(Decimal(missing) / (missing + present), 4))
            assert is_permitted(share, missing + present, acro)
            assert is_permitted(share, present, acro)


def test_rows_that_are_no_people(lint: Lint) -> None:
    """One person may have any number of visits, but a total with one hidden part still shows that somebody has one."""
    visit = "\n".join(
        f"      {line}" for line in cases("early: 10", "early: 300, late: 200", n=510).split("\n")
    )
    head = (
        patient() + "  visit:\n    rows: {per: patient, distribution: {poisson: {mean: 2}}}\n    columns:\n"
    )
    found = lint(head + visit + "\n")
    assert rules(found) == ["DISC18"]
    wide = (
        visit.replace("smokes: 20", "smokes: 100")
        .replace("n: 520", "n: 600")
        .replace("early: 10", "early: 70")
    )
    assert rules(lint(head + wide.replace("n: 510", "n: 570") + "\n")) == ["DISC18"]


def test_cases_in_a_file_are_told_by_their_lines(lint: Lint) -> None:
    text = (
        "smoker: {type: string, distribution: {choice: {smokes: 20, never: 500}}, source: extract}\n"
        "stage:\n  type: string\n  given: [smoker]\n"
        "  cases: {file: stages.csv, choice: {value: stage, weight: n}}\n  source: extract"
    )
    lines = "smoker,stage,n\nsmokes,early,10\nnever,early,300\nnever,late,200\n"
    verdict = lint(patient(text), {"stages.csv": lines})
    assert rules(verdict) == ["DISC18"]
    assert "stages.csv:2" in verdict.problems[0].message
    verdict = lint(patient(text), {"stages.csv": lines.replace("300", "303")})
    assert [(p.rule, p.file.rpartition("/")[2], p.line) for p in verdict.problems if p.rule != "DISC22"] == [
        ("DISC02", "stages.csv", 3)
    ]


def test_children_are_counted_in_parents(lint: Lint) -> None:
    text = patient(
        "sex: {type: string, distribution: {choice: {F: 20, M: 500}}, source: {from: extract, n: 520}}"
    )
    text += (
        "  visit:\n    rows:\n      per: patient\n      given: [patient.sex]\n      cases:\n"
        "        - {when: {patient.sex: F}, distribution: {histogram: {0: 10, 1-3: 0}}}\n"
        "        - {when: {patient.sex: M}, distribution: {histogram: {0: 100, 1-3: 400}}}\n"
        "      source: extract\n    columns:\n      visit_id: {type: integer, sequence: {}}\n"
    )
    assert rules(lint(text)) == ["DISC18"]


def test_a_password_cannot_be_waived(lint: Lint) -> None:
    waiver = "waivers:\n  - {rule: DISC16, at: spec.yaml, reason: it is old, who: IG}\n"
    found = lint(patient(head=waiver + "# password=hunter2\n"))
    assert sorted(rules(found)) == ["DISC16", "DISC20"]


def test_a_file_that_was_learnt(lint: Lint) -> None:
    text = patient() + "  ward: {file: ward.csv, key: ward, source: extract}\n"
    assert rules(lint(text, {"ward.csv": "ward\nA\nB\n"})) == ["DISC03"]


def test_a_share_of_defects(lint: Lint) -> None:
    text = patient("sex: {type: string, distribution: {choice: [F, M]}}")
    text += "defects:\n  - {name: lost, table: patient, share: 0.0131, blank: [sex], source: {from: extract, n: 900}}\n"
    assert rules(lint(text)) == ["DISC09"]


@pytest.mark.parametrize(
    "text", ["a" * 60_000, "a." * 30_000, "a:" * 30_000, "0 " * 30_000, "1-" * 30_000, "password" * 7_000]
)
def test_long_texts_take_no_long_time(text: str) -> None:
    import time  # noqa: PLC0415

    from manikin.disclosure.lint import traces  # noqa: PLC0415

    began = time.perf_counter()
    list(traces._found(text))
    assert time.perf_counter() - began < 1


def test_cases_in_which_nearly_everybody_is_alike_are_told(lint: Lint) -> None:
    def stays(first: str, second: str = "{0.2: 3, 0.5: 4, 0.8: 9}") -> str:
        own = [
            f"    - {{when: {{smoker: {when}}}, distribution: {{quantiles: {knots}}}, source: {{from: extract, n: 1000}}}}\n"
            for when, knots in (("smokes", first), ("never", second))
        ]
        return (
            "smoker: {type: string, distribution: {choice: {smokes: 1000, never: 1000}}, source: extract}\n"
            f"stay:\n  type: integer\n  given: [smoker]\n  cases:\n{''.join(own)}"
        )

    found = lint(patient(stays("{0.05: 3, 0.95: 3}"))).problems
    assert [problem.rule for problem in found] == ["DISC22"]
    assert "1 of 2 cases of smoker" in found[0].message
    assert not lint(patient(stays("{0.05: 3, 0.9: 3}"))).problems
    # What nearly everybody has in any case, a case does not tell.
    assert not lint(patient(stays("{0.05: 3, 0.95: 3}", "{0.02: 3, 0.98: 3}"))).problems


def test_a_number_of_rows_that_names_its_source_is_judged(lint: Lint) -> None:
    text = patient("age: {type: integer, distribution: {uniform: {min: 0, max: 99}}}")
    exact = text.replace("rows: 12000", "rows: {exactly: 12001, source: {from: extract, n: 12001}}")
    assert exact != text
    assert rules(lint(exact)) == ["DISC10", "DISC08"]
    assert not rules(lint(exact.replace("12001", "12000")))


def gaps(smokes: str, never: str) -> str:
    """Return a column that is missing by smoking, with the margin of smoking."""
    return (
        "smoker: {type: string, distribution: {choice: {smokes: 20, never: 500}}, source: {from: extract, n: 520}}\n"
        "height:\n  type: integer\n  distribution: {uniform: {min: 140, max: 200}}\n  missing:\n    given: [smoker]\n    cases:\n"
        f"      - {{when: {{smoker: smokes}}, {smokes}}}\n"
        f"      - {{when: {{smoker: never}}, {never}}}"
    )


def test_shares_of_missing_values_by_cases_are_counts_of_the_same_people(lint: Lint) -> None:
    never = "share: 0.2, source: {from: extract, n: 500}"
    assert rules(lint(patient(gaps("share: 0.5, source: {from: extract, n: 20}", never)))) == []
    # Ten have a height, of 20 who smoke: so between one and nine have none.
    assert rules(lint(patient(gaps("share: 0, source: {from: extract, n: 10}", never)))) == ["DISC18"]
    assert rules(lint(patient(gaps("share: 0.5, source: {from: extract, n: 300}", never)))) == ["DISC19"]
    # Of how many a share is, is not said: then it counts nobody.
    assert rules(lint(patient(gaps("share: 0", "share: 0")))) == []


def test_numbers_that_were_kept_may_be_off_by_as_much_as_they_are_kept_for(lint: Lint) -> None:
    kept = "sources: {extract: {kind: private, title: E, policy: acro, people: 12300, kept_from: 1.0.0}}\n"
    for smokes, plain, beside_kept in (
        ("early: 20", [], []),
        ("early: 40", ["DISC19"], []),
        ("early: 60", ["DISC19"], ["DISC19"]),
    ):
        text = patient(cases(smokes, "early: 300, late: 200", n=500 + int(smokes[-2:])))
        assert rules(lint(text)) == plain
        assert rules(lint(kept + text)) == beside_kept
