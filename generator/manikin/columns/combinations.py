"""Combinations of columns that no two rows may have alike: those declared, and keys of drawn columns.

Reads the model alone; knows neither files nor rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from manikin import distributions
from manikin.columns.relation import relation
from manikin.expressions.names import names
from manikin.model import Column, PerRows, Table
from manikin.model.draws import Address

_APART = frozenset({"sequence", "permutation", "identifier", "uuid", "template", "ordinal"})
"""Kinds that are made so that values differ, in the table or under one parent."""


@dataclass(frozen=True)
class Combination:
    """Columns that no two rows have alike, or no two of those rows for which `where` is true."""

    columns: tuple[str, ...]
    where: str
    address: Address

    @property
    def name(self) -> str:
        """The combination in words."""
        return " with ".join(self.columns) + (f" where {self.where}" if self.where else "")


def declared(table: Table) -> tuple[Combination, ...]:
    """Return the combinations that `unique` declares, and the key if it needs drawn columns to differ."""
    found = [Combination(each.columns, each.where, each.address) for each in table.unique]
    if has_drawn_key(table):
        found.append(Combination(table.key, "", (*table.address, "key")))
    return tuple(found)


def has_drawn_key(table: Table) -> bool:
    """Return whether the table's key is of several columns, none of which is made to differ."""
    if len(table.key) < 2 or not set(table.key) <= set(table.by_name) or not isinstance(table.rows, PerRows):
        return False
    if any(is_made_apart(table.by_name[name], table) for name in table.key):
        return False
    most = (
        distributions.prepare(each.name, each.parameters, discrete=True).bounds[1]
        for each in table.rows.draw.distributions
    )
    return max(most, default=0) > 1


def is_made_apart(column: Column, table: Table) -> bool:
    """Return whether a column is made so that its values differ, in the table or under one parent."""
    return column.unique or column.kind in _APART or relation(column, table).distinct


def looks_at(combination: Combination) -> Iterable[str]:
    """Return every path that decides whether rows are alike."""
    return (*combination.columns, *names(combination.where))
