"""Combinations kept apart within each family while its rows are drawn again.

Of rows that are alike the one settled before stays; of rows drawn in the same round, the first of the
family. So what a row becomes depends on its family alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.expression import evaluate
from manikin.columns.values import Mask, plain_array, to_ruler, validity
from manikin.model import DataType
from manikin.randomness import Integers
from manikin.run.component import Apart, Component
from manikin.run.frame import Frame


class Settled:
    """The combinations of the rows of a frame of whole families that are settled so far."""

    def __init__(self, frame: Frame, component: Component) -> None:
        self._families = _families(frame, component.family)
        self._held = [_Held(frame, apart) for apart in component.apart]

    def admit(self, again: Frame, rows: Integers, kept: Mask) -> Mask:
        """Return which rows to settle of those drawn; they are settled from now on.

        Parameters
        ----------
        again : Frame
            The rows as drawn.
        rows : ndarray of int64
            Which rows of the whole frame they are, in order.
        kept : ndarray of bool
            Which of them keep all else.
        """
        drawn = [held.drawn(again) for held in self._held]
        for held, (codes, claims) in zip(self._held, drawn, strict=True):
            kept = kept & ~held.repeats(self._families, rows, codes, claims & kept)
        for held, (codes, claims) in zip(self._held, drawn, strict=True):
            held.settle(rows[kept], codes[kept], claims[kept])
        return kept

    def alone(self, drawn: Frame, rows: Integers) -> list[Mask]:
        """Return, for each combination, which rows of one draw differ from those before them; none is settled."""
        found = []
        for held in self._held:
            codes, claims = held.drawn(drawn)
            found.append(~held.repeats(self._families, rows, codes, claims))
        return found


class _Held:
    """One combination: the codes of its settled rows, and which of them claim it."""

    def __init__(self, frame: Frame, apart: Apart) -> None:
        self._apart = apart
        self._types = [frame.prepared.table.by_name[name].type for name in apart.columns]
        self._texts: list[pa.Array] = [pa.array([], pa.string()) for _ in apart.columns]
        self._codes: Integers = np.zeros((frame.rows, len(apart.columns)), np.int64)
        self._claims: Mask = np.zeros(frame.rows, np.bool_)

    def drawn(self, again: Frame) -> tuple[Integers, Mask]:
        """Return the codes of drawn rows, and which rows claim them: those with all values, where `where` is true."""
        codes = np.zeros((again.rows, len(self._types)), np.int64)
        claims: Mask = np.ones(again.rows, np.bool_)
        if self._apart.where is not None:
            place = f"{again.prepared.table.name}, `unique` of {self._apart.name}"
            answer = evaluate(self._apart.where, again, place)
            claims &= answer.fill_null(False).to_numpy(zero_copy_only=False)
        for number, name in enumerate(self._apart.columns):
            array = again.column(name)
            valid = validity(array)
            if valid is not None:
                claims &= valid
            codes[:, number] = self._code(number, self._types[number], array)
        return codes, claims

    def _code(self, number: int, datatype: DataType, array: pa.Array) -> Any:
        """Return a number for each value, the same for the same value in every round."""
        if datatype.is_ordered:
            ruler, _ = to_ruler(datatype, array)
            return ruler.view(np.int64) if ruler.dtype == np.float64 else ruler
        array = plain_array(array)
        if datatype.name == "boolean":
            return array.fill_null(False).to_numpy(zero_copy_only=False).astype(np.int64)
        known = self._texts[number]
        new = array.unique().drop_null()
        new = new.filter(pc.invert(pc.is_in(new, value_set=known)))
        self._texts[number] = known = pa.concat_arrays([known, new])
        return pc.index_in(array, value_set=known).fill_null(-1).to_numpy(zero_copy_only=False)

    def repeats(self, families: Integers, rows: Integers, codes: Integers, claims: Mask) -> Mask:
        """Return which drawn rows claim what a settled row of their family has, or one drawn before them."""
        touched = np.zeros(int(families.max(initial=-1)) + 1, np.bool_)
        touched[families[rows]] = True
        before = np.flatnonzero(self._claims & touched[families])
        claiming = np.flatnonzero(claims)
        every = np.concatenate([self._codes[before], codes[claiming]])
        whose = np.concatenate([families[before], families[rows[claiming]]])
        # A stable sort, so that of those alike the settled one comes first, then the first drawn.
        order = np.lexsort((*every.T, whose))
        alike = np.zeros(order.size, np.bool_)
        alike[1:] = whose[order[1:]] == whose[order[:-1]]
        for column in every.T:
            alike[1:] &= column[order[1:]] == column[order[:-1]]
        repeated = order[alike] - before.size
        found: Mask = np.zeros(rows.size, np.bool_)
        found[claiming[repeated[repeated >= 0]]] = True
        return found

    def settle(self, rows: Integers, codes: Integers, claims: Mask) -> None:
        """Hold what rows have from now on."""
        self._codes[rows] = codes
        self._claims[rows] = claims


def _families(frame: Frame, ancestor: str | None) -> Integers:
    """Return which row of the ancestor each row belongs to; shape (rows,)."""
    owners: Integers = np.zeros(frame.rows, np.int64)
    if ancestor is None:
        return owners
    owners = np.arange(frame.rows, dtype=np.int64)
    for here in _climbed(frame, ancestor):
        assert here.place.parent_rows is not None
        owners = here.place.parent_rows[owners]
    return owners


def _climbed(frame: Frame, ancestor: str) -> Iterator[Frame]:
    while frame.prepared.table.name != ancestor:
        yield frame
        assert frame.place.parent is not None
        frame = frame.place.parent
