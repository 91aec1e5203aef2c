"""What is wrong with long tables before they are written out: columns that are not there, cells that do not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from manikin.errors import Problem
from manikin.model.draws import Address
from manikin.spec.csvtext import Flaw, Grid, span
from manikin.spec.document import Document
from manikin.spec.limits import MOST_CASES
from manikin.spec.longtables import FAMILIES, NUMBER, Use, knot
from manikin.spec.wording import nearest
from manikin.text import plain

_WEIGHT: Final = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
_PROBABILITY: Final = re.compile(r"0?\.[0-9]{1,12}|0|1|min|max")
_FORMULA: Final = re.compile(r"[=+\-@]")
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {"choice": ("value",), "quantiles": ("probability", "value")}


def shape(document: Document, column: Mapping[str, Any], address: Address) -> Iterator[Problem]:
    """Yield what is wrong with how a column names its long tables."""
    for at, choice in _choices(column):
        yield from _choice(document, (*address, *at), choice)
    cases = column.get("cases")
    if isinstance(cases, Mapping):
        families = [family for family in FAMILIES if family in cases]
        if len(families) != 1:
            message = "cases from a file draw by one of `choice` and `quantiles`, and here are " + (
                "both" if families else "neither"
            )
            mend = "write one, such as `choice: {value: COLUMN, weight: COLUMN}`"
            yield document.problem((*address, "cases"), "KEYS03", message, mend, key=True)
        names = [path.rpartition(".")[2] for path in column.get("given", ())]
        for place, name in enumerate(names):
            if name in names[:place]:
                message = (
                    f"two of the given columns are called {name!r}, and the file could not tell them apart"
                )
                yield document.problem(
                    (*address, "given", place), "CASES03", message, "copy one under another name"
                )


def _choices(column: Mapping[str, Any]) -> Iterator[tuple[Address, Any]]:
    cases = column.get("cases")
    places: list[tuple[Address, Any]] = [(("distribution",), column.get("distribution"))]
    if isinstance(cases, list):
        places += [
            (("cases", place, "distribution"), case.get("distribution")) for place, case in enumerate(cases)
        ]
    elif isinstance(cases, Mapping):
        places.append((("cases", "otherwise"), cases.get("otherwise")))
    for at, distribution in places:
        if isinstance(distribution, Mapping) and isinstance(distribution.get("choice"), Mapping):
            yield (*at, "choice"), distribution["choice"]


def _choice(document: Document, at: Address, choice: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the keys of a choice that are neither all weights nor all names of a file and its columns."""
    if isinstance(choice.get("file"), str):
        for key, name in choice.items():
            if key not in {"file", "value", "weight"}:
                message = f"unknown key {plain(key)!r}"
                mend = "remove it, or use one of: file, value, weight"
                yield document.problem((*at, key), "KEYS01", message, mend, key=True)
            elif not isinstance(name, str):
                message = "found a number, where the name of a column of the file belongs"
                yield document.problem((*at, key), "TYPE01", message, "name the column")
        if "value" not in choice:
            mend = "add `value:` with the column of the file that holds the values"
            yield document.problem(at, "KEYS02", "lacks the key 'value'", mend, key=True)
        return
    for key in ("value", "weight"):
        if isinstance(choice.get(key), str):
            message = "found text, where a number belongs"
            yield document.problem((*at, key), "TYPE01", message, "write a weight, or add `file: NAME.csv`")


def columns(document: Document, use: Use, grid: Grid, address: Address) -> Iterator[Problem]:
    """Yield the columns that a long table does not have, and what it has too little or too much of."""
    names = grid.cells.column_names
    for at, name, _ in use.roles:
        if name not in names:
            near = nearest(name, names)
            hint = f"; did you mean {near!r}?" if near else ""
            message = f"{plain(use.file)} has no column {plain(name)!r}{hint}"
            mend = "its first line names: " + ", ".join(plain(other) for other in names[:12])
            yield document.problem((*address, *at), "FILE08", message, mend)
    if not grid.cells.num_rows:
        message = f"{plain(use.file)} has no lines below the first"
        yield document.problem((*address, *use.at), "FILE03", message, "write the values there")
    keys = use.names("case")
    if keys and set(keys) <= set(names):
        cases = grid.cells.select(list(dict.fromkeys(keys))).group_by(list(dict.fromkeys(keys)))
        count = cases.aggregate([]).num_rows
        if count > MOST_CASES:
            message = f"{count:,} cases; at most {MOST_CASES:,} are allowed"
            yield document.problem((*address, *use.at), "LIMIT02", message, "join cases that say the same")


def cells(use: Use, grid: Grid) -> Iterator[Flaw]:
    """Yield the cells of a long table that do not fit what they are read as."""
    names = grid.cells.column_names
    for _, name, role in use.roles:
        place = names.index(name)
        judge = _JUDGES[role]
        judged: dict[str | None, tuple[str, str, str] | None] = {}
        for row, cell in enumerate(grid.cells.column(name).to_pylist()):
            if cell not in judged:
                judged[cell] = judge(cell)
            verdict = judged[cell]
            if verdict is not None:
                yield _flaw(grid, row, place, verdict)
    yield from _twice(use, grid)


def _flaw(grid: Grid, row: int, place: int, verdict: tuple[str, str, str]) -> Flaw:
    rule, reason, mend = verdict
    at, length = span(grid.lines[row + 1], place)
    return Flaw(row + 2, at, rule, f"{grid.cells.column_names[place]}: {reason}", mend, length)


def _twice(use: Use, grid: Grid) -> Iterator[Flaw]:
    """Yield a value or a probability that stands twice in one case."""
    names = grid.cells.column_names
    marks = use.names("value") or use.names("probability")
    keys = [grid.cells.column(name).to_pylist() for name in (*use.names("case"), *marks)]
    seen: dict[tuple[Any, ...], int] = {}
    for row, found in enumerate(zip(*keys, strict=True)):
        mark = found[-1] if use.names("value") or found[-1] is None else knot(found[-1])
        first = seen.setdefault((*found[:-1], mark), row)
        if first != row:
            mend = "keep one of the two lines"
            message = f"stands on line {first + 2} already"
            yield _flaw(grid, row, names.index(marks[0]), ("CHOICE04", message, mend))


def _text(cell: str | None, *, may_be_empty: bool = False) -> tuple[str, str, str] | None:
    if cell is None:
        return None if may_be_empty else ("FILE06", "is empty, where a value belongs", "write the value")
    if cell != cell.strip():
        return "FILE04", "begins or ends with a blank", "remove the blank"
    if _FORMULA.match(cell) and not NUMBER.fullmatch(cell):
        return "FILE05", "would be run as a formula by a spreadsheet", "begin it with another character"
    return None


def _case(cell: str | None) -> tuple[str, str, str] | None:
    return _text(cell, may_be_empty=True)


def _weight(cell: str | None) -> tuple[str, str, str] | None:
    if cell is None or not _WEIGHT.fullmatch(cell):
        return "FILE06", "is not a number of 0 or more", "write a weight such as 12 or 0.25"
    return None


def _probability(cell: str | None) -> tuple[str, str, str] | None:
    if cell is None or not _PROBABILITY.fullmatch(cell):
        return "FILE06", "is not a probability", "write a number such as 0.25, or min or max"
    return None


_JUDGES: Final[Mapping[str, Callable[[str | None], tuple[str, str, str] | None]]] = {
    "case": _case,
    "value": _text,
    "percentile": _text,
    "weight": _weight,
    "probability": _probability,
}
