"""Whole verifications: honest builds pass, and what cannot be told from the files is never passed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from manikin.errors import ExitStatus, Problem, UserError
from manikin.model import Case, Check, Condition, DataType, Distribution, Draw
from manikin.verify import RULES, Limits, Outcome, verify


def outcomes(report: Any, outcome: Outcome) -> set[tuple[str, str, str | None]]:
    """Return what ended so."""
    return {(r.name, r.table, r.column) for r in report.results if r.outcome is outcome}


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("limits", [Limits(), Limits(in_process=True)], ids=["child", "in process"])
def test_honest_build_passes(form: str, limits: Limits, build: Any) -> None:
    build.form = form
    build.write()
    report = build.verify(limits=limits)
    assert report.problems == ()
    assert report.ok
    assert report.status is ExitStatus.DONE
    assert report.counts["passed"] > 100
    assert report.counts["unchecked"] == 0


def test_every_result_has_a_rule_and_results_are_in_the_order_of_tables(build: Any) -> None:
    report = build.found()
    assert {r.rule for r in report.results} <= set(RULES)
    tables = list(dict.fromkeys(r.table for r in report.results))
    assert tables == ["", *build.spec.tables]


def test_json_has_its_documented_shape(build: Any) -> None:
    build.data["patient"]["sex"][0] = "X"
    tree = json.loads(build.found().to_json())
    assert list(tree) == ["verify", "dataset", "version", "ok", "counts", "results"]
    assert tree["verify"] == 1
    assert tree["ok"] is False
    assert set(tree["counts"]) == {outcome.value for outcome in Outcome}
    assert set(tree["results"][0]) == {"name", "rule", "table", "column", "outcome", "found", "message"}


def test_same_report_each_time(build: Any) -> None:
    assert build.found().to_json() == build.verify().to_json()


def test_values_of_the_data_are_never_shown(build: Any) -> None:
    for column in ("nhs_number", "sex", "email", "token", "ward", "country"):
        build.data["patient"][column][3] = "CANARY"
    build.data["attendance"]["site_code"][3] = "CANARY"
    report = build.found()
    assert not report.ok
    assert "CANARY" not in report.to_json()
    assert "CANARY" not in repr(report.problems)


def test_subset_leaves_checks_across_tables_undone(build: Any) -> None:
    del build.data["patient"]
    build.manifest = {"overrides": {"tables": ["attendance", "site"]}}
    report = build.found()
    assert report.ok
    undone = outcomes(report, Outcome.UNCHECKED)
    assert ("table", "patient", None) in undone
    assert ("reference", "attendance", "patient_id") in undone
    assert ("expression", "attendance", "age") in undone
    assert ("check 'not too old'", "attendance", None) not in undone


def test_subset_without_a_vocabulary_takes_it_from_the_specification(build: Any, failures: Any) -> None:
    del build.data["site"]
    build.data["attendance"]["site_name"][2] = "Nowhere"
    build.manifest = {"overrides": {"tables": ["attendance", "patient"]}}
    assert failures(build.found()) == {("lookup", "attendance", "site_name")}


def test_table_that_should_be_there(build: Any, failures: Any) -> None:
    del build.data["site"]
    assert ("table", "site", None) in failures(build.found())


def test_what_needs_a_hidden_column_is_not_passed(build: Any) -> None:
    hidden = (Case((Condition("frailty", "frail"),), Distribution("choice", {"F": 1})),)
    otherwise = Case(None, Distribution("choice", {"F": 3, "M": 2}))
    build.change_column("patient", "sex", draw=Draw(None, ("frailty",), (*hidden, otherwise)))
    build.change_table("patient", checks=(Check("frail", "frailty IS NOT NULL"),))
    report = build.found()
    undone = outcomes(report, Outcome.UNCHECKED)
    assert ("shares", "patient", "sex") in undone
    assert ("check 'frail'", "patient", None) in undone
    assert ("listed values", "patient", "sex") in outcomes(report, Outcome.PASSED)
    assert "frailty is hidden" in next(r.message for r in report.results if r.name == "check 'frail'")


def test_shares_that_checks_bend_are_not_tested(build: Any) -> None:
    build.data["patient"]["sex"] = ["F"] * len(build.data["patient"]["sex"])
    for row, number in enumerate(build.data["patient"]["patient_id"]):
        build.data["patient"]["email"][row] = f"p{number:05}.F@example.org"
    build.change_table("patient", checks=(Check("only women", "sex = 'F'"), Check("tall", "height > 100")))
    del build.data["attendance"]
    build.manifest = {"overrides": {"tables": ["patient", "site"]}}
    report = build.found()
    assert report.ok
    assert outcomes(report, Outcome.UNTESTED) == {
        ("shares", "patient", "sex"),
        ("shape", "patient", "height"),
        ("share missing", "patient", "height"),
    }


def test_overrides_change_the_wanted_rows(build: Any, failures: Any) -> None:
    build.manifest = {"overrides": {"rows": {"patient": 599}}}
    assert failures(build.found()) == {("rows as declared", "patient", None)}
    build.manifest = {"overrides": {"scale": 0.5}}
    report = build.found()
    assert failures(report) == {("rows as declared", "patient", None)}
    assert "where 300 is declared" in report.problems[0].message


def test_date_format_of_csv(build: Any, failures: Any) -> None:
    build.change_column("patient", "birth_date", format="%d/%m/%Y")
    dates = build.data["patient"]["birth_date"]
    build.data["patient"]["birth_date"] = [d.strftime("%d/%m/%Y") for d in dates]
    assert build.found().ok
    build.data["patient"]["birth_date"][5] = "31/02/1990"
    assert ("type", "patient", "birth_date") in failures(build.found())


def test_format_without_the_century_hides_the_date(build: Any) -> None:
    build.change_column("patient", "birth_date", format="%d/%m/%y")
    build.data["patient"]["birth_date"] = [
        d.strftime("%d/%m/%y") for d in build.data["patient"]["birth_date"]
    ]
    report = build.found()
    assert report.ok
    assert ("expression", "attendance", "age") in outcomes(report, Outcome.UNCHECKED)
    assert ("type", "patient", "birth_date") in outcomes(report, Outcome.PASSED)


def test_names_that_differ_in_capitals_only(build: Any, failures: Any) -> None:
    sex = build.spec.tables["patient"].by_name["sex"]
    capital = type(sex)("SEX", DataType("string"), "constant", "u")
    build.change_table("patient", columns=(*build.spec.tables["patient"].columns, capital))
    build.data["patient"]["SEX"] = ["u"] * len(build.data["patient"]["sex"])
    assert build.found().ok
    build.data["patient"]["SEX"][9] = "v"
    assert failures(build.found()) == {("constant", "patient", "SEX")}


def test_reproduce_is_told_the_folder_and_tells_what_differs(build: Any, failures: Any) -> None:
    build.write()
    assert build.verify(reproduce=lambda folder, spec: ()).ok
    seen: list[Path] = []

    def differs(folder: Path, spec: object) -> tuple[Problem, ...]:
        seen.append(folder)
        return (Problem("patient.csv", 0, 0, "VERIFY17", "patient.csv differs"),)

    assert failures(build.verify(reproduce=differs)) == {("reproduced", "", None)}
    assert seen == [build.folder]


def test_folder_without_a_manifest(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no finished build"):
        verify(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"dataset": 1, "version": 1, "format": "csv", "tables": {"a": {"file": "../a.csv"}}}'],
)
def test_manifest_that_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(UserError, match="is not a manifest"):
        verify(tmp_path)


def test_unknown_format(build: Any) -> None:
    build.manifest = {"format": "xlsx"}
    build.write()
    with pytest.raises(UserError, match="cannot be verified"):
        build.verify()
