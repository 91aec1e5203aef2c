"""Which of several cases holds for each row: by trying one after another, or at once where they ask for plain values.

The answer is the same; found at once, it takes a time that does not grow with the number of cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.conditions import Matcher, holds
from manikin.columns.kind import Cells
from manikin.columns.values import Mask, to_ruler, validity
from manikin.model import DataType
from manikin.randomness import Integers

Test = tuple[str, Matcher, DataType]
Tests = tuple[Test, ...] | None
FEWEST = 5
"""With fewer cases than these, trying each is as fast."""
_MOST_ENTRIES = 200_000
_MOST_MASKS = 32
"""Of how many values it is remembered where they are: cases from a file may ask for thousands."""
_SHORT = 32_767
_OTHER, _MISSING, _FIRST = 0, 1, 2
"""The codes of a value that no case asks for, of a missing one, and of the first that is asked for."""


class _Axis:
    """The values that the cases ask one column for, with their codes."""

    def __init__(self, path: str, datatype: DataType, asked: Sequence[Matcher]) -> None:
        self.path, self.datatype = path, datatype
        values = {value for match in asked for value in match.values}
        ordered = sorted(values)
        self.places = {value: _FIRST + place for place, value in enumerate(ordered)}
        self.width = _FIRST + len(ordered)
        self._known: Any = np.array(ordered) if datatype.is_ordered else pa.array(ordered)

    def wanted(self, match: Matcher) -> list[int]:
        """Return the codes of what a case asks for."""
        return [self.places[value] for value in match.values] + ([_MISSING] if match.null else [])

    def codes(self, cells: Cells) -> Integers:
        """Return the code of each row's value; shape (rows,)."""
        array = cells.value(self.path)
        valid = validity(array)
        if self.datatype.is_ordered:
            codes = self._of_ruler(array)
        elif isinstance(array, pa.DictionaryArray):
            entries = np.append(self._of_text(array.dictionary), _OTHER)
            codes = entries[array.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
        else:
            codes = self._of_text(array)
        return codes if valid is None else np.where(valid, codes, _MISSING)

    def _of_ruler(self, array: pa.Array) -> Integers:
        ruler, _ = to_ruler(self.datatype, array)
        if not len(self._known):
            return np.full(len(ruler), _OTHER, np.int64)
        at = np.minimum(np.searchsorted(self._known, ruler), len(self._known) - 1)
        return np.where(self._known[at] == ruler, at + _FIRST, _OTHER)

    def _of_text(self, array: pa.Array) -> Integers:
        if not len(self._known):
            return np.full(len(array), _OTHER, np.int64)
        found = pc.index_in(array, value_set=self._known.cast(array.type)).fill_null(_OTHER - _FIRST)
        codes: Integers = found.to_numpy(zero_copy_only=False).astype(np.int64) + _FIRST
        return codes


class Dispatch:
    """The case of each row, from the codes of the columns that the cases look at.

    Parameters
    ----------
    axes : sequence of _Axis
        The columns.
    entries : dict of int to int
        The number of the case for each combination of codes.
    rest : int
        The number of the case for all others, -1 for none.
    """

    def __init__(self, axes: Sequence[_Axis], entries: dict[int, int], rest: int) -> None:
        self._axes, self._rest = axes, rest
        self._keys: Integers = np.array(sorted(entries), np.int64)
        self._cases: Integers = np.array([entries[key] for key in sorted(entries)], np.int64)
        self._count = max(*entries.values(), rest)

    def cases(self, cells: Cells) -> Integers:
        """Return the number of the case that holds for each row, -1 for none; shape (rows,)."""
        keys = np.zeros(cells.rows, np.int64)
        for axis in self._axes:
            keys = keys * axis.width + axis.codes(cells)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._cases[at], self._rest)

    def runs(self, cells: Cells) -> Iterator[tuple[int, Integers]]:
        """Yield each case that holds for some rows, with these rows in order."""
        cases = self.cases(cells)
        # Of numbers of 16 bits the stable order is found in one pass, in a tenth of the time.
        order = np.argsort(cases.astype(np.int16) if self._count <= _SHORT else cases, kind="stable")
        there = cases[order]
        starts = np.flatnonzero(np.diff(there, prepend=-2))
        for start, rows in zip(starts, np.split(order, starts[1:]), strict=True):
            if there[start] >= 0:
                yield int(there[start]), rows


def tried(cases: Sequence[Tests], cells: Cells) -> Iterator[tuple[int, Integers]]:
    """Yield each case with the rows, in order, of which it is the first that holds; where it is that of any.

    Cases of one column look at the same columns, often for the same values: each is asked for once.
    """
    waiting: Mask = np.ones(cells.rows, np.bool_)
    arrays: dict[str, pa.Array] = {}
    masks: dict[tuple[str, Matcher], Mask] = {}
    for number, tests in enumerate(cases):
        holding = waiting.copy()
        for path, match, there in tests or ():
            if path not in arrays:
                arrays[path] = cells.value(path)
            mask = masks.get((path, match))
            if mask is None:
                mask = holds(match, there, arrays[path])
                if len(masks) < _MOST_MASKS:
                    masks[path, match] = mask
            holding &= mask
        chosen = np.flatnonzero(holding)
        if chosen.size:
            waiting[chosen] = False
            yield number, chosen


def dispatch(cases: Sequence[Tests]) -> Dispatch | None:
    """Return what finds the cases at once; None where one of them asks for more than plain values."""
    asked = [tests for tests in cases if tests is not None]
    if len(cases) < FEWEST or not asked:
        return None
    paths = [path for path, _, _ in asked[0]]
    if any(sorted(path for path, _, _ in tests) != sorted(paths) for tests in asked):
        return None
    if any(match.intervals for tests in asked for _, match, _ in tests):
        return None
    by_path = [{path: (match, there) for path, match, there in tests} for tests in asked]
    axes = [_Axis(path, by_path[0][path][1], [tests[path][0] for tests in by_path]) for path in paths]
    entries: dict[int, int] = {}
    for number, tests in enumerate(cases):
        if tests is not None:
            matches = {path: match for path, match, _ in tests}
            for codes in product(*(axis.wanted(matches[axis.path]) for axis in axes)):
                entries.setdefault(_key(codes, axes), number)
                if len(entries) > _MOST_ENTRIES:
                    return None
    if max(entries) >= 2**62:
        return None
    rest = next((number for number, tests in enumerate(cases) if tests is None), -1)
    return Dispatch(axes, entries, rest)


def _key(codes: Sequence[int], axes: Sequence[_Axis]) -> int:
    key = 0
    for code, axis in zip(codes, axes, strict=True):
        key = key * axis.width + code
    return key
