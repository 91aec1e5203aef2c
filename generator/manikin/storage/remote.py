"""A build in an object store: put there file by file, the manifest last; fetched from there file by file.

An object store has no renaming, so a build there is published by its manifest, which is one object, written once and
last. While a build is replaced there is no manifest, and `MARKER` tells which objects are of a build, for a run after
one that was stopped.

Credentials come from the environment or the machine, as the store's own programs take them, never from the address. No
address and no word of the store's reaches a message: either may hold a secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from manikin.errors import ExitStatus, UserError
from manikin.manifest import NAME
from manikin.storage.claim import MARKER
from manikin.storage.reading import names, read_manifest, records
from manikin.text import plain

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_SCHEMES: Final = ("s3", "gs", "abfs", "abfss")
_ASKED: Final = frozenset({"region", "scheme", "endpoint_override", "anonymous"})
"""What may stand behind the question mark of an address; nothing of it is a secret."""
_PIECE: Final = 8 << 20
_MOST_BYTES: Final = 50_000_000


def is_remote(text: str) -> bool:
    """Return whether a text is an address, not a path; one letter before a colon is a drive of Windows."""
    return _ADDRESS.match(text) is not None


@dataclass(frozen=True)
class Remote:
    """A folder of an object store.

    Parameters
    ----------
    shown : str
        Its address as it may be shown.
    store : pyarrow.fs.FileSystem
        The store.
    path : str
        The folder within it.
    """

    shown: str
    store: Any
    path: str

    @classmethod
    def of(cls, address: str) -> Remote:
        """Return the folder at an address.

        Raises
        ------
        UserError
            If the address holds a credential, or is none.
        """
        shown = _checked(address)
        from pyarrow import fs  # noqa: PLC0415  brings the programs of every store

        try:
            store, path = fs.FileSystem.from_uri(address)
        except Exception as error:  # noqa: BLE001  whatever it says may quote the address
            raise UserError(f"{shown} is no address that can be reached ({type(error).__name__})") from None
        return cls(shown, store, path.rstrip("/"))

    def claim(self) -> frozenset[str]:
        """Return the objects of an earlier build here, none where there is nothing.

        Raises
        ------
        UserError
            If there is anything that no build wrote, or the store cannot be read.
        """
        with self._told("looked at"):
            present = frozenset(self._present())
            known = self._known() if present else frozenset()
        foreign = sorted(present - known)
        if foreign:
            raise UserError(
                f"{self.shown} holds {plain(foreign[0])}{f' and {len(foreign) - 1} more' if len(foreign) > 1 else ''}, "
                "which no build wrote; name a place that is empty or holds an earlier build"
            )
        return present

    def publish(self, folder: Path) -> None:
        """Put a finished build here, its manifest last, and remove what is left of an earlier one."""
        old = self.claim()
        new = names(read_manifest(folder))
        with self._told("written"):
            self._put(MARKER, json.dumps(sorted(old | new)).encode())
            if NAME in old:
                self.store.delete_file(f"{self.path}/{NAME}")
            for name in sorted(new - {NAME}):
                self._send(folder / name, name)
            for name in sorted(old - new - {MARKER}):
                self.store.delete_file(f"{self.path}/{name}")
            self._send(folder / NAME, NAME)
            self.store.delete_file(f"{self.path}/{MARKER}")

    def fetch(self, folder: Path) -> None:
        """Copy a build into an empty folder: the manifest, and the objects that it names.

        Raises
        ------
        UserError
            If there is no manifest, or an object is not there or larger than it tells.
        """
        with self._told("read"):
            found = self.store.get_file_info(f"{self.path}/{NAME}")
            if not found.is_file or found.size > _MOST_BYTES:
                raise UserError(
                    f"{self.shown} holds no {NAME}, so it is no finished build", ExitStatus.PROBLEMS
                )
            self._bring(NAME, folder, found.size)
        manifest = read_manifest(folder)
        sizes = dict(_sizes(manifest))
        with self._told("read"):
            for name in sorted(names(manifest) - {NAME}):
                there = self.store.get_file_info(f"{self.path}/{name}")
                if there.is_file and there.size <= sizes.get(name, _MOST_BYTES):
                    self._bring(name, folder, there.size)

    def _present(self) -> Iterator[str]:
        from pyarrow import fs  # noqa: PLC0415  as above

        selector = fs.FileSelector(self.path, allow_not_found=True, recursive=True)
        for found in self.store.get_file_info(selector):
            if found.is_file:
                yield found.path[len(self.path) + 1 :]

    def _known(self) -> frozenset[str]:
        """Return the names that a manifest here, or a build that was stopped, accounts for."""
        found: set[str] = set()
        for name in (NAME, MARKER):
            there = self.store.get_file_info(f"{self.path}/{name}")
            if there.is_file and there.size <= _MOST_BYTES:
                with self.store.open_input_file(f"{self.path}/{name}") as file:
                    found |= _named(file.read())
        return frozenset(found)

    def _put(self, name: str, data: bytes) -> None:
        with self.store.open_output_stream(f"{self.path}/{name}") as out:
            out.write(data)

    def _send(self, file: Path, name: str) -> None:
        """Write an object piece by piece."""
        with file.open("rb") as source, self.store.open_output_stream(f"{self.path}/{name}") as out:
            while piece := source.read(_PIECE):
                out.write(piece)

    def _bring(self, name: str, folder: Path, size: int) -> None:
        """Copy an object, no more of it than its size, piece by piece."""
        to = folder / name
        to.parent.mkdir(exist_ok=True)
        with self.store.open_input_stream(f"{self.path}/{name}") as source, to.open("xb") as out:
            while size > 0 and (piece := source.read(min(_PIECE, size))):
                out.write(piece)
                size -= len(piece)

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        """Turn an error of the store into words of our own: its may quote an address or a secret."""
        try:
            yield
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001  every store has errors of its own
            raise UserError(
                f"{self.shown} could not be {doing} ({type(error).__name__}). Are the credentials in the environment, and "
                "may they be used for it? Without a manifest there is no build.",
                ExitStatus.PROBLEMS,
            ) from None


def _checked(address: str) -> str:
    """Return an address as it may be shown, after refusing one that holds a credential, or that is none."""
    try:
        parts = urlsplit(address)
        asked = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        host, owner = parts.hostname or "", parts.netloc.rpartition("@")[0]
        is_azure = parts.scheme in {"abfs", "abfss"}
    except ValueError:
        raise UserError("--out: that is no address; write one such as s3://bucket/folder") from None
    if parts.scheme not in _SCHEMES or not host or not parts.path.strip("/") or "%" in parts.netloc:
        raise UserError(
            f"that is no address of a folder that can be written; write {', '.join(f'{s}://' for s in _SCHEMES)}, a bucket "
            "and a folder in it, such as s3://bucket/folder"
        )
    # Of Azure, what stands before @ is the container.
    if (owner and (not is_azure or ":" in owner)) or asked - _ASKED or parts.fragment:
        raise UserError(
            f"the address of a folder in {plain(parts.scheme)}:// holds no names, passwords or keys; give them in the "
            f"environment. Behind ? may stand: {', '.join(sorted(_ASKED))}"
        )
    return plain(f"{parts.scheme}://{f'{owner}@' if owner else ''}{host}{parts.path}", 200)


def _named(data: bytes) -> set[str]:
    """Return the names in a manifest or a marker; of anything else none."""
    try:
        found: Any = json.loads(data)
        if isinstance(found, list):
            return {*map(str, found), MARKER}
        return set(names(found))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()


def _sizes(manifest: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for record in records(manifest):
        yield record["file"], record["bytes"]
