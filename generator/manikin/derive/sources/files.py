"""One CSV or Parquet file, or a folder of them: each file is a table, called as the file.

DuckDB reads them where they are. Every column of a CSV file is text until its type is found.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from manikin.derive.sources.opening import chosen, duckdb, quietly
from manikin.derive.sources.source import Database, Wanted
from manikin.disclosure.detectors import suspicion
from manikin.errors import UserError
from manikin.text import plain

_PARQUET = frozenset({".parquet", ".pq"})
_TEXT = frozenset({".csv", ".tsv", ".txt"})
_SNIFFED = 200_000
_VALUE = re.compile(r"[-+]?[0-9]+([.,:/-][0-9]+)*|[0-9]{4}-[0-9]{2}-[0-9]{2}.*")
"""Numbers, dates and times."""


class Files:
    """CSV and Parquet files."""

    NAME = "a CSV or Parquet file, or a folder of them"

    def recognises(self, address: str) -> bool:
        """Return whether the address is a file or folder that is there."""
        return "://" not in address and Path(address).exists()

    def open(self, address: str, wanted: Wanted) -> Database:
        """Return the files as tables."""
        found = _files(Path(address))
        names = chosen(found, wanted)
        door = duckdb(wanted)
        tables = {}
        for name in names:
            with quietly(f"the file {plain(found[name].name, 100)}"):
                tables[name] = _table(door.connection, name, found[name])
        untyped = frozenset(name for name in names if found[name].suffix.lower() not in _PARQUET)
        return Database(door, tables, untyped=untyped)


def _files(path: Path) -> dict[str, Path]:
    """Return the files by the names of their tables."""
    candidates = sorted(path.iterdir()) if path.is_dir() else [path]
    found: dict[str, Path] = {}
    for file in candidates:
        if file.is_file() and file.suffix.lower() in _PARQUET | _TEXT:
            if file.stem in found:
                raise UserError(
                    f"two files are called {plain(file.stem, 100)}; a table needs a name of its own"
                )
            found[file.stem] = file
    return found


def _table(connection: Any, name: str, file: Path) -> Any:
    if file.suffix.lower() in _PARQUET:
        return connection.read_parquet(file, table_name=name)
    table = connection.read_csv(
        file,
        table_name=name,
        all_varchar=True,
        header=True,
        sample_size=_SNIFFED,
        encoding=_encoding(file),
        nullstr="",
        strict_mode=True,
    )
    _require_names(table.columns, file)
    return table


def _require_names(names: Iterable[str], file: Path) -> None:
    """Refuse a first line that looks like values: taken for names, they would stand in the draft.

    Raises
    ------
    UserError
        Without a word of that line.
    """
    if any(_VALUE.fullmatch(name.strip()) or suspicion(name) for name in names):
        raise UserError(
            f"{plain(file.name, 100)}: the first line does not look like names of columns; put a line of names above the "
            "data"
        )


def _encoding(file: Path) -> str:
    """Return the encoding of a file: that of its mark, else UTF-8 if all of it is, else Latin-1."""
    with file.open("rb") as stream:
        if stream.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
            return "utf-16"
        stream.seek(0)

        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := stream.read(1 << 22):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "latin-1"
    return "utf-8"


SOURCE = Files()
