"""Files whose errors cannot get lost."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pyarrow as pa
import pytest

from manikin.errors import UserError
from manikin.sinks import SINKS, SinkTable, TableWriter
from manikin.sinks.file import NewFile

BATCH = pa.RecordBatch.from_pydict({"n": list(range(5_000))})
TABLE = SinkTable("t", BATCH.schema)


def test_a_file_is_hashed_as_it_is_written(tmp_path: Path) -> None:
    umask = os.umask(0o077)
    try:
        file = NewFile(tmp_path / "a")
    finally:
        os.umask(umask)
    file.write(b"one")
    file.write(memoryview(b"two"))
    file.close()
    file.close()
    assert (tmp_path / "a").read_bytes() == b"onetwo"
    assert (file.size, file.sha256) == (6, hashlib.sha256(b"onetwo").hexdigest())
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("what", ["file", "link", "dangling"])
def test_what_is_there_is_never_written_through(tmp_path: Path, what: str) -> None:
    other, path = tmp_path / "other", tmp_path / "a"
    if what != "dangling":
        other.write_bytes(b"kept")
    if what == "file":
        path.write_bytes(b"kept")
    else:
        path.symlink_to(other)
    with pytest.raises(UserError, match="a could not be written: file exists"):
        NewFile(path)
    assert what == "dangling" or other.read_bytes() == b"kept"
    assert what != "dangling" or not other.exists()


def finish(writer: TableWriter, encoded: object) -> None:
    writer.append(encoded)
    writer.close()


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "no space left on the disk"), (errno.EIO, "could not be written")]
)
@pytest.mark.parametrize("form", SINKS)
@pytest.mark.parametrize("call", ["write", "fsync", "close"])
def test_every_error_of_the_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, call: str, number: int, words: str
) -> None:
    writer = SINKS[form].writer(tmp_path / f"t.{form}", TABLE)

    def fail(*_: object) -> None:
        raise OSError(number, "told by the system")

    encoded = SINKS[form].encoder(TABLE).encode([BATCH])
    with monkeypatch.context() as patched:
        patched.setattr(f"manikin.sinks.file.os.{call}", fail)
        with pytest.raises(UserError, match=words):
            finish(writer, encoded)
    with pytest.raises(UserError, match=words):  # the first error stands: nothing after it closes quietly
        writer.close()
    writer.abort()


@pytest.mark.parametrize("form", SINKS)
def test_a_writer_that_is_aborted_goes_quietly(tmp_path: Path, form: str) -> None:
    writer = SINKS[form].writer(tmp_path / f"t.{form}", TABLE)
    writer.append(SINKS[form].encoder(TABLE).encode([BATCH]))
    writer.abort()
    writer.abort()
