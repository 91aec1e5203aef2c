"""Every number that could be learnt from people is one statistic, under an address and a number that stay."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from manikin.columns import KINDS
from manikin.disclosure.lint.statistic import statistics as linted
from manikin.model import Spec
from manikin.model.draws import Address
from manikin.review.statistics import Statistic, statistics
from manikin.spec.canonical import written
from manikin.spec.rules.context import Context
from review.conftest import FOLDERS, both, spec
from strategies import Tree, examples, spec_of, tree_of, trees

FORM = (
    "type|scale|max_length|precision|timezone|sequence|permutation|identifier|uuid|ordinal|references|faker"
)
STRUCTURE = [
    r"language|seed",
    r"constants\..*",  # names for values, which say themselves where they are used
    r"sources\.[^.]*\.people",  # told beside the statistics that rest on the source
    r"grids\..*",  # public cuts, fixed before data are seen
    r"(.*\.)?source\.n",
    rf"tables\..*\.columns\.[^.]*\.({FORM}|constant|defects)(\..*)?",
    r"tables\..*\.(cases\.[0-9]+\.when|rows\.until)\..*",
    r"tables\..*\.events\.leave",
    r"tables\.[^.]*\.checks\.[0-9]+\.keeps",
    r"defects\.[0-9]+\..*",
]
"""What is no statistic although it is a number."""


def numbers(at: Address, tree: Any) -> Iterator[Address]:
    if isinstance(tree, dict | list):
        for key, below in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from numbers((*at, key), below)
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        yield at


def homeless(of: Spec) -> list[str]:
    """Return the numbers that are in no statistic and not structure, and those that are in two."""
    paths = Counter(found.path for found in statistics(of))
    bad = []
    for at in numbers((), written(of.canonical)):
        count = sum(paths[at[:length]] for length in range(len(at) + 1))
        dotted = ".".join(map(str, at))
        is_structure = any(re.fullmatch(pattern, dotted) for pattern in STRUCTURE)
        if count != 1 and not (count == 0 and is_structure):
            bad.append(f"{dotted}: in {count} statistics")
    return bad


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_number_is_in_one_statistic_or_listed_as_structure(folder: str) -> None:
    assert homeless(spec(folder)) == []


@settings(max_examples=examples(6), deadline=None)
@given(trees())
def test_every_number_of_random_specifications_is_in_one_statistic(tree: Tree) -> None:
    assert homeless(spec_of(tree)) == []


def test_every_number_of_the_examples_of_all_ways_to_fill_a_column_is_in_one() -> None:
    columns = {name: dict(kind.EXAMPLE) for name, kind in KINDS.items()}
    columns["events"]["events"]["last"] = {"exponential": {"mean": 3}}
    tree = tree_of({"a": {"rows": 5, "columns": columns}})
    assert homeless(spec_of(tree)) == []
    del columns["events"]["events"]["last"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_addresses_and_numbers_are_one_to_one_and_have_places(folder: str) -> None:
    of, document = both(folder)
    found = statistics(of)
    assert [one.id for one in found] == [f"S{number}" for number in range(1, len(found) + 1)]
    assert len({one.address for one in found}) == len(found)
    assert [one.place for one in found] == list(range(len(found)))
    for one in found:
        assert document.position(one.path).line > 1
        assert one.table in of.tables
        assert one.column is None or one.column in of.tables[one.table].by_name


def test_addresses_are_names_and_conditions() -> None:
    assert [(one.id, one.address) for one in statistics(spec("specs/ed-attendances"))] == [
        ("S1", "attendance / rows / when patient.frailty = frail"),
        ("S2", "attendance / rows / otherwise"),
        ("S3", "attendance.site_code"),
        ("S4", "attendance.arrived_at"),
        ("S5", "attendance.triage / when patient.frailty = frail"),
        ("S6", "attendance.triage / otherwise"),
        ("S7", "attendance.departed_at / distance"),
        ("S8", "attendance.length_of_stay_minutes"),
        ("S9", "patient / rows"),
        ("S10", "patient / correlation of height_cm and weight_kg"),
        ("S11", "patient.sex"),
        ("S12", "patient.birth_date"),
        ("S13", "patient.frailty"),
        ("S14", "patient.height_cm"),
        ("S15", "patient.height_cm / missing"),
        ("S16", "patient.weight_kg"),
        ("S17", "site / file"),
    ]


def by_address(of: Spec, kept: dict[str, str] | None = None) -> dict[str, Statistic]:
    return {one.address: one for one in statistics(of, kept)}


def edited(**columns: Any) -> Spec:
    patient = {"id": {"type": "integer", "sequence": {}}, **columns}
    return spec_of(tree_of({"patient": {"rows": 10, "key": "id", "columns": patient}}))


SEX = {"type": "string", "distribution": {"choice": {"F": 1, "M": 1}}}
AGE = {"type": "integer", "distribution": {"poisson": {"mean": 40}}}


def test_a_number_stays_whatever_is_added_moved_or_drawn_in_another_way() -> None:
    first = {at: one.id for at, one in by_address(edited(sex=SEX, age=AGE)).items()}
    assert first == {"patient / rows": "S1", "patient.sex": "S2", "patient.age": "S3"}
    other = {"type": "integer", "distribution": {"histogram": {"0": 3, "1": 4}}}
    later = by_address(edited(new=AGE, age=other, sex=SEX), first)
    assert {at: one.id for at, one in later.items()} == {**first, "patient.new": "S4"}
    assert later["patient.age"].family == "histogram"


def test_a_number_is_never_given_again() -> None:
    first = {at: one.id for at, one in by_address(edited(sex=SEX, age=AGE)).items()}
    without = by_address(edited(sex=SEX, height=AGE), first)
    assert without["patient.height"].id == "S4"
    assert by_address(edited(sex=SEX, age=AGE), first)["patient.age"].id == "S3"


def test_a_number_follows_a_rename_that_says_so() -> None:
    first = {at: one.id for at, one in by_address(edited(sex=SEX, age=AGE)).items()}
    renamed = by_address(edited(sex=SEX, years={**AGE, "formerly": "age"}), first)
    assert renamed["patient.years"].id == first["patient.age"]
    assert by_address(edited(sex=SEX, years=AGE), first)["patient.years"].id == "S4"
    both_there = by_address(edited(sex=SEX, age=AGE, years={**AGE, "formerly": "age"}), first)
    assert (both_there["patient.age"].id, both_there["patient.years"].id) == ("S3", "S4")


def test_numbers_follow_a_renamed_table_and_what_cases_look_at() -> None:
    def tree(table: str, column: str, **more: str) -> Tree:
        sick = {"when": {column: "yes"}, "distribution": {"poisson": 3}}
        rows = {"when": {f"{table}.{column}": "yes"}, "distribution": {"poisson": 2}}
        other = {"distribution": {"poisson": 1}}
        was = {"formerly": more["was_column"]} if more else {}
        person = {
            "rows": 5,
            "key": "id",
            "columns": {
                "id": {"type": "integer", "sequence": {}},
                column: {"type": "string", "distribution": {"choice": {"no": 1, "yes": 1}}, **was},
                "falls": {"type": "integer", "given": [column], "cases": [sick, other]},
            },
            **({"formerly": more["was_table"]} if more else {}),
        }
        visit = {
            "rows": {"per": table, "given": [f"{table}.{column}"], "cases": [rows, other]},
            "columns": {"id": {"type": "integer", "references": table}},
        }
        return tree_of({table: person, "visit": visit})

    first = statistics(spec_of(tree("patient", "ill")))
    later = statistics(
        spec_of(tree("person", "sick", was_table="patient", was_column="ill")),
        {one.address: one.id for one in first},
    )
    assert {one.id for one in later} == {one.id for one in first}
    assert any("when person.sick = yes" in one.address for one in later)


def test_long_conditions_are_cut_and_still_told_apart() -> None:
    words = [f"word {number}" for number in range(200)]
    cases = [
        {"when": {"sex": words[:-1]}, "distribution": {"exactly": 1}},
        {"when": {"sex": words[1:]}, "distribution": {"exactly": 2}},
    ]
    found = by_address(edited(sex=SEX, n={"type": "integer", "given": ["sex"], "cases": cases}))
    assert len(found) == 4
    assert max(map(len, found)) <= 300


def test_a_source_is_that_of_the_case_the_column_or_the_table() -> None:
    cases = [
        {"when": {"sex": "F"}, "distribution": {"exactly": 1}, "source": {"from": "register", "n": 120}},
        {"otherwise": True, "distribution": {"exactly": 2}},
    ]
    columns = {
        "sex": {**SEX, "source": "census"},
        "n": {"type": "integer", "given": ["sex"], "cases": cases, "source": "census", "missing": 0.2},
        "age": AGE,
    }
    sources = {
        "census": {"kind": "public", "title": "Census"},
        "register": {"kind": "private", "title": "Register", "policy": "acro", "people": 900},
    }
    tree = tree_of({"p": {"rows": 9, "columns": columns, "source": "register"}}, sources=sources)
    found = by_address(spec_of(tree))
    assert {at: (one.source.name, one.source.kind, one.source.people) for at, one in found.items()} == {
        "p / rows": ("register", "private", 900),
        "p.sex": ("census", "public", None),
        "p.n / when sex = F": ("register", "private", 120),
        "p.n / otherwise": ("census", "public", None),
        "p.n / missing": ("census", "public", None),
        "p.age": ("register", "private", 900),
    }
    assert statistics(edited(sex=SEX))[0].source.kind == "assumed"


def private(folder: str) -> Spec:
    """Return one of `FOLDERS` with every source private, so that the disclosure lint looks at all of it."""
    of = spec(folder)
    return replace(of, sources={name: replace(source, kind="private") for name, source in of.sources.items()})


@pytest.mark.parametrize("folder", FOLDERS)
def test_all_that_the_disclosure_lint_looks_at_is_a_statistic_with_the_same_source(folder: str) -> None:
    of, document = private(folder), both(folder)[1]
    document = document.written_out(of.files, lambda name: name)
    paths = {found.path: found.source.name for found in statistics(of)}
    for found in linted(Context(of, document)):
        same = {name for path, name in paths.items() if path[: len(found.address)] == found.address}
        assert found.origin.source.name in same or any(
            path == found.address[: len(path)] and name == found.origin.source.name
            for path, name in paths.items()
        ), found.address
