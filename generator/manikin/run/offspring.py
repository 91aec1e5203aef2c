"""How many rows of a child table each row has, and where these stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa

from manikin import randomness
from manikin.columns.kind import Cells
from manikin.columns.paths import resolve
from manikin.randomness import Bits, Integers
from manikin.run.even import Even

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


def seats(frame: Frame, even: Even) -> tuple[Bits, Integers]:
    """Return the block that each row is in, and its seat among the seats of the block; shapes (rows,).

    A block is so many rows of the uppermost table in a row, with all that is below them. Both follow from the row's
    own address: of its ancestors' rows alone, whichever others there are.
    """
    if even.above is None:
        over = np.uint64(even.over)
        return frame.addresses // over, (frame.addresses % over).astype(np.int64)
    parent, owners = frame.place.parent, frame.place.parent_rows
    assert parent is not None
    assert owners is not None
    blocks, above = seats(parent, even.above)
    first = even.above.strata(blocks, above)
    return blocks[owners], even.above.seats_below(first[owners], frame.ordinals)


def drawn_counts(frame: Frame, child: PreparedTable) -> Integers:
    """Return how many rows of `child` are drawn for each row; shape (rows,)."""
    assert child.counts is not None
    if child.even is not None:
        u = child.even.uniforms(*seats(frame, child.even))
    else:
        u = randomness.uniforms(child.key("", "count"), frame.addresses)
    # Cases look at values alone, and of those of the parent's rows only.
    view = cast("Cells", _ParentView(frame, child))
    return child.counts.numbers(view, u).astype(np.int64)
