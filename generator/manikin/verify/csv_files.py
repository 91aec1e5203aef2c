"""How the CSV files of a build, and the vocabularies of its specification, become tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from manikin.model import Spec, Table
from manikin.verify import csv_text
from manikin.verify.report import Outcome, Result
from manikin.verify.source import Names, Source, UnreadableError, check, columns, length
from manikin.verify.sqltext import POSITION, listed, quoted, select
from manikin.verify.verification import Subject, Verification

_MOST_HEADER: Final = 4_000_000
_PIECE: Final = 1 << 20
_COMPRESSIONS: Final = frozenset({"none", "gzip", "zstd"})


def csv_source(table: Table, paths: Sequence[Path], spec: Spec, final: str, compression: str = "") -> Source:
    """Return how the CSV files of a table are read, one after another; compressed as the manifest tells.

    Raises
    ------
    UnreadableError
        If one has no header, or another than the first.
    """
    delimiter = spec.csv.get("delimiter", ",")
    compression = _known(compression)
    header, *others = (_header(path, delimiter, compression) for path in paths)
    if any(other != header for other in others):
        raise UnreadableError("its parts do not all begin with the same header")
    names = Names.of(table, final)
    places = {column: f"c{place}" for place, column in reversed(list(enumerate(header)))}
    found = [column for column in table.written if column.name in places]
    return Source(
        table=table,
        paths=tuple(map(str, paths)),
        names=names,
        create=f"CREATE TABLE {names.raw} AS {_read(paths, len(header), delimiter, empty='text', compression=compression)}",
        values={c.name: csv_text.cast(c, places[c.name]) for c in found},
        lacking={
            c.name: "is written in a format that leaves part of it out" for c in found if csv_text.loses(c)
        },
        results=(columns(table, header), _line_ends(paths, table, spec, compression)),
        checks=tuple(_checks(table, places, names)),
    )


def vocabulary_source(table: Table, path: Path, final: str) -> Source:
    """Return how a vocabulary of the specification's folder is read, hidden columns too; an empty cell is missing."""
    header = _header(path, ",")
    names = Names.of(table, final, hidden=True)
    places = {column: f"c{place}" for place, column in reversed(list(enumerate(header)))}
    found = [column for column in table.columns if column.name in places]
    values = {c.name: csv_text.cast(c, places[c.name], formatted=False) for c in found}
    create = f"CREATE TABLE {names.raw} AS {_read([path], len(header), ',', empty='missing')}"
    return Source(table, (str(path),), names, create, values, {})


def _known(compression: str) -> str:
    """Return the word by which Arrow and DuckDB know a compression."""
    found = compression or "none"
    if found not in _COMPRESSIONS:
        raise UnreadableError("it is compressed in a way that is not known")
    return found


def _opened(path: Path, compression: str) -> Any:
    """Return what the bytes of a file are read from, after decompressing."""
    return pa.input_stream(str(path), compression=None if compression == "none" else compression)


def _header(path: Path, delimiter: str, compression: str = "none") -> list[str]:
    try:
        with _opened(path, compression) as file:
            data = file.read(_MOST_HEADER)
        text = data.decode("utf-8", errors="ignore") if len(data) == _MOST_HEADER else data.decode("utf-8")
        return next(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error, StopIteration, OSError, pa.ArrowException):
        raise UnreadableError("it does not begin with a header in UTF-8") from None


def _line_ends(paths: Sequence[Path], table: Table, spec: Spec, compression: str) -> Result:
    """Return whether the first and the last line of each file end as declared."""
    is_crlf = spec.csv.get("line_end") == "crlf"
    subject = Subject("line ends", "VERIFY03", table.name)
    try:
        ends = [end for path in paths for end in _ends(path, compression)]
    except (OSError, pa.ArrowException):
        raise UnreadableError("it cannot be decompressed") from None
    if all(end.endswith(b"\n") and (end == b"\r\n") == is_crlf for end in ends):
        return subject.result(Outcome.PASSED)
    return subject.result(Outcome.FAILED, f"lines do not end with {'CR LF' if is_crlf else 'LF'}")


def _ends(path: Path, compression: str) -> tuple[bytes, bytes]:
    """Return the last two bytes of a file's first line, and of its last."""
    if compression != "none":
        return _ends_within(path, compression)
    with path.open("rb") as file:
        first = file.readline(_MOST_HEADER)[-2:]
        file.seek(-min(2, path.stat().st_size), 2)
        return first, file.read(2)


def _ends_within(path: Path, compression: str) -> tuple[bytes, bytes]:
    """Return the same of a compressed file, which has to be read to its end."""
    with _opened(path, compression) as file:
        begin = last = file.read(_MOST_HEADER)
        while piece := file.read(_PIECE):
            last = last[-2:] + piece
    return begin[: begin.find(b"\n") + 1][-2:], last[-2:]


def _read(paths: Sequence[Path], width: int, delimiter: str, *, empty: str, compression: str = "none") -> str:
    types = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    source = (
        f"read_csv({listed(paths)}, auto_detect=false, header=true, delim={quoted(delimiter)}, "
        f"quote='\"', escape='\"', nullstr='', strict_mode=true, columns={{{types}}}, "
        f"compression={quoted(compression)}, allow_quoted_nulls={'true' if empty == 'missing' else 'false'})"
    )
    return select(f"row_number() OVER () - 1 AS {POSITION}, *", source)


def _checks(table: Table, places: Mapping[str, str], names: Names) -> Iterator[Verification]:
    for column in table.written:
        if column.name in places:
            raw = places[column.name]
            if column.type.name != "string":
                form = "written in the declared format" if column.format else f"of type {column.type.name}"
                expect = (csv_text.miswritten(column, raw), f"values that are not {form}")
                yield check("type", names, table, column, expect)
            yield from length(names, table, column, raw)
