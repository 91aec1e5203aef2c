"""``uuid``: universally unique identifiers of version 4 (RFC 9562, section 5.4).

The last 62 bits are a keyed one-to-one image of the row's position, so no two rows of a table share
one; the other 60 free bits are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from manikin.columns.kind import Cells, Fault
from manikin.model import Column, Spec, Table
from manikin.patterns.canvas import Canvas, Place, to_words
from manikin.randomness import Bits, Integers, stream_key

_FREE = np.uint64(2**62 - 1)
_LENGTH = 36
_HYPHENS = (8, 13, 18, 23)
_GROUPS = (0, 4, 9, 14, 19, 24, 28, 32)
"""Where each sixteen bits of the identifier stand in its text."""
_QUARTERS = tuple(np.uint64(shift) for shift in (48, 32, 16, 0))
_VERSION, _NOT_VERSION = np.uint64(0x4000), np.uint64(0xFFFF_FFFF_FFFF_0FFF)
_VARIANT = np.uint64(1 << 63)
_ROUNDS = ((31, 0x3C79AC492BA7B653), (29, 0x1C69B3F74AC4AE35), (32, 0x2127599BF4325C37))
"""Shifts and odd factors: each step can be undone in 62 bits."""


@dataclass(frozen=True)
class _Maker:
    column: Column
    key: int

    def make(self, cells: Cells) -> pa.Array:
        first = cells.bits(self.column) & _NOT_VERSION | _VERSION
        return text(first, distinct_bits(self.key, cells.positions) | _VARIANT)


def distinct_bits(key: int, positions: Integers) -> Bits:
    """Return 62 bits for each position below 2**62, all different; shape of `positions`."""
    values = positions.astype(np.uint64) + np.uint64(key)
    for shift, factor in _ROUNDS:
        values &= _FREE
        values ^= values >> np.uint64(shift)
        values *= np.uint64(factor)
    values &= _FREE
    values ^= values >> np.uint64(_ROUNDS[0][0])
    return values


def text(first: Bits, second: Bits) -> pa.StringArray:
    """Return identifiers as text from their first and last 64 bits, each of shape (rows,)."""
    if not len(first):
        return pa.array([], pa.string())
    canvas = Canvas(len(first), _LENGTH, spill=0)
    hexadecimal = _hexadecimal()
    parts = [half >> shift for half in (first, second) for shift in _QUARTERS]
    for offset, part in zip(_GROUPS, parts, strict=True):
        canvas.put(Place(None, offset), hexadecimal.take((part & np.uint64(0xFFFF)).view(np.int64)))
    for offset in _HYPHENS:
        canvas.put(Place(None, offset), to_words((b"-",), 1))
    return canvas.strings(_LENGTH)


@cache
def _hexadecimal() -> NDArray[np.uint32]:
    """Return the four digits of every sixteen bits, as the bytes of one word."""
    return to_words(tuple(f"{value:04x}".encode() for value in range(2**16)), 4)


class UuidKind:
    """Universally unique identifiers."""

    NAME = "uuid"
    TITLE = "a universally unique identifier (version 4)"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "description": "Written `{}`: there is nothing to set.",
        "additionalProperties": False,
        "properties": {},
    }
    EXAMPLE: Mapping[str, Any] = {"type": "uuid", "uuid": {}}
    TYPES = frozenset({"uuid", "string"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing: positions are all it takes."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield a fault where 36 characters are too many."""
        if column.type.max_length is not None and column.type.max_length < _LENGTH:
            message = f"identifiers of {_LENGTH} characters, where max_length is {column.type.max_length}"
            yield Fault("TEXT01", message, f"write `max_length: {_LENGTH}`", ("uuid",))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return how many rows are told apart by construction."""
        return 2**62

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(column, stream_key(key, "identifier"))


KIND = UuidKind()
