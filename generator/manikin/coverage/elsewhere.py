"""Goals of what fills a column in the parts of a table that do not fill it themselves: shown by rows of these parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from manikin.columns.parts import PARTS
from manikin.coverage.goal import Found, LeftOut
from manikin.model import Column, Table
from manikin.randomness import Integers
from manikin.run.frame import Frame


def filled_by(column: Column, table: Table) -> str | None:
    """Return the column that another fills in the parts without their own; None of columns that fill none."""
    found = (c.name for c in table.columns if c.kind == PARTS and c.parameters == column.name)
    return next(found, None)


def of_other_parts(found: Iterator[Found], name: str) -> Iterator[Found]:
    """Yield the goals under the name of the column that is filled, for rows of other parts alone."""
    for item in found:
        if isinstance(item, LeftOut):
            yield replace(item, column=name)
        else:
            goals = (replace(goal, column=name, words=f"{goal.words} in other parts") for goal in item.goals)
            yield replace(item, goals=tuple(goals), codes=_Elsewhere(name, item.codes).codes)


@dataclass(frozen=True)
class _Elsewhere:
    """What rows of the other parts show."""

    column: str
    inner: Callable[[Frame], Integers]

    def codes(self, frame: Frame) -> Integers:
        """Return the number of the goal, -1 for rows of parts that fill the column; shape (rows,)."""
        members = frame.place.members
        assert members is not None
        is_other = np.array([self.column not in part.prepared.table.by_name for part in members.frames])
        return np.where(is_other[members.part], self.inner(frame), -1)
