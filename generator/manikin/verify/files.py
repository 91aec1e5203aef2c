"""The files themselves: there, of the size and with the SHA-256 that the manifest tells."""

from __future__ import annotations

import hashlib
from pathlib import Path

from manikin.verify.manifest import TableFile
from manikin.verify.report import Outcome, Result
from manikin.verify.verification import Subject

_CHUNK = 1 << 20


def file_results(folder: Path, table: str, told: TableFile) -> tuple[Result, ...]:
    """Return whether the file of a table is the one that the manifest names."""
    subject = Subject("file", "VERIFY01", table)
    path = folder / told.file
    if path.is_symlink() or not path.is_file():
        return (subject.result(Outcome.FAILED, f"{told.file} is missing, or is no plain file"),)
    size = path.stat().st_size
    results = [
        _compared(Subject("size", "VERIFY01", table), size, told.bytes, f"{told.file} has another size")
    ]
    digest = _compared(
        Subject("digest", "VERIFY01", table),
        _sha256(path),
        told.sha256,
        f"{told.file} holds other bytes than were built (its SHA-256 differs)",
    )
    return (subject.result(Outcome.PASSED), *results, digest)


def _compared(subject: Subject, found: object, told: object, message: str) -> Result:
    return subject.result(Outcome.PASSED) if found == told else subject.result(Outcome.FAILED, message)


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
