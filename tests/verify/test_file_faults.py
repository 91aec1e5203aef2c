"""Faults of the files themselves: bytes, columns, types, formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from manikin.model import DataType


def rewrite(build: Any, old: bytes, new: bytes, table: str = "patient") -> None:
    """Change bytes of a file and let the manifest agree, so that only the content is at fault."""
    build.write()
    path: Path = build.folder / f"{table}.csv"
    changed = path.read_bytes().replace(old, new, 1)
    assert changed != path.read_bytes()
    path.write_bytes(changed)


CONTENT = {
    "fraction in an integer": (b"\n3,", b"\n3.5,", ("type", "patient", "patient_id")),
    "leading zero": (b"\n3,", b"\n03,", ("type", "patient", "patient_id")),
    "truth as a number": (b",true,", b",1,", ("type", "patient", "active")),
    "English date": (b",19", b",1/1/19", ("type", "patient", "birth_date")),
    "date that does not exist": (b"-02-", b"-13-", ("type", "patient", "birth_date")),
    "another scale": (b".1,", b".12,", ("type", "patient", "height")),
    "another order": (b"sex,birth_date", b"birth_date,sex", ("columns", "patient", None)),
    "another name": (b"height,", b"heigth,", ("columns", "patient", None)),
    "a value too many": (b"\n3,", b"\n3,3,", ("readable", "patient", None)),
    "a quote left open": (b"\n3,", b'\n"3,', ("readable", "patient", None)),
}


@pytest.mark.parametrize("name", CONTENT)
def test_content_fault_is_found(name: str, build: Any, failures: Any) -> None:
    old, new, wanted = CONTENT[name]
    rewrite(build, old, new)
    found = failures(build.verify())
    assert wanted in found
    assert ("digest", "patient", None) in found


def test_altered_byte(build: Any, failures: Any) -> None:
    rewrite(build, b"Ward A6", b"Ward B6")
    assert failures(build.verify()) == {("digest", "patient", None)}


def test_missing_file(build: Any, failures: Any) -> None:
    build.write()
    (build.folder / "attendance.csv").unlink()
    report = build.verify()
    assert failures(report) == {("file", "attendance", None)}
    assert "attendance.csv is missing" in report.problems[0].message


def test_link_in_place_of_a_file(build: Any, failures: Any, tmp_path: Path) -> None:
    build.write()
    (build.folder / "patient.csv").rename(tmp_path / "elsewhere.csv")
    (build.folder / "patient.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert ("file", "patient", None) in failures(build.verify())


def test_cut_off_file(build: Any, failures: Any) -> None:
    build.write()
    path = build.folder / "patient.csv"
    path.write_bytes(path.read_bytes()[:-200])
    assert {("size", "patient", None), ("digest", "patient", None)} <= failures(build.verify())


def test_extra_column(build: Any, failures: Any) -> None:
    build.data["patient"]["surprise"] = ["x"] * len(build.data["patient"]["sex"])
    report = build.found()
    assert failures(report) == {("columns", "patient", None)}
    assert "1 column not declared" in report.problems[0].message


def test_hidden_column_that_was_written(build: Any, failures: Any) -> None:
    build.data["patient"]["frailty"] = ["fit"] * len(build.data["patient"]["sex"])
    report = build.found()
    assert failures(report) == {("columns", "patient", None)}
    assert "frailty, which is hidden" in report.problems[0].message


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_column_that_is_not_there_leaves_its_checks_undone(form: str, build: Any, failures: Any) -> None:
    build.form = form
    del build.data["patient"]["birth_date"]
    report = build.found()
    assert failures(report) == {("columns", "patient", None)}
    undone = {(r.name, r.column) for r in report.results if r.outcome == "unchecked"}
    assert undone == {
        ("range", "birth_date"),
        ("shape", "birth_date"),
        ("never missing", "birth_date"),
        ("expression", "age"),
    }


def test_header_of_data_is_not_shown(build: Any) -> None:
    rewrite(build, b"patient_id,nhs_number", b"patient_id,CANARY")
    assert "CANARY" not in build.verify().to_json()


def test_wrong_line_ends(build: Any, failures: Any) -> None:
    build.write()
    path = build.folder / "site.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert ("line ends", "site", None) in failures(build.verify())


def test_byte_order_mark(build: Any, failures: Any) -> None:
    build.write()
    path = build.folder / "site.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert ("columns", "site", None) in failures(build.verify())


def test_other_delimiter(build: Any, failures: Any) -> None:
    build.write()
    path = build.folder / "site.csv"
    path.write_bytes(path.read_bytes().replace(b",", b";"))
    assert ("columns", "site", None) in failures(build.verify())


def test_parquet_of_another_type(build: Any, failures: Any) -> None:
    build.form = "parquet"
    build.write()
    build.change_column("patient", "height", type=DataType("decimal", scale=2))
    report = build.verify()
    assert ("type", "patient", "height") in failures(report)


def test_parquet_that_is_none(build: Any, failures: Any) -> None:
    build.form = "parquet"
    build.write()
    (build.folder / "site.parquet").write_bytes(b"PAR1 no more")
    assert ("readable", "site", None) in failures(build.verify())


def test_finer_than_the_precision(build: Any, failures: Any) -> None:
    build.form = "parquet"
    build.change_column("attendance", "arrived_at", type=DataType("datetime", precision="ms"))
    moments = build.data["attendance"]["arrived_at"]
    moments[0] = moments[0].replace(microsecond=500_000)
    build.write()
    build.change_column("attendance", "arrived_at", type=DataType("datetime"))
    assert ("precision", "attendance", "arrived_at") in failures(build.verify())


def test_specification_of_another_build(build: Any, failures: Any) -> None:
    build.manifest = {"spec": {"digest": "sha256:" + "1" * 64}}
    assert failures(build.found()) == {("specification", "", None)}


def test_other_rows_in_the_manifest(build: Any, failures: Any) -> None:
    build.write()
    told = json.loads((build.folder / "manifest.json").read_text("utf-8"))["tables"]
    told["site"]["rows"] = 4
    build.write_manifest(told)
    assert ("rows as in the manifest", "site", None) in failures(build.verify())
