"""Cases are exclusive and exhaustive, proved over what the given columns can be."""

from __future__ import annotations

from typing import Any

import pytest

from manikin.columns.conditions import Interval, Matcher
from manikin.model import DataType
from manikin.spec.rules.atoms import Atom, atoms
from manikin.spec.rules.facts import ANYTHING, Domain

AGE = "g: {type: integer, distribution: {uniform: {min: 0, max: 100}}}"
LATE = "g: {type: integer, distribution: {uniform: {min: 0, max: 100}}, missing: 0.1}"
FLOAT = "g: {type: float, distribution: {uniform: {min: 0, max: 100}}}"
DAY = "g: {type: date, distribution: {uniform: {min: 2019-12-31, max: 2022-01-01}}}"
YES = "g: {type: boolean, distribution: {bernoulli: 0.3}}"
SEX = "g: {type: string, distribution: {choice: {F: 1, M: 1, X: 0}}}"
TEXT = 'g: {type: string, pattern: "[A-C]"}'
COUNT = "g: {type: integer, sequence: {start: 1}}"
MONEY = "g: {type: decimal, scale: 2, distribution: {uniform: {min: 0, max: 1}}}"

VERDICTS: dict[str, tuple[str, list[str], list[str], str]] = {
    "whole": (AGE, ['"0..17"', '"18..64"', '">= 65"'], [], ""),
    "gap": (AGE, ['"< 17"', '"18..64"', '">= 65"'], ["CASES01"], "g is 17"),
    "overlap": (AGE, ['"<= 18"', '"18..64"', '">= 65"'], ["CASES02"], "g is 18"),
    "beyond": (AGE, ['"0..100"', '"> 100"'], ["CASES04"], "> 100"),
    "points": (MONEY, ['"< 0.5"', '"> 0.5"'], ["CASES01"], "g is 0.50"),
    "next hundredth": (MONEY, ['"0..0.49"', '"0.50..1"'], [], ""),
    "float gap": (FLOAT, ['"< 18"', '"> 18"'], ["CASES01"], "g is 18.0"),
    "float whole": (FLOAT, ['"< 18"', '">= 18"'], [], ""),
    "float units": (FLOAT, ['"0..17"', '"18..100"'], ["CASES01"], "between 17.0 and 18.0"),
    "missing forgotten": (LATE, ['"< 18"', '">= 18"'], ["CASES01"], "g is missing"),
    "missing covered": (LATE, ['["< 18", null]', '">= 18"'], [], ""),
    "never missing": (AGE, ['"<= 100"', "null"], ["CASES04"], "never be missing"),
    "days": (DAY, ['"< 2021-01-01"', '"2021-01-01..2022-01-01"'], [], ""),
    "day gap": (DAY, ['"2020-01-01..2022-01-01"'], ["CASES01"], "g is 2019-12-31"),
    "no such day": (DAY, ['"2020-02-30..2020-12-31"', "otherwise"], ["DATE01"], "2020-02-30"),
    "half a truth": (YES, ["true"], ["CASES01"], "g is false"),
    "truth": (YES, ["true", "false"], [], ""),
    "words": (SEX, ["[F, M]", "X"], [], ""),
    "a weight of 0 is still a value": (SEX, ["[F, M]"], ["CASES01"], "g is X"),
    "no such word": (SEX, ["female", "otherwise"], ["CASES04"], "'female'"),
    "other text": (TEXT, ["A", "[B, C]"], ["CASES01"], "any other text"),
    "rest": (TEXT, ["A", "otherwise"], [], ""),
    "no end": (COUNT, ['"<= 5"', '"> 5"'], [], ""),
    "wrong type": (AGE, ["young", "otherwise"], ["CASES04"], "'young'"),
    "backwards": (AGE, ['"17..0"', "otherwise"], ["CASES04"], "backwards"),
    "rest first": (AGE, ["otherwise", '"< 3"'], ["CASES05"], "otherwise"),
    "rest twice": (AGE, ['"< 3"', "otherwise", "otherwise"], ["CASES05"], "otherwise"),
}


def case(when: str) -> str:
    what = "otherwise: true" if when == "otherwise" else f"when: {{g: {when}}}"
    return f"{{{what}, distribution: {{choice: [a]}}}}"


def table(given: str, whens: list[str]) -> str:
    cases = ", ".join(case(when) for when in whens)
    columns = f"      {given}\n      h: {{type: string, given: [g], cases: [{cases}]}}\n"
    return f"tables:\n  patient:\n    rows: 10\n    columns:\n{columns}"


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict(name: str, judge: Any) -> None:
    given, whens, rules, words = VERDICTS[name]
    problems = judge(table(given, whens)).problems
    assert [problem.rule for problem in problems] == rules
    assert all(words in problem.message for problem in problems)


def test_two_columns_make_combinations(judge: Any) -> None:
    def text(last: str) -> str:
        return (
            "tables:\n  patient:\n    rows: 10\n    columns:\n"
            f"      {AGE}\n      s: {{type: string, distribution: {{choice: [F, M]}}}}\n"
            "      h:\n        type: string\n        given: [g, s]\n        cases:\n"
            '          - {when: {g: "< 18", s: F}, distribution: {choice: [a]}}\n'
            f"          - {{when: {{{last}}}, distribution: {{choice: [b]}}}}\n"
            '          - {when: {g: ">= 18"}, distribution: {choice: [c]}}\n'
        )

    assert judge(text('g: "< 18", s: M')).problems == ()
    (problem,) = judge(text('g: "< 17", s: M')).problems
    assert problem.message == "no case holds where g is 17 and s is M"


def test_values_follow_copies_references_and_lookups(judge: Any) -> None:
    site = {"site.csv": "site_code,region\nRAA,north\nRBB,south\n"}
    text = (
        "tables:\n  site:\n    file: site.csv\n    key: site_code\n  patient:\n    rows: 10\n    columns:\n"
        "      s: {type: string, references: site}\n      r: {type: string, copy: s.region}\n"
        "      l: {type: string, lookup: {table: site, by: s, column: region}}\n"
        "      h: {type: string, given: [PATH], cases: [{when: {PATH: VALUE}, distribution: {choice: [a]}}]}\n"
    )
    for path, value, other in (
        ("s", "RAA", "RBB"),
        ("r", "north", "south"),
        ("l", "north", "south"),
        ("s.region", "north", "south"),
    ):
        (problem,) = judge(text.replace("PATH", path).replace("VALUE", value), site).problems
        assert problem.message == f"no case holds where {path} is {other}"


def test_atoms_of_whole_numbers_leave_no_empty_stretch() -> None:
    match = Matcher((3,), (Interval(low=4, high=6),), null=False)
    found = atoms(DataType("integer"), Domain(None, 2, 6), [match], missing=False)
    assert [atom.value for atom in found] == [2, 3, 4, None, 6]
    assert sum(atom.meets(match) for atom in found) == 4


def test_atoms_of_an_unbounded_ruler_reach_both_ends() -> None:
    found = atoms(DataType("float"), ANYTHING, [Matcher((0.0,), (), null=False)], missing=True)
    assert [(atom.low, atom.value, atom.is_missing) for atom in found] == [
        (float("-inf"), None, False),
        (None, 0.0, False),
        (0.0, None, False),
        (None, None, True),
    ]
    assert atoms(DataType("integer"), ANYTHING, [], missing=False) == (
        Atom(low=float("-inf"), high=float("inf")),
    )
