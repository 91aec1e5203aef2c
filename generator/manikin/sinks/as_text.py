"""The values of a column as text: the same text for the same value, whatever stands beside it.

Values of a narrow range (ages, dates, heights) are written once each and gathered; the rest are written
row by row in Arrow. Knows no delimiters and no quotes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from manikin.sinks import formats, moments, numbers

Whole = NDArray[np.int64]

_TEXT: Final = pa.string()
_TRUTH: Final = pa.array(["false", "true"])


def as_text(array: pa.Array, form: str | None = None) -> pa.Array:
    """Return values as text; missing stays missing.

    Parameters
    ----------
    array : pyarrow.Array
        Values of any type of the language, not dictionary-encoded.
    form : str, optional
        The format of dates, times or datetimes; ISO 8601 without it.

    Returns
    -------
    pyarrow.StringArray
        Whole numbers without a point, decimals with all digits of their scale, floats with the fewest
        digits that tell them from every other, booleans as ``true`` and ``false``.

    Raises
    ------
    manikin.sinks.moments.YearError
        If a date lies before the year 1 or after 9999.
    """
    kind = array.type
    if pa.types.is_string(kind):
        return array
    if pa.types.is_floating(kind):
        return numbers.floats(pc.add(array.cast(pa.float64()), 0.0))  # there is one zero: -0.0 + 0.0 is 0.0
    if pa.types.is_boolean(kind):
        return _TRUTH.take(array.cast(pa.int8()))
    if pa.types.is_integer(kind):
        wide = array.cast(pa.int64())
        return _gathered(wide, lambda values: values.cast(_TEXT), partial(numbers.whole, wide))
    if pa.types.is_decimal(kind):
        return _decimals(array)
    if pa.types.is_temporal(kind):
        return _moments(array, form or formats.default(kind), zoned=form is None)
    return array.cast(_TEXT)


def _gathered(
    array: pa.Array, write: Callable[[pa.Array], pa.Array], otherwise: Callable[[int, int], pa.Array]
) -> pa.Array:
    """Return whole numbers as text: by `write` each number once, where they are many in a narrow range.

    Else by `otherwise`, given the least and the greatest.
    """
    if len(array) == array.null_count:
        return pa.nulls(len(array), _TEXT)
    ends = pc.min_max(array)
    low, high = ends["min"].as_py(), ends["max"].as_py()
    if high - low >= len(array) // 4:
        return otherwise(low, high)
    table = write(pa.array(np.arange(high - low + 1) + low))
    return table.take(pc.subtract(array, low))


def _decimals(array: pa.Array) -> pa.Array:
    scale = array.type.scale
    if array.type.precision > 18 or not isinstance(array, pa.Decimal128Array):
        return array.cast(_TEXT)
    if scale <= 6:  # beyond, Arrow writes small values in powers of ten
        return _gathered(_unscaled(array), lambda units: _pointed(units, scale), lambda *_: array.cast(_TEXT))
    return _pointed(_unscaled(array), scale)


def _unscaled(array: pa.Array) -> pa.Array:
    """Return decimals of at most 18 digits as whole numbers of their last digit."""
    # Each value is 16 bytes, the lower half first; at most 18 digits fit the lower half with their sign.
    halves = np.frombuffer(array.buffers()[1], np.dtype("<i8")).reshape(-1, 2)
    units = np.ascontiguousarray(halves[array.offset : array.offset + len(array), 0], np.int64)
    return pa.array(units, mask=array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None)


def _pointed(units: pa.Array, scale: int) -> pa.Array:
    """Return whole numbers with a point before the last `scale` digits; never in powers of ten."""
    if not scale:
        return units.cast(_TEXT)
    size = pc.abs(units)
    before = pc.divide(size, 10**scale)
    after = pc.subtract(size, pc.multiply(before, 10**scale))
    digits = pc.utf8_lpad(after.cast(_TEXT), scale, "0")
    sign = pc.if_else(pc.less(units, 0), "-", "")
    return pc.binary_join_element_wise(sign, before.cast(_TEXT), ".", digits, "")


def _moments(array: pa.Array, form: str, *, zoned: bool) -> pa.Array:
    """Return dates and times as text; without a format of its own a zoned datetime ends with its zone."""
    zone = array.type.tz if pa.types.is_timestamp(array.type) else None
    if zone is None:
        return moments.render(form, array)
    unit = array.type.unit
    minutes = offset_minutes(zone)
    ticks = minutes * 60 * moments.TICKS[unit]
    clock = pc.add(array.cast(pa.timestamp(unit, "UTC")).cast(pa.int64()), ticks).cast(pa.timestamp(unit))
    ending = "Z" if zone == "UTC" else zone
    return moments.render(f"{form}{ending}" if zoned else form, clock)


def offset_minutes(zone: str) -> int:
    """Return how far a fixed zone such as ``+01:00`` is ahead of UTC, in minutes."""
    if zone == "UTC":
        return 0
    hours, minutes = zone[1:].split(":")
    return (int(hours) * 60 + int(minutes)) * (-1 if zone[0] == "-" else 1)
