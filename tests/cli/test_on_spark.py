"""What ``manikin generate --engine spark`` refuses, before Spark is looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from manikin.cli.main import run

SPEC = str(Path(__file__).parent.parent.parent / "specs" / "ed-attendances")
SPARK, INTO = ("--engine", "spark"), ("--into", "main.clinic", "--format", "delta")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "say where to: --out FOLDER, or --into SCHEMA"),
        ((*SPARK, *INTO, "--out", "build/x"), "say where to: --out FOLDER, or --into SCHEMA"),
        (INTO, "give --engine spark with it"),
        ((*SPARK, "--into", "main.clinic"), "say what the tables are, by --format delta, iceberg or parquet"),
        ((*SPARK, "--into", "main.clinic", "--format", "csv"), "delta, iceberg, parquet"),
        ((*SPARK, "--into", "a b", "--format", "delta"), "write SCHEMA or CATALOGUE.SCHEMA"),
        ((*SPARK, "--into", "x`; DROP TABLE y", "--format", "delta"), "write SCHEMA or CATALOGUE.SCHEMA"),
        ((*SPARK, *INTO, "--part-rows", "5"), "are for files"),
        ((*SPARK, *INTO, "--files", "parts"), "are for files"),
        ((*SPARK, *INTO, "--compression", "zstd"), "are for files"),
        ((*SPARK, *INTO, "--resume"), "leave out --resume"),
        ((*SPARK, *INTO, "--defects"), "--defects with --into"),
        ((*SPARK, *INTO, "--coverage"), "--coverage with --into"),
        ((*SPARK, "--out", "build/x", "--files", "one"), "give --files parts"),
        ((*SPARK, "--out", "s3://bucket/x"), "a folder that its executors share"),
        ((*SPARK, "--out", "build/x", "--compression", "gzip"), "--compression is for --engine local"),
        ((*SPARK, "--out", "build/x", "--defects"), "answer key"),
        (("--out", "build/x", "--part-rows", "5"), "give --files parts with it"),
    ],
)
def test_options_that_do_not_go_together_are_refused_with_a_way_out(
    options: tuple[str, ...],
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["generate", SPEC, *options]) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
