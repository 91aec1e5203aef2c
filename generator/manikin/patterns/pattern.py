"""A pattern ready for use: how many texts it has, and which text belongs to which number or bits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from manikin.patterns.ambiguity import TooIntricateError, ambiguous_text
from manikin.patterns.canvas import Canvas, Place
from manikin.patterns.compiler import compile_node
from manikin.patterns.pieces import RANKED, Piece, Row, Streams, draw
from manikin.patterns.syntax import Node
from manikin.randomness import Bits, Integers


@dataclass(frozen=True, eq=False)
class Pattern:
    """A parsed pattern.

    Parameters
    ----------
    text : str
        The pattern as written; a regular expression that RE2 matches against whole texts.
    node : Node
        Its parts.
    """

    text: str
    node: Node

    @property
    def count(self) -> int:
        """How many texts, exactly; of an ambiguous pattern, how many ways there are to write them."""
        return self.node.ways

    @property
    def max_length(self) -> int:
        """The characters of the longest text."""
        return self.node.longest

    @property
    def ambiguity(self) -> str | None:
        """A text that the pattern writes in two ways, None if none is known."""
        return self._search[1]

    @property
    def is_unambiguous(self) -> bool:
        """Whether every text has one way to be written; false also where that is too intricate to tell."""
        return self._search == (True, None)

    @cached_property
    def _search(self) -> tuple[bool, str | None]:
        """Whether the search for an ambiguous text came to an end, and the text."""
        try:
            return True, ambiguous_text(self.node)
        except TooIntricateError:
            return False, None

    @cached_property
    def capacity(self) -> int:
        """How many different texts `place` can make; `count` wherever that is at most 2**62.

        Of a larger pattern only neighbouring parts with at most 2**62 texts between them are kept
        apart and the others are drawn, so that the texts still differ.
        """
        return self._split[1].count

    def unrank(self, indices: Integers | Bits) -> pa.StringArray:
        """Return the texts of `indices`, in the order in which the pattern writes them.

        Parameters
        ----------
        indices : ndarray of int64 or uint64 of shape (rows,)
            From 0 to `count` - 1.

        Raises
        ------
        ValueError
            If the pattern has more than 2**62 texts.
        """
        if self.count > RANKED:
            msg = f"a pattern of {self.count} texts"
            raise ValueError(msg)
        index = indices.astype(np.int64, copy=False)
        return self._make(len(index), lambda canvas: self._piece.write(canvas, Place(), index))

    def draw(self, bits_for_part: Callable[[str], Bits], rows: int) -> pa.StringArray:
        """Return drawn texts, each equally likely; those of an ambiguous pattern as often as written.

        64 bits are cut into equal shares by multiplication: the chances of two texts differ by less
        than one part in 2**32. A pattern of more than 2**32 texts is drawn part by part, and which
        of several large parts is chosen is exact to one part in 2**64.

        Parameters
        ----------
        bits_for_part : callable
            Given the name of a part (``""`` for the whole), its own 64 random bits for each row,
            shape (rows,).
        rows : int
            How many texts.
        """
        streams = Streams(bits_for_part)
        return self._make(rows, lambda canvas: draw(self._piece, canvas, Place(), streams, ""))

    def place(self, indices: Integers, bits_for_part: Callable[[str], Bits]) -> pa.StringArray:
        """Return a text for each index below `capacity`, all different unless the pattern is ambiguous.

        Parameters
        ----------
        indices : ndarray of int64 of shape (rows,)
        bits_for_part : callable
            As for `draw`; asked only where the pattern has more than 2**62 texts.
        """
        before, kept, after = self._split
        streams = Streams(bits_for_part)

        def write(canvas: Canvas) -> Place:
            there = draw(before, canvas, Place(), streams, "before")
            return draw(after, canvas, kept.write(canvas, there, indices), streams, "after")

        return self._make(len(indices), write)

    @cached_property
    def _piece(self) -> Piece:
        return compile_node(self.node)

    @cached_property
    def _split(self) -> tuple[Piece, Piece, Piece]:
        """The piece in three: what is drawn, the most that can be told apart, what is drawn."""
        if self.count <= RANKED:
            return Row(()), self._piece, Row(())
        items = self._piece.items if isinstance(self._piece, Row) else (self._piece,)
        best, start, count = (1, 0, 0), 0, 1
        for end, item in enumerate(items, 1):
            count *= item.count
            while count > RANKED:
                count //= items[start].count
                start += 1
            # A single part that is too large leaves nothing to keep apart.
            best = max(best, (count, start, end))
        _, start, end = best
        return Row(items[:start]), Row(items[start:end]), Row(items[end:])

    def _make(self, rows: int, write: Callable[[Canvas], Place]) -> pa.StringArray:
        if not rows:
            return pa.array([], pa.string())
        canvas = Canvas(rows, self._piece.width)
        return canvas.strings(write(canvas).cursor)
