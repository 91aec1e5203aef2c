"""Between the ruler and Arrow: numbers with a mask become typed arrays, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from manikin.model import DataType
from manikin.model.datatype import TICKS
from manikin.randomness import Floats, Integers

Mask = NDArray[np.bool_]


def bitmap(valid: Mask | None) -> pa.Buffer | None:
    """Return Arrow's validity bitmap of `valid`; None where every value is there."""
    if valid is None or bool(valid.all()):
        return None
    return pa.py_buffer(np.packbits(valid, bitorder="little"))


def from_ruler(datatype: DataType, ruler: Integers | Floats, valid: Mask | None = None) -> pa.Array:
    """Return the Arrow array of `datatype` for places on its ruler.

    Parameters
    ----------
    datatype : DataType
        An ordered type.
    ruler : ndarray of shape (rows,)
        Whole units for discrete types, values for floats.
    valid : ndarray of bool of shape (rows,), optional
        False where there is no value.
    """
    rows = len(ruler)
    if datatype.ahead:
        ruler = ruler - datatype.ahead * TICKS[datatype.precision]
    if datatype.name == "decimal":
        words = np.empty((rows, 2), np.int64)
        words[:, 0] = ruler
        np.right_shift(words[:, 0], 63, out=words[:, 1])
        data: Any = words
    elif datatype.name == "date" or (datatype.name == "time" and datatype.precision != "us"):
        data = ruler.astype(np.int32)
    elif datatype.name == "float":
        # + 0.0 turns a negative zero into zero, so that no file ever shows -0.
        data = np.add(ruler, 0.0, dtype=np.float64)
    else:
        data = np.ascontiguousarray(ruler, dtype=np.int64)
    return pa.Array.from_buffers(datatype.arrow, rows, [bitmap(valid), pa.py_buffer(data)])


def to_ruler(datatype: DataType, array: pa.Array) -> tuple[Integers | Floats, Mask | None]:
    """Return the places on the ruler of an Arrow array and the mask of values that are there."""
    array = plain_array(array)
    rows = len(array)
    valid = validity(array)
    if datatype.name == "decimal":
        words = np.frombuffer(array.buffers()[1], np.int64, count=2 * (rows + array.offset))
        return words[2 * array.offset :: 2], valid
    width = np.int32 if array.type.bit_width == 32 else np.float64 if datatype.name == "float" else np.int64
    data: Any = np.frombuffer(array.buffers()[1], width, count=rows + array.offset)[array.offset :]
    if datatype.name == "float":
        return data, valid
    return _by_the_clock(datatype, data.astype(np.int64, copy=False)), valid


def _by_the_clock(datatype: DataType, units: Integers) -> Integers:
    """Return moments in UTC as what the clocks of the type's timezone show."""
    return units + datatype.ahead * TICKS[datatype.precision] if datatype.ahead else units


def validity(array: pa.Array) -> Mask | None:
    """Return the mask of values that are there; None where all are."""
    if array.null_count == 0:
        return None
    mask: Mask = array.is_valid().to_numpy(zero_copy_only=False)
    return mask


def with_nulls(array: pa.Array, absent: Mask) -> pa.Array:
    """Return `array` without the values where `absent` is true."""
    if not absent.any():
        return array
    known = validity(array)
    valid = ~absent if known is None else known & ~absent
    if array.offset:
        array = pa.concat_arrays([array])
    if isinstance(array, pa.DictionaryArray):
        return pa.DictionaryArray.from_arrays(with_nulls(array.indices, absent), array.dictionary)
    buffers = array.buffers()
    buffers[0] = bitmap(valid)
    return pa.Array.from_buffers(array.type, len(array), buffers)


def plain_array(array: pa.Array) -> pa.Array:
    """Return `array` with a dictionary decoded."""
    return array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array


def take(array: pa.Array, index: Integers | None) -> pa.Array:
    """Return the values at `index`, missing where it is -1."""
    if index is None:
        return array
    outside = index < 0
    if not outside.any():
        return array.take(pa.array(index))
    return array.take(pa.array(index, mask=outside))
