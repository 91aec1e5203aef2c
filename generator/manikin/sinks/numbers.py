"""Numbers as text, a column at a time; each as Arrow would write it, in a third of the time.

Arrow writes a number a value at a time. Whole numbers of one width are put together from tables of digits here, and
floats are written by `orjson`, whose digits are the same fewest that tell a float from every other. Where the two
programs write the same digits in another way, Arrow writes.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from manikin.sinks.blocks import WIDEST, absent_as, assembled, digits

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_TEXT: Final = pa.string()
_LEAST, _PAST = 1e-5, 1e10
"""Floats from the first up to the second are written without a power of ten by both programs."""
_FEW: Final = 8
"""Floats are written by Arrow where more than one in so many would have to be anyway."""
_MOST_DIGITS: Final = 18


def floats(array: pa.Array) -> pa.Array:
    """Return floats as text with the fewest digits; missing stays missing.

    Parameters
    ----------
    array : pyarrow.DoubleArray
        Finite numbers without a negative zero.
    """
    values: Floats = (array.fill_null(0.5) if array.null_count else array).to_numpy()
    size, odd = np.abs(values), np.rint(values) == values
    if len(values) and (size.min() < _LEAST or size.max() >= _PAST):
        odd |= (size < _LEAST) | (size >= _PAST)
    many = int(np.count_nonzero(odd))
    if many * _FEW > len(values) or not len(values):
        return array.cast(_TEXT)
    written = _listed(orjson.dumps(np.ascontiguousarray(values), option=orjson.OPT_SERIALIZE_NUMPY))
    if many:
        mask = pa.array(odd)
        written = pc.replace_with_mask(written, mask, pa.array(values[odd]).cast(_TEXT))
    return absent_as(written, array) if array.null_count else written


def _listed(text: bytes) -> pa.Array:
    """Return the values of a list in JSON, in which no value holds a comma."""
    ends = pa.py_buffer(np.array([1, len(text) - 1], np.int32))
    return pc.split_pattern(pa.StringArray.from_buffers(1, ends, pa.py_buffer(text)), ",").flatten()


def whole(array: pa.Array, least: int, greatest: int) -> pa.Array:
    """Return whole numbers as text; missing stays missing.

    Parameters
    ----------
    array : pyarrow.Int64Array
        Whole numbers, one or more of them not missing.
    least, greatest : int
        The least and the greatest of them.
    """
    width = len(str(greatest))
    if least < 0 or width > _MOST_DIGITS or len(str(least)) != width:
        return array.cast(_TEXT)
    rest: Whole = (array.fill_null(least) if array.null_count else array).to_numpy()
    runs = []
    for taken in range(0, width, WIDEST):
        wide = min(WIDEST, width - taken)
        above = rest // 10**wide
        runs.append((digits(wide), rest - above * 10**wide))
        rest = above
    written = assembled(runs[::-1])
    return absent_as(written, array) if array.null_count else written
