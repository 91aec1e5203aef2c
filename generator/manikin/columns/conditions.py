"""Which rows a `when` holds for: a value, a list, a comparison or a range, of any column type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns.values import Mask, plain_array, to_ruler, validity
from manikin.model import Condition, DataType
from manikin.model.datatype import Scalar

_COMPARISON = re.compile(r"\s*(>=|<=|>|<)\s*(\S.*?)\s*")
_RANGE = re.compile(r"\s*(\S.*?)\s*\.\.\s*(\S.*?)\s*")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


_FEW = 4


@dataclass(frozen=True)
class Interval:
    """A stretch of the ruler, with or without its ends."""

    low: float = float("-inf")
    high: float = float("inf")
    low_included: bool = True
    high_included: bool = True

    def holds(self, ruler: np.ndarray) -> Mask:
        """Return where `ruler` lies inside."""
        low = ruler >= self.low if self.low_included else ruler > self.low
        high = ruler <= self.high if self.high_included else ruler < self.high
        mask: Mask = low & high
        return mask


@dataclass(frozen=True)
class Matcher:
    """What a column must be: one of `values`, inside one of `intervals`, or missing."""

    values: tuple[bool | int | float | str, ...]
    intervals: tuple[Interval, ...]
    null: bool


def parse_scalar(datatype: DataType, text: Scalar) -> bool | int | float | str:
    """Return a scalar that may stand as text (a mapping's key, a range's end) as a ruler value.

    Raises
    ------
    ValueError
        If it is not of the type.
    """
    if isinstance(text, str):
        if datatype.name == "integer" and _WHOLE.fullmatch(text):
            return datatype.parse(int(text))
        if datatype.name in {"decimal", "float"} and _NUMBER.fullmatch(text):
            return datatype.parse(int(text) if _WHOLE.fullmatch(text) else float(text))
        if datatype.name == "boolean" and text in {"true", "false"}:
            return text == "true"
    return datatype.parse(text)


def matcher(condition: Condition, datatype: DataType) -> Matcher:
    """Return the condition made ready for columns of `datatype`.

    Raises
    ------
    ValueError
        If a value or the end of a range is not of the type; the message names it.
    """
    wanted = condition.matches if isinstance(condition.matches, tuple) else (condition.matches,)
    values: list[bool | int | float | str] = []
    intervals: list[Interval] = []
    for item in wanted:
        if item is None:
            continue
        interval = _interval(item, datatype) if isinstance(item, str) and datatype.is_ordered else None
        if interval is not None:
            intervals.append(interval)
        else:
            try:
                values.append(parse_scalar(datatype, item))
            except ValueError as error:
                raise ValueError(f"{item!r} is {error}") from error
    return Matcher(tuple(values), tuple(intervals), None in wanted)


def _interval(text: str, datatype: DataType) -> Interval | None:
    def end(part: str) -> float:
        try:
            return float(parse_scalar(datatype, part))
        except ValueError as error:
            raise ValueError(f"{part!r} is {error}") from error

    if found := _COMPARISON.fullmatch(text):
        sign, place = found[1], end(found[2])
        if sign[0] == ">":
            return Interval(low=place, low_included=sign == ">=")
        return Interval(high=place, high_included=sign == "<=")
    if found := _RANGE.fullmatch(text):
        return Interval(end(found[1]), end(found[2]))
    return None


def holds(match: Matcher, datatype: DataType, array: pa.Array) -> Mask:
    """Return where the values of `array` match; shape (rows,)."""
    valid = validity(array)
    masks: list[Mask] = []
    if match.null:
        masks.append(np.zeros(len(array), np.bool_) if valid is None else ~valid)
    if match.intervals or (match.values and datatype.is_ordered):
        ruler, _ = to_ruler(datatype, array)
        hits = [interval.holds(ruler) for interval in match.intervals]
        hits += [ruler == value for value in match.values]
        found = reduce(np.logical_or, hits)
        masks.append(found if valid is None else found & valid)
    elif match.values:
        masks.append(_equal(match, array))
    return reduce(np.logical_or, masks)


def _equal(match: Matcher, array: pa.Array) -> Mask:
    if isinstance(array, pa.DictionaryArray):
        hit = _equal(match, array.dictionary)
        codes = array.indices.fill_null(0).to_numpy(zero_copy_only=False)
        places = np.flatnonzero(hit)
        # Comparing with a few codes takes a tenth of looking each row's up.
        found = (
            reduce(
                np.logical_or, [codes == place for place in places.tolist()], np.zeros(len(array), np.bool_)
            )
            if len(places) <= _FEW
            else hit.take(codes)
        )
        valid = validity(array)
        return found if valid is None else found & valid
    wanted = pa.array(list(match.values), type=plain_array(array).type)
    mask: Mask = pc.is_in(array, value_set=wanted, skip_nulls=True).to_numpy(zero_copy_only=False)
    return mask
