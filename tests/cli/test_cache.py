"""Which commands keep pools between runs, where, and that nothing made depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from manikin.cli import cache
from manikin.cli.main import run
from manikin.columns import pools

SPEC = """\
language: 1
dataset: names
version: 1.0.0
title: Names
owner: {name: Nobody, contact: nobody@example.org}
class: publicly-sourced
seed: 1
tables:
  person:
    rows: 40
    key: id
    columns:
      id: {type: integer, sequence: {start: 1}}
      name: {type: string, faker: last_name}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    folder = tmp_path / "names"
    folder.mkdir()
    (folder / "spec.yaml").write_text(SPEC)
    return folder


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    pools.pool.cache_clear()
    yield
    pools.keep_on(None)
    pools.pool.cache_clear()


def generated(spec: Path, out: Path) -> bytes:
    pools.pool.cache_clear()
    assert run(["generate", str(spec), "--out", str(out)]) == 0
    return (out / "person.csv").read_bytes()


def test_the_same_bytes_with_a_cache_without_and_from_a_spoilt_one(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = generated(spec, tmp_path / "without")
    home = tmp_path / "cache"
    monkeypatch.setenv(cache.VARIABLE, str(home))
    assert generated(spec, tmp_path / "first") == without
    (kept,) = (home / "pools").iterdir()
    with monkeypatch.context() as patch:
        patch.setattr(pools, "_filled", None)
        assert generated(spec, tmp_path / "second") == without
    whole = kept.read_bytes()
    kept.write_bytes(whole.replace(b"Smith", b"Smyth"))
    assert generated(spec, tmp_path / "third") == without
    assert kept.read_bytes() == whole


def test_a_home_that_cannot_be_written_is_no_fault(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("in the way")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "home" / "cache"))
    assert b"name" in generated(spec, tmp_path / "out")


@pytest.mark.parametrize("command", ["build", "derive"])
def test_what_is_released_and_what_reads_real_data_go_without(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    cache.keep("generate")
    assert pools._SHELVES
    cache.keep(command)
    assert not pools._SHELVES


def test_a_relative_path_is_refused_and_help_is_not(
    monkeypatch: pytest.MonkeyPatch, spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(cache.VARIABLE, "here")
    assert run(["generate", "--help"]) == 0
    assert run(["validate", str(spec)]) == 2
    assert "MANIKIN_CACHE" in capsys.readouterr().err


def test_the_folder_is_the_systems_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(cache.VARIABLE)
    monkeypatch.setattr(cache, "user_cache_path", lambda *_, **__: tmp_path)
    assert cache._folder() == tmp_path

    def nobody(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(cache, "user_cache_path", nobody)
    assert cache._folder() is None
