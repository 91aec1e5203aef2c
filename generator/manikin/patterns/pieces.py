"""What writes texts: pieces that turn an index, or random bits, into bytes on a canvas.

Every piece can be asked for the text of an index below its count, in the order in which the
pattern writes them. A piece with more texts than `DRAWN` is drawn part by part instead, each part
from a stream of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Protocol

import numpy as np

from manikin.patterns.canvas import Canvas, Place, Words, to_words
from manikin.randomness import Bits, Integers

DRAWN = 2**32
"""The most texts that are drawn by one index. 64 bits are cut into as many equal shares, so that the
chances of two texts differ by less than one part in 2**32."""
RANKED = 2**62
"""The most texts that can be told apart by an index."""
_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)


@dataclass(frozen=True)
class Streams:
    """Random bits for the parts of a pattern, by the part's name; the whole is ``""``."""

    of: Callable[[str], Bits]

    def bits(self, part: str, place: Place) -> Bits:
        """Return 64 random bits for each row of `place`."""
        found = self.of(part)
        return found if place.rows is None else found[place.rows]

    def index(self, part: str, place: Place, count: int) -> Integers:
        """Return an index below `count` for each row of `place`: the upper half of bits times count."""
        found = self.bits(part, place)
        factor = np.uint64(count)
        result = ((found & _LOW) * factor) >> _HALF
        result += (found >> _HALF) * factor
        result >>= _HALF
        return result.view(np.int64)

    def option(self, part: str, place: Place, counts: tuple[int, ...]) -> Integers:
        """Return which of `counts` is drawn for each row, each as often as it is large.

        The shares are exact to one part in 2**64.
        """
        total = sum(counts)
        cuts = [(below << 64) // total for below in accumulate(counts[:-1])]
        reached = np.array([cut for cut in cuts if cut < 2**64], np.uint64)
        return np.searchsorted(reached, self.bits(part, place), side="right").astype(np.int64)


class Piece(Protocol):
    """Something that writes."""

    @property
    def count(self) -> int:
        """How many texts, counted by the ways to write them."""

    @property
    def width(self) -> int:
        """The bytes of the longest."""

    def write(self, canvas: Canvas, place: Place, index: Integers) -> Place:
        """Write the texts of `index` and return where they end. For pieces of up to `RANKED` texts."""

    def draw_parts(self, canvas: Canvas, place: Place, streams: Streams, part: str) -> Place:
        """Write drawn texts, each part from its own stream, and return where they end."""


def draw(piece: Piece, canvas: Canvas, place: Place, streams: Streams, part: str) -> Place:
    """Write drawn texts of `piece` and return where they end."""
    if piece.count > DRAWN:
        return piece.draw_parts(canvas, place, streams, part)
    if piece.count == 1:
        return piece.write(canvas, place, np.zeros(0, np.int64))
    return piece.write(canvas, place, streams.index(part, place, piece.count))


class Leaf:
    """A table of texts."""

    def __init__(self, texts: tuple[bytes, ...]) -> None:
        self.texts = texts
        self.count = len(texts)
        self.width = max(map(len, texts))
        self.is_fixed = all(len(text) == self.width for text in texts)

    @cached_property
    def _words(self) -> Words:
        return to_words(self.texts, self.width)

    @cached_property
    def _lengths(self) -> Integers:
        return np.array([len(text) for text in self.texts], np.int64)

    def write(self, canvas: Canvas, place: Place, index: Integers) -> Place:
        """Write the texts of `index`."""
        if self.width == 0:
            return place
        canvas.put(place, self._words[:1] if self.count == 1 else self._words.take(index))
        return place.moved(self.width if self.is_fixed else self._lengths.take(index))

    def draw_parts(self, canvas: Canvas, place: Place, streams: Streams, part: str) -> Place:
        """Write drawn texts, part by part."""
        return self.write(canvas, place, streams.index(part, place, self.count))


class Row:
    """Pieces one after the other; the last one's index runs fastest."""

    def __init__(self, items: tuple[Piece, ...]) -> None:
        self.items = items
        self.count = 1
        for item in items:
            self.count *= item.count
        self.width = sum(item.width for item in items)

    def write(self, canvas: Canvas, place: Place, index: Integers) -> Place:
        """Write the texts of `index`."""
        if not self.items:
            return place
        left = index.view(np.uint64)
        digits: list[Integers] = []
        for item in reversed(self.items[1:]):
            if item.count == 1:
                digits.append(index)
                continue
            quotient = left // np.uint64(item.count)
            digits.append((left - quotient * np.uint64(item.count)).view(np.int64))
            left = quotient
        digits.append(left.view(np.int64))
        for item, digit in zip(self.items, reversed(digits), strict=True):
            place = item.write(canvas, place, digit)
        return place

    @cached_property
    def _parts(self) -> tuple[Piece, ...]:
        """The items in as few neighbouring groups as can each be drawn by one index."""
        groups: list[list[Piece]] = []
        count = DRAWN + 1
        for item in self.items:
            count *= item.count
            if count > DRAWN:
                groups.append([])
                count = item.count
            groups[-1].append(item)
        return tuple(group[0] if len(group) == 1 else Row(tuple(group)) for group in groups)

    def draw_parts(self, canvas: Canvas, place: Place, streams: Streams, part: str) -> Place:
        """Write drawn texts, part by part."""
        for number, item in enumerate(self._parts):
            place = draw(item, canvas, place, streams, f"{part}.{number}")
        return place


class Choice:
    """One of several pieces; the first one's indices come first."""

    def __init__(self, options: tuple[Piece, ...]) -> None:
        self.options = options
        self.counts = tuple(option.count for option in options)
        self.count = sum(self.counts)
        self.width = max(option.width for option in options)

    @cached_property
    def _ends(self) -> Integers:
        return np.array(tuple(accumulate(self.counts)), np.int64)

    def write(self, canvas: Canvas, place: Place, index: Integers) -> Place:
        """Write the texts of `index`."""
        chosen = np.searchsorted(self._ends, index, side="right").astype(np.int64)
        starts = self._ends - np.array(self.counts)
        ends = np.zeros(len(index), np.int64)
        for number, rows in _by_option(chosen, len(self.options)):
            below = index[rows] - starts[number]
            ends[rows] = self.options[number].write(canvas, place.pick(rows), below).cursor
        return Place(place.rows, ends)

    def draw_parts(self, canvas: Canvas, place: Place, streams: Streams, part: str) -> Place:
        """Write drawn texts, part by part."""
        chosen = streams.option(part, place, self.counts)
        ends = np.zeros(len(chosen), np.int64)
        for number, rows in _by_option(chosen, len(self.options)):
            end = draw(self.options[number], canvas, place.pick(rows), streams, f"{part}.{number}")
            ends[rows] = end.cursor
        return Place(place.rows, ends)


class Tail:
    """Up to `most` copies of a piece; the indices of fewer copies come first."""

    def __init__(self, body: Piece, most: int) -> None:
        self.body = body
        self.most = most
        self.counts = tuple(accumulate(range(most), lambda count, _: count * body.count, initial=1))
        self.count = sum(self.counts)
        self.width = most * body.width

    @cached_property
    def _ends(self) -> Integers:
        return np.array(tuple(accumulate(self.counts)), np.int64)

    def write(self, canvas: Canvas, place: Place, index: Integers) -> Place:
        """Write the texts of `index`."""
        powers = np.array(self.counts, np.int64)
        copies = np.searchsorted(self._ends, index, side="right").astype(np.int64)
        left = index - (self._ends - powers)[copies]

        def body(number: int, rows: Integers, there: Place) -> Place:
            power = powers[copies[rows] - 1 - number]
            digit = left[rows] // power
            left[rows] -= digit * power
            return self.body.write(canvas, there, digit)

        return self._repeat(place, copies, body)

    def draw_parts(self, canvas: Canvas, place: Place, streams: Streams, part: str) -> Place:
        """Write drawn texts, part by part."""

        def body(number: int, _: Integers, there: Place) -> Place:
            return draw(self.body, canvas, there, streams, f"{part}.{number}")

        return self._repeat(place, streams.option(part, place, self.counts), body)

    def _repeat(self, place: Place, copies: Integers, body: Callable[[int, Integers, Place], Place]) -> Place:
        cursor = np.zeros(len(copies), np.int64) + place.cursor
        for number in range(self.most):
            rows = np.flatnonzero(copies > number)
            if not rows.size:
                break
            cursor[rows] = body(number, rows, Place(place.rows, cursor).pick(rows)).cursor
        return Place(place.rows, cursor)


def _by_option(chosen: Integers, options: int) -> list[tuple[int, Integers]]:
    """Return the options that are chosen at all, each with its rows in order."""
    # Of numbers of 16 bits the stable order is found in one pass, in a tenth of the time; options are fewer.
    chosen = chosen.astype(np.int16)
    order = np.argsort(chosen, kind="stable")
    cuts = np.searchsorted(chosen[order], np.arange(options + 1))
    return [
        (number, order[cuts[number] : cuts[number + 1]])
        for number in range(options)
        if cuts[number] < cuts[number + 1]
    ]
