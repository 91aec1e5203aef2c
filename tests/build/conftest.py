"""A small dataset with a tree, a table of its own, an empty table and a vocabulary, in several chunks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from manikin.interface import load
from manikin.model import Spec
from manikin.run import world

SPEC = """
language: 1
dataset: stopped
version: 1.0.0
title: A build that is stopped
owner: {name: Test, contact: test@example.org}
class: publicly-sourced
seed: 3
tables:
  site:
    file: site.csv
    columns: {code: {type: string}}
    key: code
  patient:
    rows: 700
    key: id
    columns:
      id: {type: integer, sequence: {start: 1}}
      sex: {type: string, distribution: {choice: {F: 1, M: 1}}, missing: 0.1}
      height: {type: float, distribution: {normal: {mean: 170, sd: 10}}}
  visit:
    rows: {per: patient, distribution: {poisson: {mean: 3}}}
    key: id
    columns:
      id: {type: integer, sequence: {start: 1}}
      patient: {type: integer, references: patient}
      cost: {type: decimal, scale: 2, distribution: {lognormal: {median: 100, sigma: 0.5}}}
  ward:
    rows: 90
    key: id
    columns: {id: {type: integer, sequence: {start: 1}}}
  nothing:
    rows: 0
    columns: {a: {type: integer, sequence: {}}}
defects:
  - {name: unknown, table: patient, blank: [height], share: 0.02}
"""


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Spec:
    folder = tmp_path_factory.mktemp("stopped")
    (folder / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (folder / "site.csv").write_text("code\nA\nB\n", encoding="utf-8")
    return load(folder)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "CHUNK_ROWS", 40)


@pytest.fixture(scope="session")
def digests() -> Callable[[Path], dict[str, bytes]]:
    """Return what gives the bytes of every file of a folder."""

    def of(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    return of
