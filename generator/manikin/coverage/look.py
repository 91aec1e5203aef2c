"""Looking at rows: which goals each row of a table without a parent reaches, with all that descends from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from manikin.coverage.goal import Measure
from manikin.coverage.setcover import Hits
from manikin.engines import local
from manikin.model import EmptyRows, FixedRows, Spec
from manikin.plan import make_plan
from manikin.randomness import Floats, Integers
from manikin.run import World, require_feasible
from manikin.run.frame import Frame

Addresses = Mapping[str, Sequence[int]]


def chosen(spec: Spec, addresses: Addresses) -> Spec:
    """Return `spec` with as many rows of each table without a parent as there are addresses."""
    tables = {
        name: replace(table, rows=FixedRows(len(addresses[name])) if addresses[name] else EmptyRows())
        if name in addresses
        else table
        for name, table in spec.tables.items()
    }
    return replace(spec, tables=tables)


def world(spec: Spec, addresses: Addresses) -> World:
    """Return the rows at the addresses, made in one go.

    Raises
    ------
    InfeasibleError
        If they cannot be.
    """
    most = max((len(found) for found in addresses.values()), default=1)
    made = local.world(make_plan(chosen(spec, addresses)), chunk=max(1, most), addresses=addresses)
    require_feasible(made)
    return made


@dataclass(frozen=True)
class Seen:
    """What rows of a root table reach and cost.

    Parameters
    ----------
    hits : ndarray of bool of shape (rows, goals)
        For each row, the goals it or its descendants reach.
    costs : ndarray of shape (rows,)
        The row and its descendants.
    counts : ndarray of int64 of shape (goals,)
        How many rows of any table reach each goal.
    rows : dict of str to int
        The rows of each table.
    """

    hits: Hits
    costs: Floats
    counts: Integers
    rows: Mapping[str, int]


def look(made: World, root: str, measures: Sequence[tuple[int, Measure]], goals: int) -> Seen:
    """Return what the rows of a table without a parent reach.

    Parameters
    ----------
    made : World
        The rows, in one chunk.
    root : str
        The table.
    measures : sequence of (int, Measure)
        The measures of it and its descendants, each with the number of its first goal.
    goals : int
        How many goals there are in all.

    Raises
    ------
    InfeasibleError
        If a row cannot be made.
    """
    frames = {prepared.table.name: frame for prepared, frame in made.frames(root, 0)}
    owners = _owners(frames)
    rows = frames[root].rows
    hits: Hits = np.zeros((rows, goals), np.bool_)
    counts = np.zeros(goals, np.int64)
    for first, measure in measures:
        codes = measure.codes(frames[measure.table])
        there = np.flatnonzero(codes >= 0)
        hits[owners[measure.table][there], codes[there] + first] = True
        counts += np.bincount(codes[there] + first, minlength=goals)
    # Also what no goal looks at is made, so that a row that cannot be is found out here.
    for frame in frames.values():
        for column in frame.prepared.table.columns:
            frame.column(column.name)
    costs = sum((np.bincount(owner, minlength=rows) for owner in owners.values()), np.zeros(rows))
    return Seen(hits, costs.astype(np.float64), counts, {name: frame.rows for name, frame in frames.items()})


def _owners(frames: Mapping[str, Frame]) -> dict[str, Integers]:
    """Return which row of the root each row of each table belongs to; parents come first."""
    owners: dict[str, Integers] = {}
    for name, frame in frames.items():
        parent, above = frame.place.parent, frame.place.parent_rows
        if parent is None or above is None:
            owners[name] = np.arange(frame.rows, dtype=np.int64)
        else:
            owners[name] = owners[parent.prepared.table.name][above]
    return owners
