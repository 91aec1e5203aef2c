"""Each of CPRD Aurum's facts is proved by verification: broken in the files, it is found by the name of its rule."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from manikin.build import build
from manikin.plan import Sizes
from manikin.spec import load
from manikin.verify import Outcome, verify

SPEC = Path(__file__).parent.parent.parent / "specs" / "cprd-aurum"
Row = dict[str, str]


class Tables:
    """The files of a build, to be read, broken and written back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[Row]] = {}

    def __getitem__(self, name: str) -> list[Row]:
        if name not in self.rows:
            with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                self.rows[name] = list(csv.DictReader(file, delimiter="\t"))
        return self.rows[name]

    def write(self) -> None:
        for name, rows in self.rows.items():
            with (self.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]), delimiter="\t", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def first(rows: list[Row], **wanted: bool) -> Row:
    """Return the first row with, or without, a value in each column."""
    return next(row for row in rows if all(bool(row[name]) == there for name, there in wanted.items()))


def swap_pressures(tables: Tables) -> None:
    terms = {row["medcodeid"]: row["term"] for row in tables["MedicalDictionary"]}
    pair: dict[str, Row] = {}
    for row in tables["Observation"]:
        kind = terms[row["medcodeid"]].partition(" ")[0]
        if kind in {"Systolic", "Diastolic"} and row["parentobsid"] == pair.get("", row)["parentobsid"]:
            pair[""] = pair[kind] = row
    one, two = pair["Systolic"], pair["Diastolic"]
    one["value"], two["value"] = two["value"], one["value"]


def break_all(tables: Tables) -> dict[str, tuple[str, str]]:
    """Break each fact once; return the table and the rule by which each is to be found."""
    swap_pressures(tables)
    observations, patients = tables["Observation"], tables["Patient"]
    patients[3]["patid"] = patients[3]["patid"][:-1] + str((int(patients[3]["patid"][-1]) + 1) % 10)
    patients[5]["yob"] = "2030"
    first(tables["Consultation"], staffid=True)["enterdate"] = "01/01/1900"
    first(observations, consid=False)["obsdate"] = "01/01/1900"
    first(observations, consid=True)["consid"] = tables["Consultation"][-1]["consid"]
    measured = first(observations, value=True, parentobsid=False)
    measured["numunitid"] = str(int(measured["numunitid"]) % 16 + 1)
    first(observations[100:], value=True, parentobsid=False)["value"] = "99999.000"
    first(observations, probobsid=True)["probobsid"] = tables["Problem"][-1]["obsid"]
    first(observations[200:], parentobsid=True)["parentobsid"] = observations[-1]["obsid"]
    tables["DrugIssue"][0]["issuedate"] = "31/12/2039"
    tables["Referral"][0]["obsid"] = first(observations, parentobsid=True)["obsid"]
    issue = first(tables["DrugIssue"], probobsid=True)
    issue["probobsid"] = first(observations, parentobsid=True)["obsid"]
    checks = {
        "practice": ("Patient", "check 'the last five characters of the patient id are the practice'"),
        "birth": ("Patient", "check 'registered after birth'"),
        "entry": ("Consultation", "check 'entered on the day or later'"),
        "outside": (
            "Observation",
            "check 'observed between registration and its end, death or the last collection'",
        ),
        "pressure": ("Observation", "pair 'systolic above diastolic'"),
        "consultation": (
            "Observation",
            "pair 'the consultation is of the same patient, practice and day'",
        ),
        "unit": ("Observation", "pair 'unit, type and range are those of the code'"),
        "value": ("Observation", "pair 'the value is possible for the code'"),
        "problem": ("Observation", "pair 'the problem is an earlier observation of the same patient'"),
        "parent": ("Observation", "pair 'the parent observation is of the same patient and day'"),
        "late": (
            "DrugIssue",
            "check 'issued between registration and its end, death or the last collection'",
        ),
        "referral": ("Referral", "pair 'the observation is of the same patient and practice'"),
        "issue": ("DrugIssue", "pair 'the problem is in the table of problems'"),
    }
    tables.write()
    return checks


@pytest.mark.slow
def test_every_fact_is_proved_by_a_rule_of_its_own(tmp_path: Path) -> None:
    build(load(SPEC), tmp_path / "build", sizes=Sizes((("Practice", 4),)))
    expected = break_all(Tables(tmp_path / "build"))
    failed = {(r.table, r.name) for r in verify(tmp_path / "build").results if r.outcome is Outcome.FAILED}
    assert {fact for fact, found in expected.items() if found not in failed} == set()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_honest_build_passes(tmp_path: Path, form: str) -> None:
    build(load(SPEC), tmp_path / "build", sizes=Sizes((("Practice", 4),)), form=form)
    report = verify(tmp_path / "build")
    assert not report.problems
    assert report.count(Outcome.PASSED) > 600
