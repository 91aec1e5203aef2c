"""A build that was stopped is continued to the same bytes, or refused; what it left is never taken for whole."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from manikin.build import build, writing
from manikin.errors import ExitStatus, UserError
from manikin.model import Spec
from manikin.plan import Sizes
from manikin.sinks import parquet
from manikin.sinks.file import NewFile

Digests = Callable[[Path], dict[str, bytes]]

PARTIAL = ".it.manikin-partial"


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write down how far the build is after each chunk or two, with row groups that lag behind."""
    monkeypatch.setattr(writing, "CHECKPOINT_ROWS", 200)
    monkeypatch.setattr(parquet, "GROUP_ROWS", 250)


def stop_after(chunks: int) -> Callable[[int, int], None]:
    left = [chunks]

    def tick(_rows: int, _total: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    return tick


WAYS = [
    {"form": "csv"},
    {"form": "parquet"},
    {"form": "csv", "part_rows": 180},
    {"form": "parquet", "part_rows": 400},
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way.values())))
@pytest.mark.parametrize("workers", [1, 2])
def test_a_stopped_build_continues_to_the_same_bytes(
    spec: Spec, tmp_path: Path, way: dict[str, Any], workers: int, digests: Digests
) -> None:
    build(spec, tmp_path / "whole", **way)
    target, continued = tmp_path / "it", 0
    for chunks in (4, 6, 3, 5):  # stopped again and again
        with pytest.raises(KeyboardInterrupt) as stopped:
            build(spec, target, **way, workers=workers, resume=True, progress=stop_after(chunks))
        assert not target.exists()
        assert not (tmp_path / PARTIAL / "manifest.json").exists()
        continued += (tmp_path / PARTIAL / "journal").exists()
        assert (tmp_path / PARTIAL).exists() == bool(getattr(stopped.value, "__notes__", ()))
    assert continued >= 3
    made: list[int] = []
    build(spec, target, **way, resume=True, progress=lambda rows, _: made.append(rows))
    assert digests(target) == digests(tmp_path / "whole")
    assert made[0] > 100, "some of it was there"
    assert not (tmp_path / PARTIAL).exists()


@pytest.fixture
def left(spec: Spec, tmp_path: Path) -> Path:
    """Return what a stopped build left."""
    with pytest.raises(KeyboardInterrupt):
        build(spec, tmp_path / "it", part_rows=150, progress=stop_after(9))
    assert (tmp_path / PARTIAL / "journal").exists()
    return tmp_path / PARTIAL


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"sizes": Sizes(seed=9), "part_rows": 150}, "seed: 3 then, 9 now"),
        ({"sizes": Sizes(rows=(("patient", 500),)), "part_rows": 150}, "rows: nothing then, patient 500 now"),
        ({"form": "parquet", "part_rows": 150}, "format: csv then, parquet now"),
        ({"part_rows": 151}, "rows of a part: 150 then, 151 now"),
        ({}, "rows of a part: 150 then, nothing now"),
        ({"sizes": Sizes(scale=0.5), "part_rows": 150}, r"scale: nothing then, 0\.5 now"),
    ],
)
def test_another_build_is_not_continued(
    spec: Spec, left: Path, asked: dict[str, Any], why: str, digests: Digests
) -> None:
    before = digests(left)
    with pytest.raises(UserError, match=why) as refused:
        build(spec, left.parent / "it", **asked, resume=True)
    assert refused.value.status == ExitStatus.USAGE
    assert digests(left) == before, "it is kept for the command that it belongs to"


def test_another_version_is_not_continued(spec: Spec, left: Path) -> None:
    first, *rest = (left / "journal").read_text(encoding="utf-8").splitlines(keepends=True)
    told = json.loads(first)
    told["build"]["versions"]["stream"] = 1
    (left / "journal").write_text(json.dumps(told) + "\n" + "".join(rest), encoding="utf-8")
    with pytest.raises(UserError, match=r"versions: .*stream 1"):
        build(spec, left.parent / "it", part_rows=150, resume=True)


@pytest.mark.parametrize("part", ["patient-00001.csv", "last"])
def test_a_file_that_was_changed_is_told(spec: Spec, left: Path, part: str) -> None:
    path = left / (part if part != "last" else max(p.name for p in left.glob("patient-*")))
    data = bytearray(path.read_bytes())
    data[30] ^= 1
    path.write_bytes(data)
    with pytest.raises(UserError, match=f"{path.name}.*start again without --resume") as refused:
        build(spec, left.parent / "it", part_rows=150, resume=True)
    assert refused.value.status == ExitStatus.PROBLEMS


def test_a_link_is_not_written_through(spec: Spec, left: Path, tmp_path: Path) -> None:
    path = max(left.glob("patient-*"))
    other = tmp_path / "other"
    path.rename(other)
    path.symlink_to(other)
    before = other.read_bytes()
    with pytest.raises(UserError, match="could not be written"):
        build(spec, left.parent / "it", part_rows=150, resume=True)
    assert other.read_bytes() == before


@pytest.mark.parametrize("tail", [b"\0\0\0\0", b'{"begin": 9', b'{"begin": 9\n', b"\n"])
def test_a_torn_last_line_is_as_if_it_was_never_written(
    spec: Spec, left: Path, tmp_path: Path, tail: bytes, digests: Digests
) -> None:
    with (left / "journal").open("ab") as file:
        file.write(tail)
    build(spec, tmp_path / "it", part_rows=150, resume=True)
    build(spec, tmp_path / "whole", part_rows=150)
    assert digests(tmp_path / "it") == digests(tmp_path / "whole")


def test_without_resume_a_build_begins_anew(spec: Spec, left: Path, tmp_path: Path) -> None:
    made: list[int] = []
    build(spec, tmp_path / "it", part_rows=150, progress=lambda rows, _: made.append(rows))
    assert made[0] == 0
    assert not left.exists()


def test_resume_without_anything_to_continue_is_a_build(spec: Spec, tmp_path: Path) -> None:
    build(spec, tmp_path / "it", resume=True)
    (tmp_path / PARTIAL).mkdir()
    (tmp_path / PARTIAL / "patient.csv").write_text("a stopped build that told nothing", encoding="utf-8")
    build(spec, tmp_path / "it", resume=True)
    assert [path.name for path in tmp_path.iterdir()] == ["it"]


def test_what_cannot_be_continued_is_refused_first(spec: Spec, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--resume: a build with --defects cannot be continued"):
        build(spec, tmp_path / "it", sizes=Sizes(defects=True), resume=True)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_full_disk_keeps_what_is_done(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, digests: Digests
) -> None:
    left, write = [12_000], NewFile.write

    def full(file: NewFile, data: Any) -> int:
        with monkeypatch.context() as patch:
            left[0] -= memoryview(data).nbytes
            if left[0] < 0:
                patch.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "")))
            return write(file, data)

    monkeypatch.setattr(NewFile, "write", full)
    with pytest.raises(UserError, match=r"no space left.*Nothing was published\. What is done is kept"):
        build(spec, tmp_path / "it", form=form)
    assert [path.name for path in tmp_path.iterdir()] == [PARTIAL]
    monkeypatch.setattr(NewFile, "write", write)
    build(spec, tmp_path / "it", form=form, resume=True)
    build(spec, tmp_path / "whole", form=form)
    assert digests(tmp_path / "it") == digests(tmp_path / "whole")


def test_a_build_that_cannot_be_keeps_nothing(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(rows: int, _: int) -> None:
        raise UserError("cannot be", ExitStatus.INFEASIBLE)

    with pytest.raises(UserError, match="cannot be"):
        build(spec, tmp_path / "it", progress=refuse)
    assert not list(tmp_path.iterdir())
