"""The cells that a column is cut into as a condition: its labels, or ranges of a grid that was fixed before any data.

Ages are cut at every ten years up to 90, other whole numbers at 1, 2, 5, 10, 20, 50 and so on. Those are the same
for every table, so that no two tables on a column cut it differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.contents import Categories, Conditional, Knots, Spreads
from manikin.derive.view import ColumnView, TableView
from manikin.derive.words import words

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_CELLS: Final = 30
"""The most labels of a column that is told by cases, or that others are told by."""
MOST_ALIKE: Final = 0.98
"""The greatest share of the shown rows that one label may have; a column with more has next to nothing to explain."""
Grids = Mapping[str, tuple[str, ...]]
"""Where columns are cut, by table and column."""
MISSING: Final = ""
"""How the case of rows without a value is called."""
AGES: Final = tuple(range(0, 100, 10))
NUMBERS: Final = (0, *(digit * 10**power for power in range(7) for digit in (1, 2, 5)))
_AGE: Final = frozenset({"age", "ages"})


@dataclass(frozen=True)
class Axis:
    """A column as a condition.

    Parameters
    ----------
    name : str
        The column.
    cells : tuple of str
        Its cells as `when` writes them; the last is for rows without a value.
    column : str
        What the column is called among the rows.
    type : str
        Its type.
    cuts : tuple of int
        Where ranges begin; none where the cells are labels.
    """

    name: str
    cells: tuple[str, ...]
    column: str
    type: str
    cuts: tuple[int, ...] = ()

    def code(self, rows: ir.Table) -> Any:
        """Return the number of the cell of each row; null where it is in none."""
        import ibis  # noqa: PLC0415  only there with the extra `derive`

        value = rows[self.column]
        if self.cuts:
            # From the last on, so that the first that fits is the range; below all of them is no cell.
            places = list(enumerate(self.cuts))[::-1]
            code = ibis.cases(*((value >= cut, place) for place, cut in places))
        else:
            text = value.cast("string").lower() if self.type == "boolean" else value
            labels = [int(label) if self.type == "integer" else label for label in self.cells[:-1]]
            code = text.cases(*((label, place) for place, label in enumerate(labels)))
        return value.isnull().ifelse(len(self.cells) - 1, code).cast("int64")


def axes(table: TableView, rows: ir.Table, stated: Grids, prefix: str = "") -> Iterator[Axis]:
    """Yield the columns of a table that may be conditions.

    Parameters
    ----------
    rows : ibis table
        Rows that have them.
    stated : Mapping
        Where columns (``table.column``) are cut, as somebody says who knows the data; others are cut by their names.
    prefix : str
        What stands before their names there.
    """
    filled = {name for reference in table.references for name in reference.columns}
    filled |= {*table.key, *(name for name, _ in table.copies)}
    for column in table.columns:
        content = column.content
        if column.name in filled or prefix + column.name not in rows.columns:
            continue
        is_stated = f"{table.name}.{column.name}" in stated and column.type == "integer"
        if isinstance(content, Categories) and not is_stated and _has_much_to_tell(content):
            labels = tuple(label for label, _ in content.counts)
            yield Axis(column.name, (*labels, MISSING), prefix + column.name, column.type)
        elif column.type == "integer" and (
            isinstance(content, Knots) or (is_stated and isinstance(content, Categories))
        ):
            cuts = cuts_of(table.name, column, stated)
            yield Axis(column.name, (*ranges(cuts), MISSING), prefix + column.name, column.type, cuts)


def _has_much_to_tell(content: Categories) -> bool:
    counts = [count for _, count in content.counts]
    return 1 < len(counts) <= MOST_CELLS and max(counts) <= MOST_ALIKE * sum(counts)


def cuts_of(table: str, column: ColumnView, stated: Grids) -> tuple[int, ...]:
    """Return the public cuts of a column of whole numbers: as stated, or by its name alone."""
    said = stated.get(f"{table}.{column.name}")
    if said is not None:
        return tuple(int(cut) for cut in said)
    return AGES if _AGE & set(words(column.name)) else NUMBERS


def ranges(cuts: tuple[int, ...]) -> list[str]:
    """Return ranges as `when` writes them, the last one open."""
    return [*(f"{low}..{high - 1}" for low, high in pairwise(cuts)), f">= {cuts[-1]}"]


def grids(
    found: list[TableView], before: Mapping[str, TableView], stated: Grids
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the public cuts of each column of numbers that others are told by, and those that were stated."""
    cut: dict[str, tuple[str, ...]] = dict(stated)
    for table in found:
        for column in table.columns:
            if isinstance(column.content, Conditional | Spreads):
                owner, name = table.name, column.content.given
                if all(c.name != name for c in table.columns):
                    owner, _, name = name.rpartition(".")
                given = next(c for c in before[owner].columns if c.name == name)
                if isinstance(given.content, Knots):
                    cut[f"{owner}.{name}"] = tuple(str(c) for c in cuts_of(owner, given, stated))
    return tuple(sorted(cut.items()))
