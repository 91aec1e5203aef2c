"""Compressed files: the same bytes for any worker, read by everybody, verified and made again."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from manikin import verify
from manikin.build import build, differences
from manikin.errors import UserError
from manikin.interface import load
from manikin.model import Spec
from manikin.run import world
from manikin.sinks import SINKS, csv
from manikin.sinks.compression import compressed

SPEC = """
language: 1
dataset: small
version: 1.0.0
title: Something to compress
owner: {name: Test, contact: test@example.org}
class: publicly-sourced
seed: 3
tables:
  patient:
    rows: 700
    key: id
    columns:
      id: {type: integer, sequence: {start: 1}}
      sex: {type: string, distribution: {choice: {F: 1, M: 1}}, missing: 0.1}
      height: {type: float, distribution: {normal: {mean: 170, sd: 10}}}
  nothing:
    rows: 0
    columns: {a: {type: integer, sequence: {}}}
"""
WAYS = [(form, how) for form, sink in SINKS.items() for how in sink.COMPRESSIONS]


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Spec:
    folder = tmp_path_factory.mktemp("small")
    (folder / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return load(folder)


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(("form", "how"), WAYS)
def test_every_compression(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, how: str
) -> None:
    monkeypatch.setattr(csv, "FRAME_ROWS", 300)
    manifest = build(spec, tmp_path / "plain", form=form, workers=1, compression=how)
    # Neither chunks nor workers decide on a byte.
    monkeypatch.setattr(world, "CHUNK_ROWS", 40)
    build(spec, tmp_path / "other", form=form, workers=3, compression=how)
    assert tables(tmp_path / "plain") == tables(tmp_path / "other")
    usual = next(iter(SINKS[form].COMPRESSIONS))
    assert manifest.tree().get("compression", usual) == how
    report = verify.verify(tmp_path / "plain", reproduce=differences)
    assert report.ok, report.problems
    if form == "parquet":
        chunk = pq.ParquetFile(tmp_path / "plain" / "patient.parquet").metadata.row_group(0).column(0)
        assert chunk.compression == {"none": "UNCOMPRESSED"}.get(how, how.upper())


def test_what_is_compressed_is_what_would_be_plain(spec: Spec, tmp_path: Path) -> None:
    for how in SINKS["csv"].COMPRESSIONS:
        build(spec, tmp_path / how, compression=how)
    whole = (tmp_path / "none" / "patient.csv").read_bytes()
    assert gzip.decompress((tmp_path / "gzip" / "patient.csv.gz").read_bytes()) == whole
    with pa.input_stream(str(tmp_path / "zstd" / "patient.csv.zst"), compression="zstd") as file:
        assert file.read() == whole
    found = duckdb.sql(f"SELECT count(*) FROM '{tmp_path / 'zstd' / 'patient.csv.zst'}'").fetchall()
    assert found == [(700,)]


def test_no_frame_tells_when_or_where_it_was_made() -> None:
    (frame,) = compressed([b"some", memoryview(b" text")], "gzip")
    # No flags and so no name, no time, no system.
    assert bytes(frame)[2:10] == b"\x08\0\0\0\0\0\0\xff"
    assert gzip.decompress(frame) == b"some text"


@pytest.mark.parametrize("asked", [{"compression": "snappy"}, {"form": "parquet", "compression": "lz\x1b"}])
def test_other_compressions_are_refused(spec: Spec, tmp_path: Path, asked: dict[str, Any]) -> None:
    with pytest.raises(
        UserError, match=r"--compression: .* is never compressed by .*; there are: "
    ) as refused:
        build(spec, tmp_path / "it", **asked)
    assert "\x1b" not in refused.value.message
    assert not (tmp_path / "it").exists()


@pytest.mark.parametrize("harm", [lambda data: data[:-9], lambda data: data[:40] + b"?" + data[41:]])
@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_a_damaged_file_is_told_and_never_crashes(
    spec: Spec, tmp_path: Path, harm: Callable[[bytes], bytes], how: str
) -> None:
    manifest = build(spec, tmp_path / "it", compression=how)
    path = tmp_path / "it" / manifest.tables["patient"].file
    path.write_bytes(harm(path.read_bytes()))
    assert {problem.rule for problem in verify.verify(tmp_path / "it").problems} >= {"VERIFY01"}
