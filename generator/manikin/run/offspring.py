"""How many rows of a child table each row has, and where these stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa

from manikin import randomness
from manikin.columns.kind import Cells
from manikin.columns.paths import resolve
from manikin.randomness import Integers

if TYPE_CHECKING:
    from manikin.run.frame import Frame
    from manikin.run.prepared import PreparedTable


class _ParentView:
    """A parent's rows as the children's counts see them: paths start at the child."""

    def __init__(self, frame: Frame, child: PreparedTable) -> None:
        self.rows = frame.rows
        self._frame = frame
        self._child = child

    def value(self, path: str) -> pa.Array:
        """Return what a path of the child means for each of the parent's rows."""
        route = resolve(path, self._child.table, self._child.spec)
        return self._frame.follow(route.steps[1:], route.column.name)


def drawn_counts(frame: Frame, child: PreparedTable) -> Integers:
    """Return how many rows of `child` are drawn for each row; shape (rows,)."""
    assert child.counts is not None
    u = randomness.uniforms(child.key("", "count"), frame.addresses)
    # Cases look at values alone, and of those of the parent's rows only.
    view = cast("Cells", _ParentView(frame, child))
    return child.counts.numbers(view, u).astype(np.int64)
