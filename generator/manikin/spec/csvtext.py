"""A strict reading of CSV: one form of file, every cell text, and all that is wrong with its place.

RFC 4180 with commas and one line for each row: an empty cell is missing, ``""`` is the empty text.
Knows neither tables nor types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from manikin.spec.characters import forbidden
from manikin.spec.fragments import NAME
from manikin.spec.limits import MOST_TABLE_COLUMNS
from manikin.text import plain

MOST_TOLD = 10
"""The most problems of one kind told about one file."""
_CELL = re.compile(r'"((?:[^"]|"")*)"|([^",]*)')
_ROW = re.compile(r'(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*')
_NAME = re.compile(NAME.removeprefix("^").removesuffix("$"))


@dataclass(frozen=True)
class Flaw:
    """Something wrong with a file, at a line and a column counted from 1; `length` in characters."""

    line: int
    column: int
    rule: str
    message: str
    mend: str
    length: int = 1


@dataclass(frozen=True)
class Grid:
    """The cells of a file by column, all text; row n stands on line n + 2."""

    cells: pa.Table
    lines: tuple[str, ...]


def parse(data: bytes) -> tuple[Grid | None, list[Flaw]]:
    """Return the cells of a CSV file, or what keeps it from being read."""
    text, flaws = _decode(data)
    if text is None:
        return None, flaws
    lines = text.removesuffix("\n").split("\n")
    header = _cells(lines[0])
    flaws = list(_header(lines[0], header))
    if flaws or header is None:
        return None, flaws
    rows, flaws = _rows(lines, len(header))
    if flaws:
        return None, flaws
    names = [name or "" for name in header]
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    arrays = [pa.array(column, pa.string()) for column in columns]
    return Grid(pa.table(arrays, names=names), tuple(lines)), []


def _decode(data: bytes) -> tuple[str | None, list[Flaw]]:
    if data.startswith(b"\xef\xbb\xbf"):
        return None, [
            Flaw(1, 1, "FILE02", "a byte order mark at the start", "save the file as UTF-8 without a mark")
        ]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8", "replace")) + 1
        message = f"byte 0x{data[error.start]:02X} is not UTF-8"
        return None, [Flaw(line, column, "FILE02", message, "save the file as UTF-8")]
    text = text.replace("\r\n", "\n")
    flaws = [
        Flaw(line, column, "FILE02", message.replace("a specification", "a vocabulary"), mend)
        for line, column, _, message, mend in forbidden(text)
    ]
    return (None, flaws[:MOST_TOLD]) if flaws else (text, [])


def _header(line: str, header: list[str | None] | None) -> Iterator[Flaw]:
    if not line:
        yield Flaw(
            1, 1, "FILE03", "the first line is empty, so the columns have no names", "write the names first"
        )
        return
    if header is None:
        yield _quotes(1)
        return
    if len(header) > MOST_TABLE_COLUMNS:
        message = f"{len(header):,} columns; at most {MOST_TABLE_COLUMNS:,} are allowed"
        yield Flaw(1, 1, "FILE03", message, "keep only the columns that are used")
        return
    seen: set[str] = set()
    for name in header:
        word = plain(name or "", 40)
        if name is None or not _NAME.fullmatch(name):
            mend = "name each column by letters, digits and _, not starting with a digit"
            yield Flaw(1, 1, "FILE03", f"{word!r} in the first line is not the name of a column", mend)
        elif name.lower() in seen:
            yield Flaw(1, 1, "FILE03", f"the column {word!r} stands in the first line twice", "rename one")
        seen.add((name or "").lower())


def _rows(lines: list[str], width: int) -> tuple[list[list[str | None]], list[Flaw]]:
    rows: list[list[str | None]] = []
    flaws: list[Flaw] = []
    for number, line in enumerate(lines[1:], start=2):
        cells = _cells(line)
        if not line:
            flaws.append(Flaw(number, 1, "FILE03", "an empty line", "remove it"))
        elif cells is None:
            flaws.append(_quotes(number))
        elif len(cells) != width:
            message = f"{len(cells)} cells, where the first line has {width} names"
            flaws.append(Flaw(number, 1, "FILE03", message, "put a cell that holds a comma in quotes"))
        else:
            rows.append(cells)
        if len(flaws) >= MOST_TOLD:
            break
    return rows, flaws


def _cells(line: str) -> list[str | None] | None:
    """Return the cells of a line, None for an empty one; None if quotes are out of place."""
    if '"' not in line:
        return [cell or None for cell in line.split(",")]
    if not _ROW.fullmatch(line):
        return None
    found: list[str | None] = []
    place = -1
    while place < len(line):
        match = _CELL.match(line, place + 1)
        assert match is not None
        quoted, bare = match.groups()
        found.append(bare or None if quoted is None else quoted.replace('""', '"'))
        place = match.end()
    return found


def span(line: str, place: int) -> tuple[int, int]:
    """Return where cell number `place` of a well-formed line begins, counted from 1, and its length."""
    start = 0
    for _ in range(place):
        match = _CELL.match(line, start)
        start = (match.end() if match else len(line)) + 1
    match = _CELL.match(line, start)
    return start + 1, max(1, (match.end() if match else start + 1) - start)


def _quotes(line: int) -> Flaw:
    mend = 'put the whole cell in quotes and write a quote inside it twice (""); a cell ends on its line'
    return Flaw(line, 1, "FILE03", "a quote that is not closed, or stands inside a cell", mend)
