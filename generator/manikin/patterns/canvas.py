"""Texts as rows of bytes: where they are written, a few bytes at a time, and how they become Arrow strings.

Knows nothing of patterns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from manikin.randomness import Integers

Bytes = NDArray[np.uint8]
Words = NDArray[Any]
"""A few bytes as one item: unsigned integers of 1, 2, 4 or 8 bytes, or void."""
SPILL = 3
"""How many bytes too many a word may have: 5 bytes are written as 8."""


def to_words(texts: tuple[bytes, ...], width: int) -> Words:
    """Return texts of at most `width` bytes as words, zeros after each; shape (len(texts),)."""
    whole = next((size for size in (1, 2, 4, 8) if size >= width), width)
    padded = np.frombuffer(b"".join(text.ljust(whole, b"\0") for text in texts), np.uint8)
    return padded.view(f"u{whole}" if whole <= 8 else f"V{whole}")


@dataclass(frozen=True)
class Place:
    """Where to write: in `rows` (None for all), `cursor` bytes from each row's start."""

    rows: Integers | None = None
    cursor: int | Integers = 0

    def pick(self, chosen: Integers) -> Place:
        """Return the place for some of the rows, given by their index among `rows`."""
        rows = chosen if self.rows is None else self.rows[chosen]
        return Place(rows, self.cursor if isinstance(self.cursor, int) else self.cursor[chosen])

    def moved(self, by: int | Integers) -> Place:
        """Return the place `by` bytes further on."""
        return Place(self.rows, self.cursor + by)


class Canvas:
    """Rows of zeros to write on.

    Parameters
    ----------
    rows : int
        How many texts, at least 1.
    width : int
        The bytes of the longest.
    spill : int
        The room behind each row for words that are longer than their texts.
    """

    def __init__(self, rows: int, width: int, spill: int = SPILL) -> None:
        self.rows = rows
        self._stride = width + spill
        self._bytes: Bytes = np.zeros((rows, self._stride), np.uint8)

    def put(self, place: Place, words: Words) -> None:
        """Write one word into each row of `place`, or the same word if there is only one.

        A word may spill zeros behind its text, so texts are written from left to right.
        """
        size = words.dtype.itemsize
        if place.rows is None and isinstance(place.cursor, int):
            column: Words = np.ndarray((self.rows,), words.dtype, self._bytes, place.cursor, (self._stride,))
            column[:] = words
            return
        rows = np.arange(self.rows) if place.rows is None else place.rows
        window: Words = np.ndarray((self._bytes.size - size + 1,), words.dtype, self._bytes, 0, (1,))
        window[rows * self._stride + place.cursor] = words

    def strings(self, lengths: int | Integers) -> pa.StringArray:
        """Return the rows as an Arrow array.

        Parameters
        ----------
        lengths : int or ndarray of shape (rows,)
            The bytes of each text. Texts hold no zero byte.
        """
        if isinstance(lengths, int):
            return fixed_strings(self._bytes[:, :lengths])
        offsets = np.zeros(self.rows + 1, np.int32)
        np.cumsum(lengths, out=offsets[1:])
        flat = self._bytes.ravel()
        return _strings(offsets, flat[flat != 0])


def fixed_strings(matrix: Bytes) -> pa.StringArray:
    """Return texts of one width as an Arrow array, from their bytes of shape (rows, width)."""
    rows, width = matrix.shape
    return _strings(np.arange(rows + 1, dtype=np.int32) * np.int32(width), np.ascontiguousarray(matrix))


def _strings(offsets: NDArray[np.int32], data: Bytes) -> pa.StringArray:
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data))
