"""The slow and plain way to find what differs: both datasets in full, row by row, cell by cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from manikin.interface import generate
from manikin.model import PartRows, Spec
from manikin.plan import make_plan, revealed
from manikin.review.diff.matching import Matched
from manikin.run import World
from manikin.run.frame import Frame

Path = tuple[Any, ...]
Rows = dict[Path, tuple[Any, ...]]


def dataset(spec: Spec) -> dict[str, tuple[list[str], Rows]]:
    """Return the columns and the rows of every table that is written, each row by whose child it is and which."""
    shown = revealed(spec)
    tables = generate(shown)
    world = World(make_plan(shown))
    found = {}
    for name, table in tables.items():
        frame = world.at(name, np.arange(table.num_rows, dtype=np.int64))
        rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        paths = ways(frame)
        assert len(set(paths)) == len(rows)
        found[name] = (table.column_names, dict(zip(paths, rows, strict=True)))
    return found


def ways(frame: Frame) -> list[Path]:
    """Return which row each is: its number, or its parent's way and its number there; of a part, that of the part's row."""
    place, members = frame.place, frame.place.members
    if isinstance(frame.prepared.table.rows, PartRows):
        assert members is not None
        inner = [ways(part) for part in members.frames]
        names = [part.prepared.table.name for part in members.frames]
        pairs = zip(members.part, members.row, strict=True)
        return [(names[part], *inner[part][row]) for part, row in pairs]
    if place.parent is None:
        return [(int(position),) for position in frame.positions]
    above = ways(place.parent)
    assert place.parent_rows is not None
    return [(*above[row], int(n)) for row, n in zip(place.parent_rows, place.ordinals, strict=True)]


def compared(matched: Matched) -> dict[tuple[str, str], tuple[int, int]]:
    """Return for each column that both have how many cells differ, of how many; for ``""`` rows added and removed."""
    old, new = dataset(matched.old), dataset(matched.new)
    found = {}
    for name, (columns, rows) in new.items():
        if name not in matched.tables or matched.tables[name] not in old:
            continue
        names, before = old[matched.tables[name]]
        shared = [path for path in rows if path in before]
        found[name, ""] = (len(rows) - len(shared), len(before) - len(shared))
        for place, column in enumerate(columns):
            was = matched.columns.get((name, column))
            if was is not None and was[1] in names:
                there = names.index(was[1])
                changed = sum(before[path][there] != rows[path][place] for path in shared)
                found[name, column] = (changed, len(shared))
    return found
