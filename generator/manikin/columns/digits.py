"""Whole numbers as text of one width, zeros in front: four digits at a time, from a list of all there are."""

from __future__ import annotations

from functools import cache
from typing import Final

import pyarrow as pa

from manikin.patterns.canvas import Canvas, Place, Words, to_words
from manikin.randomness import Integers

MOST: Final = 18
"""The widest text; all numbers of so many digits fit into 64 bits."""
_GROUP: Final = 4


def fits(numbers: Integers, width: int) -> bool:
    """Return whether all numbers are written in `width` digits, none of them with a sign."""
    return width <= MOST and bool(numbers.size) and int(numbers.min()) >= 0 and int(numbers.max()) < 10**width


def filled(numbers: Integers, width: int) -> pa.StringArray:
    """Return the numbers as text of `width` digits; shape (rows,), and `fits` them."""
    canvas = Canvas(len(numbers), width)
    left = width
    at = 0
    while left:
        size = left % _GROUP or _GROUP
        left -= size
        canvas.put(Place(None, at), _texts(size).take(numbers // 10**left % 10**size))
        at += size
    return canvas.strings(width)


@cache
def _texts(size: int) -> Words:
    """Return all numbers of up to `size` digits as words of so many."""
    return to_words(tuple(f"{number:0{size}}".encode() for number in range(10**size)), size)
