"""Which columns of a table go together, and the copula that makes their uniforms."""

from __future__ import annotations

from dataclasses import dataclass

from manikin.distributions.copula import Copula, Matrix, scores, triangle
from manikin.model import Column, Table


@dataclass(frozen=True)
class Group:
    """Columns that go together, directly or through others, in the order of their streams' names.

    The first keeps its own uniforms, and a column leaves those before it alone.
    """

    columns: tuple[Column, ...]
    ranks: Matrix
    """The rank correlations declared, 0 where none is."""

    @property
    def copula(self) -> Copula | None:
        """What mixes the uniforms; None if no columns can be correlated so."""
        mixing = triangle(scores(self.ranks))
        return None if mixing is None else Copula(mixing)


def groups(table: Table) -> tuple[Group, ...]:
    """Return the groups of correlated columns of `table`."""
    joined: list[set[str]] = []
    for pair in table.correlations:
        touched = [group for group in joined if group & set(pair.between)]
        joined = [group for group in joined if group not in touched]
        joined.append(set(pair.between).union(*touched))
    return tuple(_group(table, names) for names in joined)


def _group(table: Table, names: set[str]) -> Group:
    columns = tuple(sorted((table.by_name[name] for name in names), key=lambda column: column.stream))
    places = {column.name: place for place, column in enumerate(columns)}
    ranks = [[0.0] * len(columns) for _ in columns]
    for pair in table.correlations:
        if pair.between[0] in places:
            one, other = (places[name] for name in pair.between)
            ranks[one][other] = ranks[other][one] = float(pair.rank)
    return Group(columns, tuple(tuple(row) for row in ranks))
