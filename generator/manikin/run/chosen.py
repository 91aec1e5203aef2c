"""Which rows references point at, and the frame in which these rows are found.

Rows of the whole table, rows that share an ancestor (`relatives`), or rows of one part of a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from manikin.columns.parts import part_name, parts, picked_table
from manikin.columns.paths import target_table
from manikin.columns.relation import Relation, lineage, relation
from manikin.model import Column, Table
from manikin.randomness import Integers
from manikin.run.members import Members
from manikin.run.place import runs
from manikin.run.relatives import Above, down, met, over, pick, ranks

if TYPE_CHECKING:
    from manikin.run.frame import Frame


def chosen(frame: Frame, column: Column) -> Integers:
    """Return which of the rows that `door` leads to each row points at, -1 for none; shape (rows,)."""
    table = frame.prepared.table
    asked = relation(column, table)
    if asked.within is not None and (asked.part is not None or _is_own(column, table)):
        return _among_parts(frame, column, asked)
    if asked.within is not None or asked.distinct or asked.levels is not None:
        return pick(frame, column)
    return frame.world.picker(table, column).pick(frame.uniforms(column), frame.positions)


def door(frame: Frame, column: Column, targets: Integers) -> tuple[Frame, Integers]:
    """Return the frame that a reference leads to, and which of its rows each row meets."""
    table = frame.prepared.table
    asked, target = relation(column, table), target_table(column) or ""
    if asked.within is not None:
        if asked.part is not None or _is_own(column, table):
            return _around(frame, column, asked)[0], targets
        return met(frame, column, targets)
    if asked.part is None:
        return frame.world.rows_at(target, targets)
    part, index = frame.world.rows_at(picked_table(column), targets)
    above = over(part, part.prepared.table.together or "")
    whole = above.frame.below(target)
    places = _members(whole).places[_number(whole, asked.part)]
    return whole, _where(places if _is_all(part, whole) else places[above.places()], index)


def _is_own(column: Column, table: Table) -> bool:
    return table.part_of is not None and target_table(column) == table.part_of


def _is_all(part: Frame, whole: Frame) -> bool:
    return any(part is frame for frame in _members(whole).frames)


def _among_parts(frame: Frame, column: Column, asked: Relation) -> Integers:
    """Return the rows picked among those of a table of parts that share an ancestor with each row."""
    whole, above, inner = _around(frame, column, asked)
    members = _members(whole)
    if inner is not None:
        # The ancestor's rows do not stand together in the whole, but they do in the part.
        number = _number(whole, asked.part or "")
        starts, counts = runs(members.frames[number], inner[0])
        picked = _picked(frame, column, asked, starts[inner[1]], counts[inner[1]])
        return _where(members.places[number], picked)
    starts, counts = runs(whole, above.frame)
    first = starts[above.rows]
    last = _own_places(frame, whole, above) if asked.earlier else first + counts[above.rows]
    if asked.part is None:
        return _picked(frame, column, asked, first, last - first)
    here = members.part == _number(whole, asked.part)
    upto = np.concatenate([np.zeros(1, np.int64), np.cumsum(here)])
    picked = _picked(frame, column, asked, upto[first], upto[last] - upto[first])
    return _where(np.flatnonzero(here), picked)


def _where(places: Integers, picked: Integers) -> Integers:
    """Return the place of each row picked, -1 for none."""
    found: Integers = np.full(len(picked), -1, np.int64)
    there = picked >= 0
    found[there] = places[picked[there]]
    return found


def _picked(frame: Frame, column: Column, asked: Relation, first: Integers, counts: Integers) -> Integers:
    found: Integers = first + ranks(frame, column, asked, counts)
    return np.where(counts > 0, found, -1)


def _around(
    frame: Frame, column: Column, asked: Relation
) -> tuple[Frame, Above, tuple[Frame, Integers] | None]:
    """Return the rows around a row's ancestor, the ancestor, and where it lies below what stands together.

    The last is there only if the rows of one ancestor need not stand together in the table: all rows of the
    ancestor's table below, and which of them each row belongs to.
    """
    spec = frame.prepared.spec
    target = spec.tables[target_table(column) or ""]
    above = over(frame, asked.within or "")
    if lineage(target, asked.within or "", spec) is not None:
        return down(above.frame, target.name), above, None
    top = over(above.frame, target.parent or "")
    inner = down(top.frame, asked.within or "")
    return top.frame.below(target.name), above, (inner, top.places()[above.rows])


def _own_places(frame: Frame, whole: Frame, above: Above) -> Integers:
    """Return where each row of a table of parts, or of one of its parts, stands in the whole."""
    places = above.places()
    table = frame.prepared.table
    if table.part_of is None:
        return places
    return _members(whole).places[_number(whole, part_name(table))][places]


def _members(whole: Frame) -> Members:
    assert whole.place.members is not None
    return whole.place.members


def _number(whole: Frame, part: str) -> int:
    found = [part_name(table) for table in parts(whole.prepared.table, whole.prepared.spec)]
    return found.index(part)
