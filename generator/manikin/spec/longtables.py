"""Long tables: choices and cases that stand in a CSV file of the folder, a line for each value or percentile.

Written out, they are ordinary choices and cases; each keeps the line it came from. Judges no cells, which
`manikin.spec.longcells` does before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from manikin.model.draws import Address

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
FAMILIES = ("choice", "quantiles")
_ENDS = {0.0: "min", 1.0: "max"}

Files = Mapping[str, pa.Table]
Lines = dict[Address, tuple[str, int]]
"""For what is written out, by its address below the column: the file and the line."""


@dataclass(frozen=True)
class Use:
    """A long table that a column names.

    Parameters
    ----------
    file : str
        The file.
    at : tuple
        The address, below the column, of the mapping that names it.
    roles : tuple of (address, str, str)
        The file's columns that are read: where each is named, its name, and what it holds
        (``case``, ``value``, ``weight``, ``probability`` or ``percentile``).
    """

    file: str
    at: Address
    roles: tuple[tuple[Address, str, str], ...]

    def names(self, role: str) -> tuple[str, ...]:
        """Return the columns that hold something."""
        return tuple(name for _, name, held in self.roles if held == role)


def uses(column: Any) -> Iterator[Use]:
    """Yield the long tables of a column as it is written."""
    if not isinstance(column, Mapping):
        return
    yield from _chosen(column.get("distribution"), ("distribution",))
    cases = column.get("cases")
    if isinstance(cases, list):
        for place, case in enumerate(cases):
            yield from _chosen(case.get("distribution"), ("cases", place, "distribution"))
    elif isinstance(cases, Mapping):
        found: list[tuple[Address, str, str]] = [
            (("given", place), path.rpartition(".")[2], "case")
            for place, path in enumerate(column.get("given", ()))
        ]
        for family in FAMILIES:
            if family in cases:
                found += _roles(cases[family], family, ("cases", family))
        yield Use(cases["file"], ("cases",), tuple(found))
        yield from _chosen(cases.get("otherwise"), ("cases", "otherwise"))


def _chosen(distribution: Any, at: Address) -> Iterator[Use]:
    choice: Any = distribution.get("choice") if isinstance(distribution, Mapping) else None
    if is_file(choice):
        inside = (*at, "choice")
        yield Use(choice["file"], inside, tuple(_roles(choice, "choice", inside)))


def is_file(choice: Any) -> bool:
    """Return whether the values of a choice stand in a file: `file` is then a name and no weight."""
    return isinstance(choice, Mapping) and isinstance(choice.get("file"), str)


def _roles(tree: Mapping[str, Any], family: str, at: Address) -> list[tuple[Address, str, str]]:
    held = (
        {"value": "value", "weight": "weight"}
        if family == "choice"
        else {"probability": "probability", "value": "percentile"}
    )
    return [((*at, key), tree[key], role) for key, role in held.items() if key in tree]


def written_out(column: Mapping[str, Any], files: Files) -> tuple[Mapping[str, Any], Lines]:
    """Return a column with its long tables written out as choices and cases, and where these came from.

    Parameters
    ----------
    column : Mapping
        The column as written; what its long tables name is there.
    files : Mapping of str to pyarrow.Table
        The files, every column text.
    """
    lines: Lines = {}
    for use in tuple(uses(column)):
        table = files[use.file]
        if use.at == ("cases",):
            cases = list(_cases(use, column, table, lines))
            if "otherwise" in column["cases"]:
                cases.append({"otherwise": True, "distribution": column["cases"]["otherwise"]})
            lines[("cases", len(cases))] = (use.file, table.num_rows + 1)
            column = {**column, "cases": cases}
        else:
            at = _moved(use.at, column)
            column = _put(column, at, _choice(use, table, range(table.num_rows), at, lines))
    return column, lines


def _moved(at: Address, column: Mapping[str, Any]) -> Address:
    """Return where a choice stands once the cases around it are written out: `otherwise` is the last."""
    if at[:2] == ("cases", "otherwise"):
        return ("cases", len(column["cases"]) - 1, "distribution", *at[2:])
    return at


def _put(node: Any, at: Address, made: Any) -> Any:
    """Return a copy of a tree with something else at an address."""
    if not at:
        return made
    copy: Any = list(node) if isinstance(node, list) else dict(node)
    copy[at[0]] = _put(node[at[0]], at[1:], made)
    return copy


def _cases(use: Use, column: Mapping[str, Any], table: pa.Table, lines: Lines) -> Iterator[dict[str, Any]]:
    """Yield a case for each combination of the given columns, in the order in which they first stand."""
    cells = [table.column(name).to_pylist() for name in use.names("case")]
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row, found in enumerate(zip(*cells, strict=True)):
        groups.setdefault(found, []).append(row)
    make, family = (_choice, "choice") if "choice" in column["cases"] else (_quantiles, "quantiles")
    for place, (found, rows) in enumerate(groups.items()):
        at: Address = ("cases", place)
        lines[at] = (use.file, rows[0] + 2)
        made = make(use, table, rows, (*at, "distribution", family), lines)
        yield {
            "when": dict(zip(column["given"], found, strict=True)),
            "distribution": {family: made},
        }


def _choice(use: Use, table: pa.Table, rows: Sequence[int], at: Address, lines: Lines) -> Any:
    (values,) = (table.column(name) for name in use.names("value"))
    weights = [table.column(name) for name in use.names("weight")]
    for place, row in enumerate(rows):
        lines[(*at, values[row].as_py() if weights else place)] = (use.file, row + 2)
    if not weights:
        return [values[row].as_py() for row in rows]
    return {values[row].as_py(): number(weights[0][row].as_py()) for row in rows}


def _quantiles(use: Use, table: pa.Table, rows: Sequence[int], at: Address, lines: Lines) -> Any:
    (probabilities,) = (table.column(name) for name in use.names("probability"))
    (values,) = (table.column(name) for name in use.names("percentile"))
    found = {}
    for row in rows:
        key = knot(probabilities[row].as_py())
        found[key] = number(values[row].as_py())
        lines[(*at, key)] = (use.file, row + 2)
    return found


def knot(text: str) -> str:
    """Return the key of a probability: 0 and 1 are where the line begins and ends."""
    return _ENDS.get(float(text), text) if NUMBER.fullmatch(text) else text


def number(text: str) -> int | float | str:
    """Return a cell as the number it is; a date or time stays text."""
    if not NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)
