"""Texts kept between runs: whole or not at all, and only what this user alone can have put there."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from manikin.storage import shelf
from manikin.storage.shelf import FolderShelf

KEY = (("provider", "last_name"), ("locale", "en_GB"))
OTHER = (("provider", "first_name"), ("locale", "en_GB"))
TEXTS = ("Ō'Brien", "Smith\n", "\ud800", "")
needs_posix = pytest.mark.skipif(
    os.name == "nt", reason="Windows keeps others out of a user's folder by itself"
)


@pytest.fixture
def kept(tmp_path: Path) -> FolderShelf:
    found = FolderShelf(tmp_path / "cache" / "pools")
    found.put(KEY, TEXTS)
    return found


def the_file(kept: FolderShelf) -> Path:
    (found,) = kept.folder.iterdir()
    return found


def test_gives_back_what_was_put_there_and_nothing_else(kept: FolderShelf) -> None:
    assert kept.find(KEY) == TEXTS
    assert kept.find(OTHER) is None
    kept.put(KEY, ["Jones"])
    assert kept.find(KEY) == ("Jones",)
    assert FolderShelf(kept.folder.parent / "absent").find(KEY) is None


def flipped(data: bytes) -> bytes:
    return data.replace(b"Smith", b"Smyth")


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def foreign(data: bytes) -> bytes:
    return b"Smith\nJones\n"


def signed(body: bytes) -> Callable[[bytes], bytes]:
    """Return a file whose digest is right and whose text is not ours."""
    return lambda _: shelf.hashlib.sha256(body).hexdigest().encode() + b"\n" + body


@pytest.mark.parametrize(
    "spoilt",
    [
        flipped,
        half,
        foreign,
        lambda _: b"",
        signed(b"[]"),
        signed(b"{}"),
        signed(b"[" * 100_000),
        signed(b"\xff"),
        signed(b'{"key": {"provider": "last_name", "locale": "en_GB"}, "texts": [1]}'),
        signed(b'{"key": {"provider": "last_name", "locale": "en_GB"}, "texts": "Smith"}'),
        signed(b'{"key": {"provider": "first_name", "locale": "en_GB"}, "texts": ["Smith"]}'),
    ],
)
def test_a_changed_file_is_as_good_as_absent(kept: FolderShelf, spoilt: Callable[[bytes], bytes]) -> None:
    path = the_file(kept)
    path.write_bytes(spoilt(path.read_bytes()))
    assert kept.find(KEY) is None
    kept.put(KEY, TEXTS)
    assert kept.find(KEY) == TEXTS


@needs_posix
@pytest.mark.parametrize("others", [0o020, 0o002])
def test_what_others_may_write_is_not_read(kept: FolderShelf, others: int) -> None:
    path = the_file(kept)
    path.chmod(0o600 | others)
    assert kept.find(KEY) is None
    path.chmod(0o600)
    kept.folder.chmod(0o700 | others)
    assert kept.find(KEY) is None
    kept.put(OTHER, TEXTS)
    assert len(list(kept.folder.iterdir())) == 1


@needs_posix
def test_what_belongs_to_others_is_not_read(kept: FolderShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf.os, "geteuid", lambda: 4242)
    assert kept.find(KEY) is None


@needs_posix
def test_links_are_not_followed(kept: FolderShelf, tmp_path: Path) -> None:
    path = the_file(kept)
    elsewhere = path.rename(tmp_path / "elsewhere")
    path.symlink_to(elsewhere)
    assert kept.find(KEY) is None
    path.unlink()
    elsewhere.rename(path)
    link = tmp_path / "link"
    link.symlink_to(kept.folder)
    assert FolderShelf(link).find(KEY) is None


@needs_posix
def test_a_pipe_does_not_stop_the_program(kept: FolderShelf) -> None:
    path = the_file(kept)
    path.unlink()
    os.mkfifo(path)
    assert kept.find(KEY) is None


def test_nowhere_to_write_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    found = FolderShelf(tmp_path / "file" / "pools")
    found.put(KEY, TEXTS)
    assert found.find(KEY) is None


@pytest.mark.parametrize("call", ["mkstemp", "replace"])
def test_a_disk_that_refuses_leaves_nothing_half_written(
    kept: FolderShelf, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf.tempfile if call == "mkstemp" else shelf.Path, call, refuse)
    kept.put(OTHER, TEXTS)
    monkeypatch.undo()
    assert kept.find(OTHER) is None
    assert len(list(kept.folder.iterdir())) == 1


def test_what_was_written_first_goes_first_and_others_files_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = FolderShelf(tmp_path)
    (tmp_path / "diary.txt").write_text("x" * 5000)
    keys = [(("number", str(number)),) for number in range(4)]
    for number, key in enumerate(keys):
        found.put(key, ["x" * 900])
        path = found._path(key)
        os.utime(path, ns=(number, number))
    begun = tmp_path / ".begun-by-one-that-was-killed"
    begun.write_bytes(b"x" * 100)
    os.utime(begun, ns=(0, 0))
    monkeypatch.setattr(shelf, "MOST_BYTES", 3100)
    found.put(keys[3], ["x" * 900])
    assert [found.find(key) is not None for key in keys] == [False, True, True, True]
    assert not begun.exists()
    assert (tmp_path / "diary.txt").exists()
    monkeypatch.setattr(shelf, "MOST_OF_ONE", 500)
    found.put(OTHER, ["x" * 900])
    assert found.find(OTHER) is None


def test_many_at_once(tmp_path: Path) -> None:
    found = FolderShelf(tmp_path / "pools")

    def use(number: int) -> bool:
        found.put(KEY, TEXTS)
        return found.find(KEY) == TEXTS

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(use, range(64)))
    assert the_file(found).suffix == ".texts"
