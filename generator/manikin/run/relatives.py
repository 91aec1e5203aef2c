"""References among the rows that share a row, and references that point at no row twice.

The rows of one ancestor stand together in every table that descends from it, so what may be picked is a
run of rows: its start and its length are all that a pick needs, and no table is joined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manikin import randomness
from manikin.columns.parts import picked_table
from manikin.columns.paths import Step, target_table
from manikin.columns.relation import Relation, lineage, relation, way
from manikin.columns.values import Mask
from manikin.distributions.zipf import rank_weights
from manikin.errors import InfeasibleError
from manikin.model import Column
from manikin.randomness import Bits, Floats, Integers
from manikin.run.hierarchy import levels, pick_above, pick_in_table
from manikin.run.place import runs
from manikin.run.scatter import scattered

if TYPE_CHECKING:
    from manikin.run.frame import Frame


@dataclass(frozen=True)
class Candidates:
    """The rows that each row may point at: of `frame`, from `starts` on, `counts` of them; shapes (rows,)."""

    frame: Frame
    starts: Integers
    counts: Integers
    lost: Mask
    """Where there is no row to share, since the reference to it is missing."""


def candidates(frame: Frame, column: Column) -> Candidates:
    """Return the rows that each row may point at, of those that belong to the row it shares with them."""
    asked, target = relation(column, frame.prepared.table), target_table(column) or ""
    above = Above(frame, way(asked.within or "", frame.prepared.table, frame.prepared.spec), target)
    below = down(above.frame, target)
    starts, counts = runs(below, above.frame)
    first = above.of(starts)
    many = above.places() - first if asked.earlier else above.of(counts)
    return Candidates(below, first, many, above.rows < 0)


def met(frame: Frame, column: Column, ranks: Integers) -> tuple[Frame, Integers]:
    """Return rows of the table pointed at, and which of them each row meets by its rank; -1 for none."""
    among = candidates(frame, column)
    return among.frame, np.where(ranks < 0, -1, among.starts + ranks)


def family(frame: Frame, ancestor: str) -> tuple[Frame, Integers | None]:
    """Return all rows of the table that share the ancestor with any row, and which each row is; None if each is itself."""
    above = over(frame, ancestor)
    whole = down(above.frame, frame.prepared.table.name)
    return (whole, None) if whole is frame else (whole, above.places())


def pick(frame: Frame, column: Column) -> Integers:
    """Return which of the rows that it may point at each row does, from 0; -1 for none; shape (rows,).

    Raises
    ------
    InfeasibleError
        If the rows of one parent that must point at different rows are more than there are.
    """
    asked = relation(column, frame.prepared.table)
    if asked.within is None:
        if asked.levels is not None:
            return pick_in_table(frame, column)
        counts = np.full(frame.rows, frame.world.row_count(picked_table(column)), np.int64)
        return _apart(frame, column, counts)
    among = candidates(frame, column)
    if asked.levels is not None:
        return _by_levels(frame, column, among)
    if asked.distinct:
        apart = _apart(frame, column, np.where(among.lost, frame.ordinals + 1, among.counts))
        return np.where(among.lost, -1, apart)
    picked: Integers = np.where(among.counts > 0, _ranks(frame.uniforms(column), among.counts, column), -1)
    return picked


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


def _by_levels(frame: Frame, column: Column, among: Candidates) -> Integers:
    """Return the earlier row of a lower level that each row points at, among those of one ancestor."""
    within = relation(column, frame.prepared.table).within or ""
    top = among.frame
    while top.prepared.table.name != within:
        assert top.place.parent is not None
        top = top.place.parent
    starts, counts = runs(among.frame, top)
    level = levels(among.frame, column, starts[counts > 0])
    own = level[among.starts + among.counts]
    return pick_above(frame, column, own, among.counts, lambda rows, tried: level[among.starts[rows] + tried])


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


def over(frame: Frame, ancestor: str) -> Above:
    """Return the rows of an ancestor, or of the table itself, that rows of a frame belong to."""
    return Above(frame, way(ancestor, frame.prepared.table, frame.prepared.spec), ancestor)


class Above:
    """The rows that `steps` lead to from the rows of `frame`, with all rows of `target` that belong to them."""

    def __init__(self, frame: Frame, steps: tuple[Step, ...], target: str) -> None:
        self._climbed: list[Frame] = [frame]
        rows: Integers = np.arange(frame.rows, dtype=np.int64)
        for step in steps:
            last = step is steps[-1]
            frame, hop = _reached(frame, step, target) if last else frame.door(step)
            self._climbed.append(frame)
            if hop is not None:
                rows = np.where(rows < 0, -1, hop[rows]) if hop.size else rows
        self.frame = frame
        self.rows = rows
        """Which row of `frame` each row belongs to, -1 for none; shape (rows of the first frame,)."""

    def of(self, numbers: Integers) -> Integers:
        """Return what `numbers` say of the row that each row belongs to; 0 where there is none."""
        if not numbers.size:
            return np.zeros(len(self.rows), np.int64)
        return np.where(self.rows < 0, 0, numbers[self.rows])

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


def _reached(frame: Frame, step: Step, target: str) -> tuple[Frame, Integers | None]:
    """Return `frame.door`, but for a reference to any row of a table only as many as `target` allows to hold."""
    column = frame.prepared.table.by_name[step.column] if step.column else None
    if column is None or relation(column, frame.prepared.table).within is not None:
        return frame.door(step)
    return frame.world.rows_at(step.table, frame.target(column), holding=target)


def down(frame: Frame, name: str) -> Frame:
    """Return all rows of a table that belong to the rows of `frame`."""
    prepared = frame.world.prepared
    for step in lineage(prepared[name].table, frame.prepared.table.name, frame.prepared.spec) or ():
        frame = frame.below(step)
    return frame
