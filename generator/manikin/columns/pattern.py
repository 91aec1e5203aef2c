"""``pattern``: text by a regular expression of the small language of `manikin.patterns`.

Every text the pattern can write is equally likely. ``Home|Ward [A-F][0-9]{1,2}`` therefore says
"Home" once in 661 times: use ``choice`` where some texts are to be common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from manikin.columns.bijection import Bijection, is_distinct
from manikin.columns.kind import Cells, Fault
from manikin.model import Column, Spec, Table
from manikin.patterns import Pattern, PatternError, parse

_ENOUGH = 2**32
"""Room for more rows than anybody asks for, where not all texts can be numbered."""


class DrawnPattern:
    """A maker of texts that may repeat."""

    def __init__(self, column: Column, pattern: Pattern) -> None:
        self._column = column
        self._pattern = pattern

    def make(self, cells: Cells) -> pa.Array:
        """Return the texts; length rows."""
        return self._pattern.draw(lambda part: cells.bits(self._column, "value" + part), cells.rows)


class DistinctPattern:
    """A maker of texts that do not repeat: a keyed permutation of the pattern's texts."""

    def __init__(self, column: Column, table: Table, pattern: Pattern, key: int) -> None:
        self._column = column
        self._pattern = pattern
        self._numbers = Bijection(column, table, pattern.capacity, key)

    def make(self, cells: Cells) -> pa.Array:
        """Return the texts; length rows."""
        numbers = self._numbers.of(cells.positions)
        return self._pattern.place(numbers, lambda part: cells.bits(self._column, "value " + part))


def pattern_faults(
    text: str, column: Column, at: tuple[str | int, ...], *, distinct: bool
) -> Iterable[Fault]:
    """Yield what is wrong with the pattern `text`, which must not repeat texts if `distinct`."""
    try:
        pattern = parse(text)
    except PatternError as error:
        message = f"character {error.offset + 1} of the pattern: {error.message}"
        yield Fault("PATTERN01", message, error.mend, at)
        return
    if column.type.max_length is not None and pattern.max_length > column.type.max_length:
        message = (
            f"texts of up to {pattern.max_length} characters, where max_length is {column.type.max_length}"
        )
        yield Fault("TEXT01", message, f"write `max_length: {pattern.max_length}` or a shorter pattern", at)
    if distinct and not pattern.is_unambiguous:
        message = f"a pattern {_doubt(pattern)}, so its texts cannot be kept apart"
        mend = "let each text have one way: `[0-9]{1,3}` rather than `[0-9]{1,2}[0-9]?`"
        yield Fault("PATTERN02", message, mend, at)
    elif distinct and pattern.capacity < min(pattern.count, _ENOUGH):
        message = (
            "a pattern whose texts are too many to be numbered, and too varied in length to be kept apart"
        )
        yield Fault(
            "PATTERN02", message, "add a part of fixed length, such as `[0-9]{12}`, outside the brackets", at
        )


def _doubt(pattern: Pattern) -> str:
    if pattern.ambiguity is None:
        return "too intricate to show that it has one way to write each text"
    witness = repr(pattern.ambiguity[:40]) if pattern.ambiguity else "the empty text"
    return f"that can write a text in two ways ({witness}, for one)"


def distinct_texts(text: str) -> int | None:
    """Return how many different texts of a pattern can be kept apart; None if it is ambiguous."""
    try:
        pattern = parse(text)
    except PatternError:
        return None
    return pattern.capacity if pattern.is_unambiguous else None


class PatternKind:
    """Text by a pattern."""

    NAME = "pattern"
    TITLE = "text by a pattern, every text equally likely"
    PARAMETERS: Mapping[str, Any] = {
        "type": "string",
        "minLength": 1,
        "maxLength": 500,
        "description": r"Letters as they are, `[A-F]`, `\d`, `\w`, `(this|that)`, `?`, `{3}`, `{1,2}`; `\.` for `.`.",
    }
    EXAMPLE: Mapping[str, Any] = {"type": "string", "pattern": "(Home|Ward [A-F][0-9]{1,2})"}
    TYPES = frozenset({"string"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong with the pattern."""
        return pattern_faults(column.parameters, column, ("pattern",), distinct=is_distinct(column, table))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return how many texts the pattern has; None if it can write one in two ways."""
        return distinct_texts(column.parameters)

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> DrawnPattern | DistinctPattern:
        """Return the maker of the column."""
        pattern = parse(column.parameters)
        if is_distinct(column, table):
            return DistinctPattern(column, table, pattern, key)
        return DrawnPattern(column, pattern)


KIND = PatternKind()
