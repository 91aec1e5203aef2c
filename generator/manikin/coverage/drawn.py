"""Goals of what is drawn for a column: every listed value, every case, every value that can be missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.conditions import parse_scalar
from manikin.columns.draw import is_choice
from manikin.columns.paths import Route
from manikin.columns.values import plain_array, to_ruler, validity
from manikin.coverage.goal import MOST_VALUES, Cases, Found, Goal, LeftOut, Measure, arms, told
from manikin.model import Case, Column, DataType, Distribution, Spec, Table
from manikin.randomness import Integers
from manikin.run.frame import Frame
from manikin.spec.rules import facts


@dataclass(frozen=True)
class Bar:
    """A value that is written with a weight, or a range of whole numbers, both ends included."""

    words: str
    low: Any
    high: Any


def bars(distribution: Distribution, datatype: DataType) -> tuple[Bar, ...]:
    """Return the values that are listed with a weight above 0; none for distributions that list none."""
    name, parameters = distribution.name, distribution.parameters
    if is_choice(distribution):
        return tuple(_values(_weighted(distribution), datatype))
    if name == "bernoulli":
        return _truths(float(parameters), datatype)
    if name == "histogram":
        return tuple(_ranges(parameters, datatype))
    return ()


def _weighted(distribution: Distribution) -> Mapping[Any, float]:
    parameters = distribution.parameters
    listed = parameters["values"] if distribution.name == "zipf" else parameters
    return parameters if isinstance(listed, Mapping) else dict.fromkeys(listed, 1)


def _values(weights: Mapping[Any, float], datatype: DataType) -> Iterator[Bar]:
    for written, weight in weights.items():
        if weight > 0:
            value = parse_scalar(datatype, written)
            yield Bar(f"value {written!r}" if datatype.is_text else f"value {written}", value, value)


def _truths(share: float, datatype: DataType) -> tuple[Bar, ...]:
    is_truth = datatype.name == "boolean"
    no: Any = False if is_truth else datatype.location(0)
    yes: Any = True if is_truth else datatype.location(1)
    found = (Bar("value false" if is_truth else "value 0", no, no),) if share < 1 else ()
    return (*found, Bar("value true" if is_truth else "value 1", yes, yes)) if share > 0 else found


def _ranges(parameters: Mapping[str, float], datatype: DataType) -> Iterator[Bar]:
    for key, weight in parameters.items():
        first, _, last = str(key).partition("-")
        if weight > 0:
            yield Bar(f"value {key}", datatype.location(int(first)), datatype.location(int(last or first)))


def values(column: Column, table: Table, spec: Spec) -> Iterator[Found]:
    """Yield the goals of each listed value and of each case of a column."""
    draw = column.draw
    if column.kind != "distribution" or draw is None:
        return
    if column.unique:
        if bars(draw.distributions[0], column.type):
            yield LeftOut(
                table.name, column.name, "no value comes twice, so each would need a row of its own"
            )
        return
    goals: list[Goal] = []
    starts: list[int] = []
    listed: list[tuple[Bar, ...]] = []
    for case, distribution in arms(draw):
        here = bars(distribution, column.type)
        if len(here) > MOST_VALUES:
            yield LeftOut(
                table.name, column.name, f"{len(here):,} values{told(case)} are more than {MOST_VALUES:,}"
            )
            here = ()
        starts.append(len(goals))
        listed.append(here)
        goals += [Goal(table.name, column.name, "value", bar.words + told(case)) for bar in here]
        if not here and case is not None:
            goals.append(Goal(table.name, column.name, "case", f"the case{told(case)}"))
    if goals:
        yield Measure(
            table.name, tuple(goals), _Values(column, Cases(draw, table, spec), starts, listed).codes
        )


class _Values:
    """Which listed value, or which case without any, each row shows."""

    def __init__(
        self, column: Column, cases: Cases, starts: list[int], listed: list[tuple[Bar, ...]]
    ) -> None:
        self._column, self._cases = column, cases
        self._starts, self._listed = starts, listed

    def codes(self, frame: Frame) -> Integers:
        array = frame.column(self._column.name)
        chosen = self._cases.of(frame)
        found = np.full(frame.rows, -1, np.int64)
        for number, start in enumerate(self._starts):
            rows = np.flatnonzero(chosen == number)
            if not rows.size:
                continue
            here = self._listed[number]
            if here:
                at = places(array.take(pa.array(rows)), here, self._column.type)
                found[rows] = np.where(at >= 0, at + start, -1)
            elif len(self._starts) > 1:
                found[rows] = start
        return found


def places(array: pa.Array, listed: tuple[Bar, ...], datatype: DataType) -> Integers:
    """Return which of the listed values each value is, -1 for none; shape (rows,)."""
    if not datatype.is_ordered:
        known = pa.array([bar.low for bar in listed])
        plain = plain_array(array)
        found = pc.index_in(plain, value_set=known.cast(plain.type), skip_nulls=True).fill_null(-1)
        codes: Integers = found.to_numpy(zero_copy_only=False).astype(np.int64)
        return codes
    ruler, valid = to_ruler(datatype, array)
    order = sorted(range(len(listed)), key=lambda place: listed[place].low)
    lows, highs = (np.array([getattr(listed[place], end) for place in order]) for end in ("low", "high"))
    at = np.searchsorted(lows, ruler, side="right") - 1
    inside = (at >= 0) & (ruler <= highs[np.maximum(at, 0)])
    if valid is not None:
        inside &= valid
    return np.where(inside, np.array(order, np.int64)[np.maximum(at, 0)], -1)


_GAP = (("missing", "missing"), ("there", "not missing"))


def gaps(column: Column, table: Table, spec: Spec) -> Iterator[Found]:
    """Yield the goals of a value that is missing and one that is there, in each case of a missing share."""
    shares: list[tuple[Case | None, float]] = []
    cases: Cases | None = None
    if column.missing is not None:
        cases = Cases(column.missing.draw, table, spec)
        shares = [(case, float(found.parameters)) for case, found in arms(column.missing.draw)]
    elif facts.may_be_missing(Route((), table, column), table, spec):
        shares = [(None, 0.5)]
    goals: list[Goal] = []
    codes: list[list[int]] = []
    for case, share in shares:
        codes.append([-1, -1])
        for place, is_possible in enumerate((share > 0, share < 1)):
            if is_possible:
                what, words = _GAP[place]
                codes[-1][place] = len(goals)
                goals.append(Goal(table.name, column.name, what, words + told(case)))
    if goals:
        yield Measure(table.name, tuple(goals), _Gaps(column, cases, np.array(codes, np.int64)).codes)


class _Gaps:
    """Whether each row has a value, by the case of the missing share."""

    def __init__(self, column: Column, cases: Cases | None, codes: Integers) -> None:
        self._column, self._cases, self._table = column, cases, codes

    def codes(self, frame: Frame) -> Integers:
        valid = validity(frame.column(self._column.name))
        there = np.ones(frame.rows, np.int64) if valid is None else valid.astype(np.int64)
        if self._cases is None:
            always: Integers = self._table[0, there]
            return always
        chosen = self._cases.of(frame)
        found = np.where(chosen >= 0, self._table[np.maximum(chosen, 0), there], -1)
        for other in self._column.missing_with:
            # Missing for want of another says nothing of the share.
            known = validity(frame.column(other))
            if known is not None:
                found = np.where(known, found, -1)
        return found
