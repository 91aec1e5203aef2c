"""Files as they come: each gives a draft that holds, or a message that says what is wrong with the file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

pytest.importorskip("ibis")

import manikin
from manikin.cli.main import run
from manikin.spec import check


def rows(line: str, count: int = 200, end: str = "\n") -> str:
    return "".join(line.format(n=n, m=n % 3) + end for n in range(count))


FILES = {
    "mark and carriage returns": "\ufeffid,ward\r\n" + rows("{n},W{m}", end="\r\n"),
    "quotes and line breaks": "id,note,ward\n" + rows('{n},"He said ""no""\nand left, twice",W{m}'),
    "names twice": "id,ward,ward\n" + rows("{n},W{m},V{m}"),
    "names that differ by capitals": "id,Ward,ward\n" + rows("{n},W{m},V{m}"),
    "no rows": "id,ward\n",
    "no values in a column": "id,ward,empty\n" + rows("{n},W{m},"),
    "five rows": "id,ward\n" + rows("{n},W{m}", 5),
    "one column": "ward\n" + rows("W{m}"),
    "names of the language": "rows,columns,select,yes\n" + rows("{n},W{m},{m},{m}"),
    "an empty name": "id,,ward\n" + rows("{n},x,W{m}"),
}  # fmt: skip


@pytest.mark.slow
def test_files_as_they_come(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for what, text in FILES.items():
        (tmp_path / f"{what}.csv").write_bytes(text.encode())
    out = tmp_path / "clinic"
    assert run(["derive", str(tmp_path), "--out", str(out), "--people", "rows"]) == 0, capsys.readouterr().err
    assert not check(out).problems
    made = manikin.generate(out)
    told = (out / "spec.yaml").read_text()
    for what in FILES:
        name = what.replace(" ", "_")
        assert made[name].num_rows == {"no rows": 0, "five rows": 0}.get(what, 200), what
        if what not in {"no rows", "five rows"}:
            assert "W1" in told.partition(f"  {name}:\n")[2].partition("\n\n")[0], what


@pytest.mark.parametrize(
    "text",
    ["1,M,1961-02-03\n2,F,1955-01-01\n", "Ann,9434765919\nBob,9434765870\n", "a@b.org,x\nc@d.org,y\n"],
)
def test_a_file_without_names(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "stay.csv").write_text(text)
    assert run(["derive", str(tmp_path / "stay.csv"), "--out", str(tmp_path / "clinic")]) == 2
    told = capsys.readouterr().err
    assert "the first line does not look like names of columns" in told
    assert not [word for word in text.replace("\n", ",").split(",") if len(word) > 2 and word in told]


@pytest.mark.slow
def test_a_hundred_tables(tmp_path: Path) -> None:
    path = tmp_path / "many.duckdb"
    with duckdb.connect(str(path)) as connection:
        for n in range(100):
            connection.execute(
                f"CREATE TABLE t{n:03} AS SELECT range AS t{n:03}_id, range % 3 AS kind FROM range(120)"
            )
    out = tmp_path / "many"
    assert run(["derive", str(path), "--out", str(out)]) == 0
    assert not check(out).problems
    assert len((out / "spec.yaml").read_text().splitlines()) < 1_250


def test_a_file_for_each_patient(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ward", "9434765919", "9434765870"):
        (tmp_path / f"{name}.csv").write_text("visit,note\n" + rows("{n},x", 20))
    assert run(["derive", str(tmp_path), "--out", str(tmp_path / "clinic"), "--people", "rows"]) == 2
    told = capsys.readouterr().err
    assert "2 tables or columns have names that look like an NHS number" in told
    assert "94347" not in told
    assert not (tmp_path / "clinic").exists()
