"""Which text needs quotes in CSV, and which text a spreadsheet would run.

RFC 4180, as sparing as it can be: quotes stand around what would be read otherwise without them, and
around empty text, since nothing at all is a missing value.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

QUOTE: Final = '"'
_BLANK: Final = np.isin(np.arange(256), list(b" \t"))
_FORMULA: Final = np.isin(np.arange(256), list(b"=+-@\t\r"))
"""Which bytes, by their number, are blanks, or begin a formula."""


def quoted(array: pa.Array, delimiter: str) -> pa.Array:
    """Return text with quotes where it needs them; missing stays missing.

    Parameters
    ----------
    array : pyarrow.StringArray
        Text.
    delimiter : str
        What stands between two values; one ASCII character.
    """
    needs = _needing(array, (QUOTE, delimiter, "\r", "\n"))
    if needs is None:
        return array
    place = pa.array(np.flatnonzero(needs))
    inner = pc.replace_substring(array.take(place), QUOTE, QUOTE * 2)
    return pc.replace_with_mask(array, pa.array(needs), pc.binary_join_element_wise(QUOTE, inner, QUOTE, ""))


def formula_like(array: pa.Array) -> int:
    """Return how many texts begin as a formula of a spreadsheet does.

    That is with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return.

    Parameters
    ----------
    array : pyarrow.Array or pyarrow.ChunkedArray
        Text, dictionary-encoded or not; other types hold no formulas.
    """
    if isinstance(array, pa.ChunkedArray):
        return sum(formula_like(chunk) for chunk in array.chunks)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary.take(array.indices)
    if not pa.types.is_string(array.type):
        return 0
    ends, data = _buffers(array)
    full = ends[1:] > ends[:-1]
    if array.null_count:
        full &= array.is_valid().to_numpy(zero_copy_only=False)
    return int(_FORMULA[data[ends[:-1][full]]].sum())


def _needing(array: pa.Array, marks: tuple[str, ...]) -> NDArray[np.bool_] | None:
    """Return which texts need quotes, or None where none does; a missing one never."""
    if not len(array):
        return None
    ends, data = _buffers(array)
    needs = ends[1:] == ends[:-1]
    held = data[ends[0] : ends[-1]]
    whole = held.tobytes()
    if b" " in whole or b"\t" in whole:
        # An empty text looks at its neighbours here; it needs quotes anyway.
        needs |= _BLANK[data[ends[:-1].clip(max=len(data) - 1)]] | _BLANK[data[ends[1:] - 1]]
    for mark in marks:
        # Few texts hold a mark, and bytes are searched far faster than rows. A byte below 128 is never
        # part of another character of UTF-8.
        if mark.encode() in whole:
            places = np.flatnonzero(held == ord(mark)) + ends[0]
            needs[np.searchsorted(ends, places, side="right") - 1] = True
    if array.null_count:
        needs &= array.is_valid().to_numpy(zero_copy_only=False)
    return needs if bool(needs.any()) else None


def _buffers(array: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return where each text begins and ends among the bytes, and the bytes."""
    _, ends, data = array.buffers()
    found = np.frombuffer(ends, np.int32)[array.offset : array.offset + len(array) + 1]
    return found, np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
