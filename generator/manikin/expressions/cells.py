"""The numbers behind Arrow arrays, for kernels that Arrow does not have.

A datum becomes its numbers and where it is missing; numbers become a datum again. Only integer and
correctly rounded float operations are used on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from manikin.expressions.fault import UncomputableError
from manikin.expressions.term import Datum, as_array

Numbers = npt.NDArray[Any]
"""Integers or floats, shape (rows,) or () where one value holds for every row."""
Missing = npt.NDArray[np.bool_] | None
"""Where a value is missing, shape as the numbers; None where none is."""
_STORES: Final[Mapping[int, np.dtype[Any]]] = {32: np.dtype(np.int32), 64: np.dtype(np.int64)}


@dataclass(frozen=True)
class Cells:
    """The numbers of a datum and where it is missing."""

    numbers: Numbers
    missing: Missing = None


def cells_of(datum: Datum) -> Cells:
    """Return whole numbers as int64, dates and times as their int64 ticks, floats as they are.

    Numbers at missing places are arbitrary.
    """
    single = isinstance(datum, pa.Scalar)
    array = as_array(datum, 1)
    if len(array) == 0:
        return Cells(np.empty(0, _store(array.type)).astype(_wide(array.type)))
    missing = pc.is_null(array).to_numpy(zero_copy_only=False) if array.null_count else None
    buffer = array.buffers()[1]
    store = _store(array.type)
    numbers = np.frombuffer(buffer, store, len(array), array.offset * store.itemsize)
    numbers = numbers.astype(_wide(array.type), copy=False)
    if not single:
        return Cells(numbers, missing)
    return Cells(numbers.reshape(()), None if missing is None else missing.reshape(()))


def datum_of(numbers: Numbers, missing: Missing, kind: pa.DataType) -> Datum:
    """Return a datum of the type `kind` from ticks or numbers; the reverse of `cells_of`."""
    shape = numbers.shape if missing is None else np.broadcast_shapes(numbers.shape, missing.shape)
    stored = np.broadcast_to(numbers.astype(_store(kind), copy=False), shape)
    mask = None if missing is None else np.broadcast_to(missing, shape)
    if shape == ():
        return datum_of(stored.reshape(1), None if mask is None else mask.reshape(1), kind)[0]
    return pa.array(np.ascontiguousarray(stored), mask=mask).view(kind)


def either(*missings: Missing) -> Missing:
    """Return where any is missing."""
    found: Missing = None
    for missing in missings:
        if missing is not None:
            found = missing if found is None else np.asarray(found | missing)
    return found


def refuse_where(bad: Numbers, missing: Missing, reason: str) -> None:
    """Raise `UncomputableError` if a row that is not missing is bad."""
    if bad.any() and (missing is None or bool((bad & ~missing).any())):
        raise UncomputableError(reason)


def toward_zero(numbers: Numbers, divisor: int) -> Numbers:
    """Return whole numbers divided by a positive number, without the fraction."""
    return np.asarray(np.where(numbers < 0, -(-numbers // divisor), numbers // divisor))


def half_away(numbers: Numbers) -> Numbers:
    """Return floats rounded to whole values, halves away from zero; exact, as C's round()."""
    size = np.abs(numbers)
    down = np.floor(size)
    return np.asarray(np.copysign(down + (size - down >= 0.5), numbers))


def decimals_of(numbers: Numbers, missing: Missing, kind: pa.DataType) -> Datum:
    """Return decimals from int64 counts of their last digit."""
    counts = np.atleast_1d(numbers).astype(np.int64)
    halves = np.empty((len(counts), 2), np.int64)
    halves[:, 0], halves[:, 1] = counts, counts >> 63
    array = pa.Array.from_buffers(kind, len(counts), [None, pa.py_buffer(halves)])
    if missing is not None:
        array = pc.if_else(pa.array(np.broadcast_to(np.atleast_1d(missing), counts.shape)), None, array)
    return array[0] if numbers.ndim == 0 and (missing is None or missing.ndim == 0) else array


def counts_of(datum: Datum) -> tuple[Cells, Numbers]:
    """Return decimals as int64 counts of their last digit, and which are too long for that."""
    array = as_array(datum, 1)
    if len(array) == 0:
        return Cells(np.empty(0, np.int64)), np.empty(0, np.bool_)
    missing = pc.is_null(array).to_numpy(zero_copy_only=False) if array.null_count else None
    halves = np.frombuffer(array.buffers()[1], np.int64, 2 * len(array), array.offset * 16)
    low, is_long = halves[::2], np.asarray(halves[1::2] != halves[::2] >> 63)
    if not isinstance(datum, pa.Scalar):
        return Cells(low, missing), is_long
    return Cells(low.reshape(()), None if missing is None else missing.reshape(())), is_long.reshape(())


def _store(kind: pa.DataType) -> np.dtype[Any]:
    return np.dtype(np.float64) if pa.types.is_floating(kind) else _STORES[kind.bit_width]


def _wide(kind: pa.DataType) -> np.dtype[Any]:
    return np.dtype(np.float64) if pa.types.is_floating(kind) else np.dtype(np.int64)
