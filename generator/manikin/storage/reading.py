"""Reads a build as somebody else's folder: nothing is followed, nothing is taken on trust."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from referencing import Registry

from manikin.errors import ExitStatus, Problem, UserError
from manikin.manifest import NAME, README, SCHEMA
from manikin.text import plain

_MOST_BYTES: Final = 50_000_000
_FLAGS: Final = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
_FILE: Final = re.compile(r"(spec/)?[A-Za-z0-9_][A-Za-z0-9._-]*")
_RULE: Final = "VERIFY01"
_MEND: Final = "the folder was changed after it was built, or not copied whole: build or fetch it again"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a build, as `manikin.manifest.SCHEMA` describes it.

    Raises
    ------
    UserError
        If there is none, or it is not one: then this is no dataset.
    """
    shown = plain(folder.as_posix(), 200)
    try:
        data = _bytes(folder / NAME)
    except OSError:
        raise UserError(
            f"{shown} holds no {NAME}, so it is no finished build; name a folder that `manikin generate` wrote",
            ExitStatus.PROBLEMS,
        ) from None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not _is_manifest(found):
        raise UserError(
            f"{shown}/{NAME} is not the manifest of a build; generate the build again", ExitStatus.PROBLEMS
        )
    return dict(found)


def names(manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of all files of a build, within its folder; the manifest's own included."""
    return frozenset({NAME, README, *(record["file"] for record in records(manifest))})


def check_files(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the files that the manifest names: missing, other sizes, other digests.

    Raises
    ------
    UserError
        If there is no manifest.
    """
    return tuple(
        Problem((folder / record["file"]).as_posix(), 0, 0, _RULE, fault, _MEND)
        for record in records(read_manifest(folder))
        for fault in faults(folder / record["file"], record["bytes"], record["sha256"])
    )


def records(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what the manifest tells of each file but itself and the README."""
    for table in manifest["tables"].values():
        yield from table.get("parts", (table,) if "file" in table else ())
    if "database" in manifest:
        yield manifest["database"]
    yield from manifest["spec"]["files"]
    if "coverage" in manifest:
        yield manifest["coverage"]
    if "answer_key" in manifest:
        yield manifest["answer_key"]


def faults(path: Path, size: int, sha256: str) -> Iterator[str]:
    """Yield what is wrong with a file that is to have a size in bytes and a SHA-256, in words after its name."""
    try:
        with os.fdopen(_opened(path), "rb") as file:
            found = os.fstat(file.fileno()).st_size
            if found != size:
                yield f"has {found:,} bytes, where {size:,} were written"
            elif hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                yield "was changed: its SHA-256 is another"
    except FileNotFoundError:
        yield "is missing"
    except OSError:
        yield "cannot be read, or is a link"


def _bytes(path: Path) -> bytes:
    with os.fdopen(_opened(path), "rb") as file:
        return file.read(_MOST_BYTES)


def _opened(path: Path) -> int:
    """Return the handle of a regular file; a link, a pipe or a device is refused."""
    handle = os.open(path, _FLAGS)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError
    return handle


def _is_manifest(found: Any) -> bool:
    """Return whether a tree is a manifest, and every file of it one of the folder itself."""
    validator = Draft202012Validator(SCHEMA, registry=Registry())
    if not validator.is_valid(found):
        return False
    return all(_FILE.fullmatch(record["file"]) for record in records(found))
