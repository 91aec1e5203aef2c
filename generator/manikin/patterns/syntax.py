"""The parts of a pattern as data: what each part says, how many texts it has and how long they get."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import mul

DIGITS = string.digits
WORD = string.digits + string.ascii_uppercase + "_" + string.ascii_lowercase


class PatternError(Exception):
    """A text that is not a pattern.

    `message` says what was found, `offset` counts the characters before it, `mend` is a way out.
    """

    def __init__(self, message: str, offset: int, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.mend = mend


@dataclass(frozen=True, eq=False)
class Chars:
    """One character out of `options`, which are in order of code points."""

    options: tuple[str, ...]

    @property
    def ways(self) -> int:
        """In how many ways the part can be written: its texts, unless it is ambiguous."""
        return len(self.options)

    @property
    def longest(self) -> int:
        """The characters of its longest text."""
        return 1

    @property
    def shortest(self) -> int:
        """The characters of its shortest text."""
        return 1


@dataclass(frozen=True, eq=False)
class Sequence:
    """All of `items`, one after the other."""

    items: tuple[Node, ...]

    @cached_property
    def ways(self) -> int:
        """The product: every item is chosen on its own."""
        return reduce(mul, (item.ways for item in self.items), 1)

    @cached_property
    def longest(self) -> int:
        """The characters of its longest text."""
        return sum(item.longest for item in self.items)

    @cached_property
    def shortest(self) -> int:
        """The characters of its shortest text."""
        return sum(item.shortest for item in self.items)


@dataclass(frozen=True, eq=False)
class Alternatives:
    """One of `options`."""

    options: tuple[Node, ...]

    @cached_property
    def ways(self) -> int:
        """The sum of the options' ways."""
        return sum(option.ways for option in self.options)

    @cached_property
    def longest(self) -> int:
        """The characters of its longest text."""
        return max(option.longest for option in self.options)

    @cached_property
    def shortest(self) -> int:
        """The characters of its shortest text."""
        return min(option.shortest for option in self.options)


@dataclass(frozen=True, eq=False)
class Repeat:
    """`body` from `low` to `high` times."""

    body: Node
    low: int
    high: int

    @cached_property
    def ways(self) -> int:
        """The sum over the numbers of copies of the product over the copies."""
        power: int = self.body.ways**self.low
        total = power
        for _ in range(self.high - self.low):
            power *= self.body.ways
            total += power
        return total

    @cached_property
    def longest(self) -> int:
        """The characters of its longest text."""
        return self.high * self.body.longest

    @cached_property
    def shortest(self) -> int:
        """The characters of its shortest text."""
        return self.low * self.body.shortest


Node = Chars | Sequence | Alternatives | Repeat
EMPTY = Sequence(())
"""Nothing at all."""
