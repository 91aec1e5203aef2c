"""The facts of CPRD Aurum that surprise a newcomer, asserted of the files as a researcher reads them: tab-delimited, all text.

Knows the published structure and the terms of the dictionary; of the specification nothing.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from manikin.build import build
from manikin.plan import Sizes
from manikin.spec import load

ROOT = Path(__file__).parent.parent.parent
Row = dict[str, str]
COLUMNS = {
    "Patient": "patid pracid usualgpstaffid gender yob mob emis_ddate regstartdate patienttypeid regenddate acceptable cprd_ddate",
    "Practice": "pracid lcd uts region",
    "Staff": "staffid pracid jobcatid",
    "Consultation": "patid consid pracid consdate enterdate staffid conssourceid cprdconstype consmedcodeid",
    "Observation": "patid consid pracid obsid obsdate enterdate staffid parentobsid medcodeid value numunitid obstypeid "
    "numrangelow numrangehigh probobsid",
    "Referral": "patid obsid pracid refsourceorgid reftargetorgid refurgencyid refservicetypeid refmodeid",
    "Problem": "patid obsid pracid parentprobobsid probenddate expduration lastrevdate lastrevstaffid parentprobrelid "
    "probstatusid signid",
    "DrugIssue": "patid issueid pracid probobsid drugrecid issuedate enterdate staffid prodcodeid dosageid quantity "
    "quantunitid duration estnhscost",
    "MedicalDictionary": "medcodeid term originalreadcode cleansedreadcode snomedctconceptid snomedctdescriptionid release "
    "emiscodecategoryid",
    "ProductDictionary": "prodcodeid dmdid termfromemis productname formulation routeofadministration drugsubstancename "
    "substancestrength bnfchapter release",
}
LOOKUPS = (
    "Gender PatientType Region JobCat ConsSource NumUnit ObsType RefServiceType RefUrgency RefMode OrgType "
    "ParentProbRel ProbStatus Sign Common_dosages QuantUnit EMISCodeCat"
).split()
KEYS = {
    "Patient": "patid",
    "Staff": "staffid",
    "Consultation": "consid",
    "Observation": "obsid",
    "DrugIssue": "issueid",
}
LOOKED_UP = [
    ("Patient", "gender", "Gender"), ("Patient", "patienttypeid", "PatientType"), ("Practice", "region", "Region"),
    ("Staff", "jobcatid", "JobCat"), ("Consultation", "conssourceid", "ConsSource"),
    ("Observation", "numunitid", "NumUnit"), ("Observation", "obstypeid", "ObsType"),
    ("Referral", "refurgencyid", "RefUrgency"), ("Referral", "refservicetypeid", "RefServiceType"),
    ("Referral", "refmodeid", "RefMode"), ("Problem", "parentprobrelid", "ParentProbRel"),
    ("Problem", "probstatusid", "ProbStatus"), ("Problem", "signid", "Sign"),
    ("DrugIssue", "dosageid", "Common_dosages"), ("DrugIssue", "quantunitid", "QuantUnit"),
    ("MedicalDictionary", "emiscodecategoryid", "EMISCodeCat"),
]  # fmt: skip
DATES = {
    "Patient": ("emis_ddate", "regstartdate", "regenddate", "cprd_ddate"),
    "Practice": ("lcd",),
    "Consultation": ("consdate", "enterdate"),
    "Observation": ("obsdate", "enterdate"),
    "Problem": ("probenddate", "lastrevdate"),
    "DrugIssue": ("issuedate", "enterdate"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("aurum") / "build"
    build(load(ROOT / "specs" / "cprd-aurum"), target, sizes=Sizes((("Practice", 5),)))
    return target


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, list[Row]]:
    def rows(name: str) -> list[Row]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t"))

    return {name: rows(name) for name in (*COLUMNS, *LOOKUPS)}


def day(text: str) -> date:
    """Return a date written dd/mm/yyyy."""
    of_month, month, year = map(int, text.split("/"))
    return date(year, month, of_month)


def events(tables: dict[str, list[Row]]) -> Iterator[tuple[str, Row, str]]:
    """Yield every dated row below a patient with its table and the column of its date."""
    for table, column in (
        ("Consultation", "consdate"),
        ("Observation", "obsdate"),
        ("DrugIssue", "issuedate"),
    ):
        for row in tables[table]:
            yield table, row, column


def coded(tables: dict[str, list[Row]]) -> dict[str, str]:
    return {row["term"]: row["medcodeid"] for row in tables["MedicalDictionary"]}


def test_eight_tables_two_dictionaries_and_the_lookups(folder: Path, tables: dict[str, list[Row]]) -> None:
    assert len(list(folder.glob("*.csv"))) == 27
    for name, columns in COLUMNS.items():
        header = (folder / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0]
        assert header == columns.replace(" ", "\t")
    assert all(tables.values())


def test_ids_are_digits_that_do_not_survive_as_numbers(tables: dict[str, list[Row]]) -> None:
    lengths = defaultdict(set)
    for table, key in KEYS.items():
        values = [row[key] for row in tables[table]]
        assert len(set(values)) == len(values)
        for value in values:
            assert re.fullmatch("[1-9][0-9]{0,18}", value)
            assert int(value) < 2**63
            lengths[table].add(len(value))
    assert max(lengths["Observation"]) == 19
    assert any(int(float(row["obsid"])) != int(row["obsid"]) for row in tables["Observation"])
    assert all(6 <= length <= 19 for length in lengths["Patient"] | lengths["Observation"])
    assert all(6 <= len(row["medcodeid"]) <= 18 for row in tables["MedicalDictionary"])
    assert len({len(row["medcodeid"]) for row in tables["MedicalDictionary"]}) > 5


def test_the_practice_is_in_the_last_five_characters(tables: dict[str, list[Row]]) -> None:
    practices = {row["pracid"] for row in tables["Practice"]}
    patients = {row["patid"] for row in tables["Patient"]}
    assert all(len(practice) == 5 for practice in practices)
    for table in ("Patient", "Consultation", "Observation", "Referral", "Problem", "DrugIssue"):
        for row in tables[table]:
            assert row["patid"] in patients
            assert row["patid"][-5:] == row["pracid"]
            assert row["pracid"] in practices


def test_dates_are_day_month_year(tables: dict[str, list[Row]]) -> None:
    seen = 0
    for table, columns in DATES.items():
        for row in tables[table]:
            for text in (row[column] for column in columns if row[column]):
                assert re.fullmatch("[0-9]{2}/[0-9]{2}/[0-9]{4}", text)
                assert day(text)
                seen += int(text[:2]) > 12
    assert seen, "a reader that swaps day and month would not notice"


def test_birth_registration_events_and_the_end(tables: dict[str, list[Row]]) -> None:
    practice = {row["pracid"]: day(row["lcd"]) for row in tables["Practice"]}
    spans = {}
    for row in tables["Patient"]:
        start, last = day(row["regstartdate"]), practice[row["pracid"]]
        assert start >= date(int(row["yob"]), int(row["mob"] or 1), 1)
        ends = [day(row[name]) for name in ("regenddate", "cprd_ddate") if row[name]]
        assert not row["cprd_ddate"] or row["regenddate"]
        assert all(start <= end <= last for end in ends)
        spans[row["patid"]] = start, min([last, *ends])
        is_child = last.year - int(row["yob"]) < 16
        assert not row["mob"] or last.year - int(row["yob"]) <= 16, "only of children"
        assert row["mob"] or not is_child
    for _, row, column in events(tables):
        start, end = spans[row["patid"]]
        assert start <= day(row[column]) <= end
        assert day(row[column]) <= day(row["enterdate"]) <= practice[row["pracid"]]
    late = sum(day(row[column]) < day(row["enterdate"]) for _, row, column in events(tables))
    assert late > 100
    assert any(row["cprd_ddate"] for row in tables["Patient"])


def test_an_observation_agrees_with_its_consultation(tables: dict[str, list[Row]]) -> None:
    consultations = {row["consid"]: row for row in tables["Consultation"]}
    without = 0
    for row in tables["Observation"]:
        if row["consid"]:
            there = consultations[row["consid"]]
            assert (row["patid"], row["pracid"], row["obsdate"]) == (
                there["patid"],
                there["pracid"],
                there["consdate"],
            )
        else:
            without += 1
    assert 0 < without < len(tables["Observation"]) / 3


def test_staff_is_of_the_practice_and_the_usual_doctor_is_one(tables: dict[str, list[Row]]) -> None:
    staff = {row["staffid"]: row for row in tables["Staff"]}
    for table, column in (("Patient", "usualgpstaffid"), ("Consultation", "staffid"), ("Observation", "staffid"),
                          ("DrugIssue", "staffid"), ("Problem", "lastrevstaffid")):  # fmt: skip
        named = [(row["pracid"], staff[row[column]]) for row in tables[table] if row[column]]
        assert named
        assert all(there["pracid"] == practice for practice, there in named)
    doctor = {row["jobcatid"]: row["Description"] for row in tables["JobCat"]}
    usual = {staff[row["usualgpstaffid"]]["jobcatid"] for row in tables["Patient"] if row["usualgpstaffid"]}
    assert {doctor[job] for job in usual} == {"General practitioner"}


def test_self_references_stay_inside_the_patient(tables: dict[str, list[Row]]) -> None:
    observations = {row["obsid"]: row for row in tables["Observation"]}
    problems = {row["obsid"] for row in tables["Problem"]}
    parents = set()
    for row in tables["Observation"]:
        if row["parentobsid"]:
            there = observations[row["parentobsid"]]
            assert there["patid"] == row["patid"]
            assert not there["parentobsid"]
            parents.add(row["parentobsid"])
        if row["probobsid"]:
            there = observations[row["probobsid"]]
            assert there["patid"] == row["patid"]
            assert day(there["obsdate"]) <= day(row["obsdate"])
            assert row["probobsid"] in problems
            assert row["probobsid"] != row["obsid"]
    assert parents
    assert any(row["probobsid"] for row in tables["Observation"])


def test_referrals_and_problems_share_the_key_of_their_observation(tables: dict[str, list[Row]]) -> None:
    observations = {row["obsid"]: row for row in tables["Observation"]}
    for table in ("Referral", "Problem"):
        keys = [row["obsid"] for row in tables[table]]
        assert len(set(keys)) == len(keys)
        for row in tables[table]:
            assert (row["patid"], row["pracid"]) == tuple(
                observations[row["obsid"]][n] for n in ("patid", "pracid")
            )
    of_type = {row["obsid"] for row in tables["Observation"] if row["obstypeid"] == "7"}
    assert {row["obsid"] for row in tables["Referral"]} == of_type
    patient = {row["obsid"]: row["patid"] for row in tables["Problem"]}
    nested = [row for row in tables["Problem"] if row["parentprobobsid"]]
    assert nested
    assert all(patient[row["parentprobobsid"]] == row["patid"] and row["parentprobrelid"] for row in nested)


def test_systolic_and_diastolic_are_siblings_below_one_reading(tables: dict[str, list[Row]]) -> None:
    codes = coded(tables)
    systolic, diastolic = codes["Systolic blood pressure"], codes["Diastolic blood pressure"]
    observations = {row["obsid"]: row for row in tables["Observation"]}
    pressures: dict[str, dict[str, float]] = defaultdict(dict)
    for row in tables["Observation"]:
        if row["medcodeid"] in {systolic, diastolic}:
            assert row["medcodeid"] not in pressures[row["parentobsid"]]
            pressures[row["parentobsid"]][row["medcodeid"]] = float(row["value"])
    assert len(pressures) > 100
    for parent, found in pressures.items():
        assert observations[parent]["medcodeid"] == codes["Blood pressure reading"]
        assert found[systolic] > found[diastolic]


def test_the_ten_results_of_a_blood_count_agree(tables: dict[str, list[Row]]) -> None:
    terms = {code: term for term, code in coded(tables).items()}
    observations = {row["obsid"]: row for row in tables["Observation"]}
    counts: dict[str, dict[str, float]] = defaultdict(dict)
    for row in tables["Observation"]:
        parent = observations.get(row["parentobsid"])
        if parent and terms[parent["medcodeid"]] == "Full blood count":
            counts[row["parentobsid"]][terms[row["medcodeid"]]] = float(row["value"])
    assert len(counts) > 20
    for found in counts.values():
        assert len(found) == 10
        cells, volume = found["Red blood cell count"], found["Mean cell volume"]
        assert found["Haematocrit"] == pytest.approx(cells * volume / 1000, abs=0.00051)
        assert found["Mean cell haemoglobin"] == pytest.approx(
            found["Haemoglobin concentration"] / cells, abs=0.051
        )
        parts = [found[name] for name in ("Neutrophil count", "Lymphocyte count", "Monocyte count")]
        assert found["White blood cell count"] > sum(parts)


def test_values_and_units_go_by_code(tables: dict[str, list[Row]]) -> None:
    shown = defaultdict(set)
    for row in tables["Observation"]:
        assert bool(row["value"]) == bool(row["numunitid"])
        assert not row["value"] or re.fullmatch("[0-9]+[.][0-9]{3}", row["value"])
        shown[row["medcodeid"]].add(
            (row["numunitid"], row["obstypeid"], row["numrangelow"], row["numrangehigh"])
        )
    assert set(shown) <= set(coded(tables).values())
    assert all(len(ways) == 1 for ways in shown.values())
    unit = {row["numunitid"]: row["Description"] for row in tables["NumUnit"]}
    ((pressure, *_),) = shown[coded(tables)["Systolic blood pressure"]]
    assert unit[pressure] == "mmHg"


@pytest.mark.parametrize(("table", "column", "lookup"), LOOKED_UP)
def test_codes_are_in_their_lookup(
    tables: dict[str, list[Row]], table: str, column: str, lookup: str
) -> None:
    known = {next(iter(row.values())) for row in tables[lookup]}
    found = {row[column] for row in tables[table] if row[column]}
    assert found
    assert found <= known


def test_issues_follow_their_problem_and_product(tables: dict[str, list[Row]]) -> None:
    observations = {row["obsid"]: row for row in tables["Observation"]}
    products = {row["prodcodeid"] for row in tables["ProductDictionary"]}
    records: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in tables["DrugIssue"]:
        assert row["prodcodeid"] in products
        assert len(row["dosageid"]) == 64
        assert re.fullmatch("[0-9]+[.][0-9]{4}", row["estnhscost"])
        records[row["drugrecid"]].add((row["patid"], row["prodcodeid"]))
        if row["probobsid"]:
            problem = observations[row["probobsid"]]
            assert problem["patid"] == row["patid"]
            assert day(problem["obsdate"]) <= day(row["issuedate"])
    assert all(len(of) == 1 for of in records.values())
    assert len(records) < len(tables["DrugIssue"]), "some records have several issues"
    assert {bool(row["probobsid"]) for row in tables["DrugIssue"]} == {True, False}


def test_rows_of_a_patient_stand_together_in_order_of_time(tables: dict[str, list[Row]]) -> None:
    for table, column in (
        ("Consultation", "consdate"),
        ("Observation", "obsdate"),
        ("DrugIssue", "issuedate"),
    ):
        runs = [row["patid"] for row in tables[table]]
        starts = [place for place, patient in enumerate(runs) if place == 0 or runs[place - 1] != patient]
        assert len(starts) == len(set(runs))
        for one, two in zip(tables[table], tables[table][1:], strict=False):
            assert one["patid"] != two["patid"] or day(one[column]) <= day(two[column])


def is_checked(digits: str) -> bool:
    """Return whether the last digit is the check digit of SNOMED CT and dm+d ids (Verhoeff's)."""
    turns = [[*range(10)], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
    while len(turns) < 8:
        turns.append([turns[-1][place] for place in turns[1]])

    def times(a: int, b: int) -> int:
        """Return the product of two elements of the symmetries of a pentagon."""
        if a < 5:
            return (a + b) % 5 if b < 5 else (a + b) % 5 + 5
        return (a - b) % 5 + 5 if b < 5 else (a - b) % 5

    found = 0
    for place, digit in enumerate(reversed(digits)):
        found = times(found, turns[place % 8][int(digit)])
    return found == 0


def test_no_code_can_be_a_real_one(tables: dict[str, list[Row]]) -> None:
    assert is_checked("73211009"), "a real SNOMED CT id, of diabetes mellitus"
    ids = [
        row[name]
        for row in tables["MedicalDictionary"]
        for name in ("snomedctconceptid", "snomedctdescriptionid")
    ]
    ids += [row["dmdid"] for row in tables["ProductDictionary"]]
    assert len(ids) > 100
    assert not any(map(is_checked, ids))
    assert all(text.startswith("999") for text in ids)
    assert all(row["cleansedreadcode"].startswith("ZZ") for row in tables["MedicalDictionary"])


def test_what_is_not_populated_is_empty(tables: dict[str, list[Row]]) -> None:
    for table, column in (("Practice", "uts"), ("Consultation", "cprdconstype"), ("Referral", "refsourceorgid"),
                          ("Referral", "reftargetorgid"), ("MedicalDictionary", "release"),
                          ("ProductDictionary", "release")):  # fmt: skip
        assert {row[column] for row in tables[table]} == {""}
