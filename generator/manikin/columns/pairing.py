"""How rules about a row and the rows that match it look at both: the other's columns by `other.`."""

from __future__ import annotations

from dataclasses import replace

from manikin import expressions
from manikin.columns.expression import compiled
from manikin.columns.paths import ancestors
from manikin.model import Column, DataType, FileRows, Pair, Spec, Table
from manikin.model.pairs import OTHER


def compiled_for(text: str, pair: Pair, table: Table, spec: Spec) -> expressions.Expression:
    """Return an expression over a row and one that matches it.

    Raises
    ------
    manikin.expressions.ExpressionError
        If it is not allowed, names what is not there, or does not fit in type.
    """
    # A reference that is no ancestor's, so that `other` leads to any row and never up.
    door = Column(OTHER, DataType("string"), "references", {"table": pair.table, "distinct": True})
    looking = replace(table, columns=(*table.columns, door))
    return compiled(text, looking, replace(spec, tables={**spec.tables, table.name: looking}))


def root(table: Table, spec: Spec) -> str:
    """Return the table that the rows of a table descend from in the end: itself if it has no parent."""
    return [table.name, *(above.name for above in ancestors(table, spec))][-1]


def can_meet(table: Table, other: Table, spec: Spec) -> bool:
    """Return whether rows of both are at hand together: those below one row, or those of a vocabulary."""
    return isinstance(other.rows, FileRows) or root(table, spec) == root(other, spec)
