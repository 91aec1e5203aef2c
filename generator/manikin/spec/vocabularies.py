"""The vocabularies: each CSV file that a table names, read once, its cells judged by the declared types.

A long cell is never shown; a problem stands at the line of the CSV file, or in the specification where
it is the specification that is wrong.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.conditions import parse_scalar
from manikin.errors import Problem, UserError
from manikin.model import DataType
from manikin.model.draws import Address
from manikin.spec import longcells
from manikin.spec.csvtext import MOST_TOLD, Flaw, Grid, parse, span
from manikin.spec.document import Document
from manikin.spec.folder import Folder
from manikin.spec.limits import MOST_FILE_BYTES
from manikin.spec.longtables import uses
from manikin.spec.parts import column_trees
from manikin.spec.wording import nearest
from manikin.text import plain

_FORMULA = re.compile(r"[=+\-@]")
_SHOWN = 40
"""The most characters of a cell that a message quotes."""


@dataclass
class Vocabularies:
    """What the files of a specification hold, by file name."""

    tables: dict[str, pa.Table] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    homes: dict[str, Folder] = field(default_factory=dict)
    """Where each was found."""

    def called(self, file: str) -> str:
        """Return how a file is called in messages."""
        return self.homes[file].name_of(file)


def read(document: Document, folders: Sequence[Folder], homes: Mapping[str, Folder]) -> Vocabularies:
    """Return the files that the tables name, with all that is wrong with them.

    Parameters
    ----------
    document : Document
        A specification whose shape holds.
    folders : sequence of Folder
        Where the files are that the specification names, and those that each fragment does.
    homes : Mapping of str to Folder
        The folders of the files of the specification itself, by name.
    """
    found = Vocabularies(homes=dict(homes))
    grids: dict[str, Grid | None] = {}
    for name, table in document.tree["tables"].items():
        file = table.get("file")
        if file is None:
            _long(document, folders, name, grids, found)
            continue
        if not _is_one(document, folders, ("tables", name, "file"), file, found):
            continue
        if file not in grids:
            grids[file] = _load(document, ("tables", name, "file"), file, found)
        if file in found.texts:
            found.problems.extend(_digest(document, name, table, found.texts[file]))
        grid = grids[file]
        if grid is not None:
            found.tables[file] = grid.cells
            found.problems.extend(_columns(document, name, table, grid))
            shown = found.called(file)
            found.problems.extend(_problem(shown, grid.lines, flaw) for flaw in _cells(table, grid))
    found.problems = sorted(dict.fromkeys(found.problems))
    return found


def _long(
    document: Document,
    folders: Sequence[Folder],
    name: str,
    grids: dict[str, Grid | None],
    found: Vocabularies,
) -> None:
    """Read the long tables that the columns of a table name."""
    for at, tree in column_trees(document.tree["tables"][name]):
        address: Address = ("tables", name, *at)
        problems = list(longcells.shape(document, tree, address))
        found.problems.extend(problems)
        for use in uses(tree) if not problems else ():
            place = (*address, *use.at, "file")
            if not _is_one(document, folders, place, use.file, found):
                continue
            if use.file not in grids:
                grids[use.file] = _load(document, place, use.file, found)
            grid = grids[use.file]
            if grid is None:
                continue
            found.tables[use.file] = grid.cells
            lacking = list(longcells.columns(document, use, grid, address))
            found.problems.extend(lacking)
            flaws = islice(longcells.cells(use, grid), MOST_TOLD) if not lacking else ()
            found.problems.extend(_problem(found.called(use.file), grid.lines, flaw) for flaw in flaws)


def _is_one(
    document: Document, folders: Sequence[Folder], at: Address, file: str, found: Vocabularies
) -> bool:
    """Return whether a file's name means the same file wherever it stands; tell it if not."""
    home = folders[document.position(at).part]
    known = found.homes.setdefault(file, home)
    if known == home:
        return True
    message = f"{plain(file)} is here {plain(home.name_of(file), 200)}, and elsewhere {plain(known.name_of(file), 200)}"
    mend = "give one of the two files another name: a build keeps them in one folder"
    found.problems.append(document.problem(at, "INCLUDE04", message, mend))
    return False


def _load(document: Document, at: Address, file: str, found: Vocabularies) -> Grid | None:
    folder = found.homes[file]
    try:
        data = folder.read(file, MOST_FILE_BYTES)
    except UserError as error:
        mend = "put an ordinary file of that name into the folder of the specification"
        found.problems.append(document.problem(at, "FILE01", error.message, mend))
        return None
    if len(data) > MOST_FILE_BYTES:
        message = f"{plain(file)} is larger than {MOST_FILE_BYTES // 10**6} MB"
        found.problems.append(
            document.problem(at, "FILE01", message, "keep only the rows and columns that are used")
        )
        return None
    found.texts[file] = data
    grid, flaws = parse(data)
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n") if flaws else ()
    found.problems.extend(_problem(folder.name_of(file), lines, flaw) for flaw in flaws)
    return grid


def _problem(file: str, lines: Sequence[str], flaw: Flaw) -> Problem:
    line = lines[flaw.line - 1] if 0 < flaw.line <= len(lines) else ""
    excerpt = line if len(line) <= _SHOWN else ""
    return Problem(
        file,
        flaw.line,
        flaw.column,
        flaw.rule,
        flaw.message,
        flaw.mend,
        address=f"{file.rpartition('/')[2]}:{flaw.line}",
        end_column=flaw.column + flaw.length,
        excerpt=excerpt,
    )


def _digest(document: Document, name: str, table: Mapping[str, Any], data: bytes) -> Iterator[Problem]:
    declared = table.get("digest")
    actual = "sha256:" + hashlib.sha256(data).hexdigest()
    if declared is not None and declared != actual:
        message = f"{plain(table['file'])} has another digest: {actual}"
        mend = "put back the file that was agreed, or write its new digest after looking at it"
        yield document.problem(("tables", name, "digest"), "FILE07", message, mend)


def _columns(document: Document, name: str, table: Mapping[str, Any], grid: Grid) -> Iterator[Problem]:
    names = grid.cells.column_names
    for column in table.get("columns", {}):
        if column not in names:
            near = nearest(column, names)
            hint = f"; did you mean {near!r}?" if near else ""
            message = f"{plain(table['file'])} has no column {plain(column)!r}{hint}"
            mend = "its first line names: " + ", ".join(plain(other) for other in names[:12])
            yield document.problem(("tables", name, "columns", column), "FILE08", message, mend, key=True)


def _cells(table: Mapping[str, Any], grid: Grid) -> Iterator[Flaw]:
    declared = table.get("columns", {})
    for place, column in enumerate(grid.cells.column_names):
        tree = declared.get(column, {})
        datatype = DataType(
            tree.get("type", "string"),
            scale=tree.get("scale", 0),
            precision=tree.get("precision", "s"),
            timezone=tree.get("timezone"),
            max_length=tree.get("max_length"),
        )
        yield from _column(place, grid, datatype, allow=table.get("formulas") == "allow")


def _column(place: int, grid: Grid, datatype: DataType, *, allow: bool) -> Iterator[Flaw]:
    """Yield what is wrong with the cells of a column; each different cell is judged once."""
    name, cells = grid.cells.column_names[place], grid.cells.column(place).combine_chunks()
    judged = {
        cell: _judge(cell, datatype, allow=allow) for cell in pc.unique(cells).to_pylist() if cell is not None
    }
    bad = {cell: verdict for cell, verdict in judged.items() if verdict is not None}
    if not bad:
        return
    where = pc.is_in(cells, value_set=pa.array(list(bad), pa.string()), skip_nulls=True)
    rows = pc.indices_nonzero(where).to_pylist()
    for told, row in enumerate(rows):
        cell = cells[row].as_py()
        rule, reason, mend = bad[cell]
        at, length = span(grid.lines[row + 1], place)
        if told == MOST_TOLD:
            yield Flaw(
                row + 2, at, rule, f"{len(rows) - told:,} more cells of {name} are refused", mend, length
            )
            return
        shown = f"{plain(cell)!r}" if len(cell) <= _SHOWN else f"a cell of {len(cell)} characters"
        yield Flaw(row + 2, at, rule, f"{name}: {shown} {reason}", mend, length)


def _judge(cell: str, datatype: DataType, *, allow: bool) -> tuple[str, str, str] | None:
    """Return the rule that a cell breaks, why and what to do; None for a good cell."""
    if cell != cell.strip():
        return "FILE04", "begins or ends with a blank", "remove the blank"
    if datatype.is_text and not allow and _FORMULA.match(cell):
        mend = (
            "begin it with another character, give the column a type, or write `formulas: allow` at the table"
        )
        return "FILE05", "would be run as a formula by a spreadsheet", mend
    try:
        parse_scalar(datatype, cell)
    except ValueError as error:
        return "FILE06", f"is {error}", f"mend the cell, or the column's type ({datatype.name})"
    return None
