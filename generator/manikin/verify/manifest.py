"""The manifest as verification reads it: only what it compares with, and nothing taken on trust."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from manikin.errors import ExitStatus, UserError

NAME: Final = "manifest.json"
_MOST_BYTES: Final = 50_000_000


@dataclass(frozen=True)
class TableFile:
    """One table's file as the manifest tells it; of a table in parts `parts` are the files, and `file` is empty."""

    file: str
    rows: int
    bytes: int
    sha256: str
    parts: tuple[TableFile, ...] = ()

    @property
    def files(self) -> tuple[TableFile, ...]:
        """The files that hold the table, in the order of its rows."""
        return self.parts or ((self,) if self.file else ())


@dataclass(frozen=True)
class BuildManifest:
    """A build as its manifest tells it."""

    dataset: str
    version: str
    format: str
    tables: Mapping[str, TableFile]
    spec_digest: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0
    is_subset: bool = False
    """Whether only some of the tables were asked for."""
    coverage: TableFile | None = None
    """The file that tells the branches, of a build whose rows were chosen to reach them."""
    database: TableFile | None = None
    """The file that holds all tables, if one does; tables then have no files of their own."""
    compression: str = ""
    """How the files of tables are compressed, where it is not the usual way of the format."""
    answer_key: TableFile | None = None
    """The file that tells the defects, where there are any; `rows` of tables are then those without them."""


def read(folder: Path) -> BuildManifest:
    """Return the manifest of a build.

    Raises
    ------
    UserError
        If there is none, or it cannot be read.
    """
    path = folder / NAME
    if not path.is_file():
        raise UserError(
            f"{folder} holds no {NAME}, so it is no finished build; name a folder that `manikin generate` wrote"
        )
    if path.stat().st_size > _MOST_BYTES:
        raise UserError(f"{path} is larger than a manifest can be", ExitStatus.PROBLEMS)
    try:
        return _manifest(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"{path} is not a manifest of a build; generate the build again"
        raise UserError(message, ExitStatus.PROBLEMS) from None


def _manifest(tree: Mapping[str, Any]) -> BuildManifest:
    overrides = tree.get("overrides") or {}
    key = tree.get("answer_key")
    extra = key["extra_rows"] if key else {}
    return BuildManifest(
        dataset=str(tree["dataset"]),
        version=str(tree["version"]),
        format=str(tree["format"]),
        tables={str(name): _table(table, int(extra.get(name, 0))) for name, table in tree["tables"].items()},
        spec_digest=str((tree.get("spec") or {}).get("digest", "")),
        rows={
            **{str(name): int(count) for name, count in (overrides.get("rows") or {}).items()},
            **{str(name): len(found) for name, found in (overrides.get("coverage") or {}).items()},
        },
        scale=float(overrides.get("scale") or 1.0),
        is_subset=bool(overrides.get("tables")),
        coverage=_beside(tree.get("coverage")),
        database=_beside(tree.get("database")),
        compression=str(tree.get("compression") or ""),
        answer_key=TableFile(
            _plain_name(key["file"]), int(key["lines"]), int(key["bytes"]), str(key["sha256"])
        )
        if key
        else None,
    )


def _table(record: Mapping[str, Any], extra: int) -> TableFile:
    """Return a table, its rows counted without the `extra` ones that defects added."""
    if "parts" not in record and "file" not in record:
        return TableFile("", int(record["rows"]), 0, "")
    if "parts" not in record:
        return replace(_file(record), rows=int(record["rows"]) - extra)
    parts = tuple(map(_file, record["parts"]))
    if not parts or sum(part.rows for part in parts) != int(record["rows"]):
        raise ValueError
    return TableFile("", int(record["rows"]) - extra, sum(part.bytes for part in parts), "", parts)


def _file(record: Mapping[str, Any]) -> TableFile:
    digest = str(record["sha256"]).removeprefix("sha256:")
    return TableFile(_plain_name(record["file"]), int(record["rows"]), int(record["bytes"]), digest)


def _beside(record: Any) -> TableFile | None:
    """Return a file that holds no one table."""
    if record is None:
        return None
    digest = str(record["sha256"]).removeprefix("sha256:")
    return TableFile(_plain_name(record["file"]), 0, int(record["bytes"]), digest)


def _plain_name(name: str) -> str:
    """Return the name of a file of the folder itself; anything that leaves the folder is refused."""
    if not name or name in {".", ".."} or any(mark in name for mark in "/\\:\0"):
        raise ValueError
    return name
