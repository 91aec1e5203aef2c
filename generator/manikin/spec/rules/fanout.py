"""How many rows a table has for each row above it: at most, at least, and to be expected. Judges nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from manikin import distributions
from manikin.columns.parts import rows_of_parts
from manikin.columns.relation import lineage
from manikin.model import EmptyRows, FileRows, FixedRows, PartRows, PerRows, Spec, Table


def counts(table: Table) -> Iterator[distributions.Sampler]:
    """Yield the samplers of how many rows a row of the parent gets."""
    if isinstance(table.rows, PerRows):
        for distribution in table.rows.draw.distributions:
            yield distributions.prepare(distribution.name, distribution.parameters, discrete=True)


def most_per_parent(table: Table, spec: Spec) -> float:
    """Return how many rows a row of the parent can get at most; 0 for a table without a parent."""
    if isinstance(table.rows, PartRows):
        return math.fsum(
            _per_ancestor(part, table, most_per_parent, spec) for part in rows_of_parts(table, spec)
        )
    return max((sampler.bounds[1] for sampler in counts(table)), default=0.0)


def _least_per_parent(table: Table, spec: Spec) -> float:
    if isinstance(table.rows, PartRows):
        return math.fsum(
            _per_ancestor(part, table, _least_per_parent, spec) for part in rows_of_parts(table, spec)
        )
    drawn = min((sampler.bounds[0] for sampler in counts(table)), default=0.0)
    return min(drawn, 1.0) if _ends_early(table) else drawn


def _per_ancestor(part: Table, table: Table, per_parent: Callable[[Table, Spec], float], spec: Spec) -> float:
    way = lineage(part, table.parent or "", spec) or ()
    return math.prod(per_parent(spec.tables[name], spec) for name in way) if way else 0.0


def is_at_most_one(table: Table, spec: Spec) -> bool:
    """Return whether no row of the parent can get two rows of `table`."""
    return most_per_parent(table, spec) <= 1


def least_per_ancestor(table: Table, ancestor: str, spec: Spec) -> float:
    """Return how many rows of `table` a row of an ancestor has at least."""
    least = 1.0
    for name in lineage(table, ancestor, spec) or ():
        least *= _least_per_parent(spec.tables[name], spec)
    return least


def _ends_early(table: Table) -> bool:
    """Return whether a row can end those of its parent, of which there is one at least if any was drawn."""
    return isinstance(table.rows, PerRows) and bool(table.rows.until)


def expected_rows(table: Table, spec: Spec) -> float:
    """Return how many rows a table has, or at least can be expected to have."""
    match table.rows:
        case FixedRows(count):
            return count
        case FileRows(file, _):
            return float(spec.files[file].num_rows)
        case PerRows(parent, _):
            means = [min(s.mean, 1.0) if _ends_early(table) else s.mean for s in counts(table)]
            return expected_rows(spec.tables[parent], spec) * min(means, default=0.0)
        case PartRows():
            return math.fsum(expected_rows(part, spec) for part in rows_of_parts(table, spec))
        case EmptyRows():
            return 0.0
