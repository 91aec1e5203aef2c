"""References among the rows that share an ancestor, and references that point at no row twice.

The rows of one ancestor stand together in every table that descends from it, so what may be picked is a
run of rows: its start and its length are all that a pick needs, and no table is joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from manikin import randomness
from manikin.columns.parts import picked_table
from manikin.columns.paths import target_table
from manikin.columns.relation import Relation, lineage, relation
from manikin.distributions.zipf import rank_weights
from manikin.errors import InfeasibleError
from manikin.model import Column
from manikin.randomness import Bits, Floats, Integers
from manikin.run.place import runs
from manikin.run.scatter import scattered

if TYPE_CHECKING:
    from manikin.run.frame import Frame


def relatives(frame: Frame, column: Column) -> Frame:
    """Return all rows of the table pointed at that share the ancestor with any row of `frame`."""
    above = Above(frame, relation(column, frame.prepared.table).within or "")
    return down(above.frame, target_table(column) or "")


def pick(frame: Frame, column: Column) -> Integers:
    """Return which of `relatives`, or of all rows of a table, each row points at; -1 for none; shape (rows,).

    Raises
    ------
    InfeasibleError
        If the rows of one parent that must point at different rows are more than there are.
    """
    asked = relation(column, frame.prepared.table)
    if asked.within is None:
        rows = frame.world.row_count(picked_table(column))
        starts: Integers = np.zeros(frame.rows, np.int64)
        counts = np.full(frame.rows, rows, np.int64)
    else:
        starts, counts = _candidates(frame, column, asked)
    picked: Integers = starts + ranks(frame, column, asked, counts)
    return picked if asked.distinct else np.where(counts > 0, picked, -1)


def ranks(frame: Frame, column: Column, asked: Relation, counts: Integers) -> Integers:
    """Return which of `counts` rows each row picks, from 0; shape (rows,).

    Raises
    ------
    InfeasibleError
        If the rows of one parent that must point at different rows are more than there are.
    """
    if asked.distinct:
        return _apart(frame, column, counts)
    return _ranks(frame.uniforms(column), counts, column)


def _candidates(frame: Frame, column: Column, asked: Relation) -> tuple[Integers, Integers]:
    """Return where the rows that each row may point at begin among its relatives, and how many they are."""
    above = Above(frame, asked.within or "")
    starts, counts = runs(down(above.frame, target_table(column) or ""), above.frame)
    first = starts[above.rows]
    return first, above.places() - first if asked.earlier else counts[above.rows]


def _ranks(u: Floats, counts: Integers, column: Column) -> Integers:
    """Return which of `counts` rows the uniforms pick, from 0: all alike, or by zipf."""
    distribution = column.draw.distribution if column.draw else None
    if distribution is None or distribution.name == "uniform" or not counts.size:
        return np.floor(u * counts).astype(np.int64)
    # Sums of the first weights do not depend on how many follow, so neither does a pick on other rows' counts.
    sums = np.cumsum(rank_weights(1, max(1, int(counts.max())), float(distribution.parameters["exponent"])))
    found = np.searchsorted(sums, u * sums[np.maximum(counts, 1) - 1], side="right")
    ranks: Integers = np.minimum(found.astype(np.int64), np.maximum(counts - 1, 0))
    return ranks


def _apart(frame: Frame, column: Column, counts: Integers) -> Integers:
    """Return a different one of `counts` rows for each row of one parent."""
    parent, owners = frame.place.parent, frame.place.parent_rows
    assert parent is not None
    assert owners is not None
    short = np.flatnonzero(frame.ordinals >= counts)
    if short.size:
        table = frame.prepared.table
        msg = (
            f"{table.name}.{column.name}: {int(frame.ordinals[short].max()) + 1:,} rows of one {table.parent} "
            f"must point at different rows of {target_table(column)}, and there are "
            f"{int(counts[short].min()):,}; ask for fewer rows per {table.parent}"
        )
        raise InfeasibleError(msg)
    keys: Bits = randomness.bits(frame.key(column, "distinct"), parent.addresses)[owners]
    return scattered(frame.ordinals, counts, keys)


class Above:
    """The rows of an ancestor that rows of a frame belong to."""

    def __init__(self, frame: Frame, ancestor: str) -> None:
        self._climbed: list[Frame] = [frame]
        rows: Integers = np.arange(frame.rows, dtype=np.int64)
        while frame.prepared.table.name != ancestor:
            parent, owners = frame.place.parent, frame.place.parent_rows
            assert parent is not None
            assert owners is not None
            frame, rows = parent, owners[rows]
            self._climbed.append(frame)
        self.frame = frame
        self.rows = rows
        """Which row of `frame` each row belongs to; shape (rows of the first frame,)."""

    def places(self) -> Integers:
        """Return where each row stands among all rows of its table that belong to the rows of `frame`."""
        whole = self.frame
        places: Integers = np.arange(whole.rows, dtype=np.int64)
        for here in reversed(self._climbed[:-1]):
            owners = here.place.parent_rows
            assert owners is not None
            whole = whole.below(here.prepared.table.name)
            above = places
            places = runs(whole)[0][above[owners]] + here.place.ordinals
        return places


def down(frame: Frame, name: str) -> Frame:
    """Return all rows of a table that belong to the rows of `frame`."""
    prepared = frame.world.prepared
    for step in lineage(prepared[name].table, frame.prepared.table.name, frame.prepared.spec) or ():
        frame = frame.below(step)
    return frame
