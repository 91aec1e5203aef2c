"""CSV files of a specification: one form, cells of the declared type, every flaw with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from manikin.spec.csvtext import parse

SITE = "tables:\n  site:\n    file: site.csv\n    key: site_code\n"
BEDS = SITE + "    columns:\n      beds: {type: integer}\n"

FLAWS = {
    "ragged": ("a,b\n1,2\n3\n", "FILE03", 3, 1),
    "empty line": ("a,b\n\n1,2\n", "FILE03", 2, 1),
    "name twice": ("a,A\n1,2\n", "FILE03", 1, 1),
    "no name": ("a,\n1,2\n", "FILE03", 1, 1),
    "empty file": ("", "FILE03", 1, 1),
    "open quote": ('a\n"x\n', "FILE03", 2, 1),
    "quote inside": ('a\nx"y\n', "FILE03", 2, 1),
    "text behind a quote": ('a\n"x"y\n', "FILE03", 2, 1),
    "line break in a cell": ('a,b\n"x\ny",1\n', "FILE03", 2, 1),
    "byte order mark": (b"\xef\xbb\xbfa\nx\n", "FILE02", 1, 1),
    "not UTF-8": (b"a\nx\xe9\n", "FILE02", 2, 2),
    "NUL": ("a\nx\x00\n", "FILE02", 2, 2),
    "tab": ("a\nx\ty\n", "FILE02", 2, 2),
    "lone carriage return": ("a\rx\n", "FILE02", 1, 2),
    "zero width space": ("a\nx\u200b\n", "FILE02", 2, 2),
    "apart from its accent": ("a\ne\u0301\n", "FILE02", 2, 2),
    "blank before": ("site_code,b\nx, y\n", "FILE04", 2, 3),
    "blank behind": ("site_code,b\nx,y \n", "FILE04", 2, 3),
    "blank in the first line": ("a, b\nx,y\n", "FILE03", 1, 1),
    "formula": ("site_code,b\nx,@SUM(A1)\n", "FILE05", 2, 3),
    "number": ("site_code,beds\nx,many\n", "FILE06", 2, 3),
    "number behind quotes": ('site_code,note,beds\nx,"a, ""b""",-\n', "FILE06", 2, 14),
}


@pytest.mark.parametrize("name", FLAWS)
def test_flaw(name: str, judge: Any) -> None:
    content, rule, line, column = FLAWS[name]
    found = judge(BEDS if rule == "FILE06" else SITE, {"site.csv": content})
    first = found.problems[0]
    assert (first.rule, first.line, first.column) == (rule, line, column)
    assert {problem.rule for problem in found.problems} == {rule}
    assert first.file.endswith("/site.csv")
    assert found.spec is None


def test_cells_are_read_as_they_are() -> None:
    grid, flaws = parse(b'code,name,note\r\n01,"a, ""b""",\r\n02,,""\r\n')
    assert flaws == []
    assert grid is not None
    assert grid.cells.to_pylist() == [
        {"code": "01", "name": 'a, "b"', "note": None},
        {"code": "02", "name": None, "note": ""},
    ]
    assert grid.cells.schema.types == [pa.string()] * 3


def test_a_long_cell_is_never_shown(judge: Any) -> None:
    secret = "confidential" * 5
    found = judge(BEDS, {"site.csv": f"site_code,beds\nx,{secret}\n"})
    assert [problem.rule for problem in found.problems] == ["FILE06"]
    assert not any("confidential" in str(problem) for problem in found.problems)


def test_many_bad_cells_are_counted(judge: Any) -> None:
    rows = "".join(f"k{n},x{n}\n" for n in range(500))
    found = judge(BEDS, {"site.csv": "site_code,beds\n" + rows})
    assert len(found.problems) == 11
    assert "490 more cells" in found.problems[-1].message


def test_formulas_may_be_allowed(judge: Any) -> None:
    assert judge(SITE + "    formulas: allow\n", {"site.csv": "site_code\n=x\n"}).spec is not None


def test_a_negative_number_is_no_formula(judge: Any) -> None:
    assert judge(BEDS, {"site.csv": "site_code,beds\nx,-3\n"}).spec is not None


def test_a_link_is_refused(judge: Any, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("site_code\nx\n")
    (tmp_path / "site.csv").symlink_to("other.csv")
    found = judge(SITE)
    assert [problem.rule for problem in found.problems] == ["FILE01"]
    assert found.problems[0].file.endswith("/spec.yaml")


def test_one_file_for_two_tables_is_read_once_and_told_once(judge: Any) -> None:
    found = judge(SITE + "  other:\n    file: site.csv\n", {"site.csv": "site_code\nx \n"})
    assert [problem.rule for problem in found.problems] == ["FILE04"]
