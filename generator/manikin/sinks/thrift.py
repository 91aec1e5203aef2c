"""Thrift's compact protocol, in which Parquet writes the end of a file: bytes to a tree and back.

Knows the protocol and nothing of what it carries. Reading and writing give the same bytes, as long as they
were written the short way, which is the only one that writers use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

TRUE: Final = 1
FALSE: Final = 2
BYTE: Final = 3
WHOLE: Final = frozenset({4, 5, 6})
"""Whole numbers of 16, 32 and 64 bits."""
DOUBLE: Final = 7
BINARY: Final = 8
LISTS: Final = frozenset({9, 10})
STRUCT: Final = 12

Struct = dict[int, tuple[int, Any]]
"""Fields by number: the kind, and the value."""


@dataclass(frozen=True)
class Items:
    """A list: the kind of its items, and the items."""

    kind: int
    values: tuple[Any, ...]


def parsed(data: bytes) -> Struct:
    """Return the struct that begins at the start of some bytes."""
    return _Reader(data).struct()


def written(struct: Struct) -> bytes:
    """Return a struct as bytes."""
    out = bytearray()
    _struct(out, struct)
    return bytes(out)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _varint(self) -> int:
        found = shift = 0
        while True:
            byte = self._byte()
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7

    def _whole(self) -> int:
        found = self._varint()
        return (found >> 1) ^ -(found & 1)

    def _bytes(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._whole()
            kind = head & 15
            found[number] = kind, None if kind in {TRUE, FALSE} else self._value(kind)
        return found

    def _value(self, kind: int) -> Any:
        if kind in WHOLE:
            return self._whole()
        if kind == BINARY:
            return self._bytes(self._varint())
        if kind == STRUCT:
            return self.struct()
        if kind in LISTS:
            head = self._byte()
            size = head >> 4 if head >> 4 < 15 else self._varint()
            return Items(head & 15, tuple(self._value(head & 15) for _ in range(size)))
        if kind == DOUBLE:
            return self._bytes(8)
        if kind in {TRUE, FALSE, BYTE}:
            return self._byte()
        msg = f"a kind of thrift that is not known: {kind}"
        raise ValueError(msg)


def _varint(out: bytearray, number: int) -> None:
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _whole(out: bytearray, number: int) -> None:
    _varint(out, number << 1 if number >= 0 else ((-number) << 1) - 1)


def _struct(out: bytearray, struct: Struct) -> None:
    last = 0
    for number, (kind, value) in struct.items():
        if 0 < number - last <= 15:
            out.append((number - last) << 4 | kind)
        else:
            out.append(kind)
            _whole(out, number)
        last = number
        if kind not in {TRUE, FALSE}:
            _value(out, kind, value)
    out.append(0)


def _value(out: bytearray, kind: int, value: Any) -> None:
    if kind in WHOLE:
        _whole(out, value)
    elif kind == BINARY:
        _varint(out, len(value))
        out += value
    elif kind == STRUCT:
        _struct(out, value)
    elif kind in LISTS:
        size = len(value.values)
        out.append(min(size, 15) << 4 | value.kind)
        if size >= 15:
            _varint(out, size)
        for item in value.values:
            _value(out, value.kind, item)
    elif kind == DOUBLE:
        out += value
    else:
        out.append(value)
