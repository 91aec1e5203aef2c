"""A draw made ready: one distribution, or cases that choose among several, for a column's type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from manikin import distributions
from manikin.columns.conditions import Matcher, matcher, parse_scalar
from manikin.columns.dispatch import dispatch, tried
from manikin.columns.kind import Cells
from manikin.columns.paths import resolve
from manikin.columns.values import from_ruler
from manikin.distributions.weights import Weights
from manikin.model import DataType, Distribution, Draw, Spec, Table
from manikin.randomness import Floats, Integers

INTEGER = DataType("integer")
_LISTS = {"choice", "zipf"}


@dataclass(frozen=True)
class Options:
    """The values of a ``choice``, or of a ``zipf`` over a list, in canonical order, with weights."""

    values: tuple[bool | int | float | str, ...]
    weights: tuple[Any, ...]


def is_choice(distribution: Distribution) -> bool:
    """Return whether the distribution picks from listed values."""
    return distribution.name == "choice" or (
        distribution.name == "zipf" and "values" in distribution.parameters
    )


def options(distribution: Distribution, datatype: DataType, order: Sequence[str] = ()) -> Options:
    """Return the listed values of a choice as ruler values, text or truth, with their weights.

    A mapping is drawn in canonical order (by number or by code point), since the order of keys in a
    file has no meaning; a list keeps its own, since there it stands for the rank. With `order`, the categories
    from least to greatest, all are drawn in that order.

    Raises
    ------
    ValueError
        If a value is not of the column's type.
    """
    parameters = distribution.parameters
    if order:
        found = options(distribution, datatype)
        places = {value: place for place, value in enumerate(order)}
        pairs = sorted(zip(found.values, found.weights, strict=True), key=lambda pair: places[str(pair[0])])
        return Options(tuple(value for value, _ in pairs), tuple(weight for _, weight in pairs))
    if distribution.name == "zipf":
        values = tuple(parse_scalar(datatype, value) for value in parameters["values"])
        return Options(values, distributions.rank_weights(len(values), parameters["exponent"]))
    if isinstance(parameters, Mapping):
        pairs = sorted((parse_scalar(datatype, value), weight) for value, weight in parameters.items())
        return Options(tuple(value for value, _ in pairs), tuple(weight for _, weight in pairs))
    values = tuple(parse_scalar(datatype, value) for value in parameters)
    return Options(values, (1,) * len(values))


class Ruler(Protocol):
    """What turns written places and distances into numbers."""

    def location(self, value: Any) -> float:
        """Return a place."""

    def spread(self, value: float) -> float:
        """Return a distance."""


def on_ruler(distribution: Distribution, datatype: DataType) -> Any:
    """Return the distribution's parameters in numbers of the type's ruler."""
    return convert(distribution, datatype)


def convert(distribution: Distribution, ruler: Ruler) -> Any:
    """Return the distribution's parameters in numbers of a ruler."""
    return _convert(distribution.name, distribution.parameters, ruler)


def _convert(name: str, parameters: Any, ruler: Ruler) -> Any:
    if name == "mixture" and isinstance(parameters, Sequence):
        return [_part(part, ruler) for part in parameters]
    if name == "mixture":
        return {
            key: _convert(name, value, ruler) if key == "components" else ruler.location(value)
            for key, value in parameters.items()
        }
    if name == "quantiles":
        return {key: ruler.location(value) for key, value in parameters.items()}
    if name == "calendar":
        days = DataType("date")
        return {
            key: int(days.parse(value)) if key in {"from", "to"} else value
            for key, value in parameters.items()
        }
    if name not in distributions.CONTINUOUS:
        return parameters
    known = distributions.parameters(name)["properties"]
    units = {key: value.get("x-manikin-unit") for key, value in known.items()}
    # A default such as the 1 where a share ends is 10,000 units of a decimal with four digits.
    defaults = {key: value["default"] for key, value in known.items() if "default" in value}
    measure = {"location": ruler.location, "spread": ruler.spread}
    return {
        key: measure.get(units[key] or "", lambda plain: plain)(value)
        for key, value in {**defaults, **parameters}.items()
    }


def _part(part: Mapping[str, Any], ruler: Ruler) -> dict[str, Any]:
    """Return a part of a mixture in numbers of a ruler; counts say how large there is what they count."""
    made = {key: value if key == "weight" else _convert(key, value, ruler) for key, value in part.items()}
    unit = ruler.spread(1.0)
    return made if unit == 1.0 or not distributions.COUNTS.keys() & made else {**made, "unit": unit}


class _Piece:
    """One distribution, drawing ruler values, or codes into `options`."""

    def __init__(self, distribution: Distribution, datatype: DataType, order: Sequence[str] = ()) -> None:
        self.options: Options | None = None
        if is_choice(distribution):
            self.options = options(distribution, datatype, order)
            self._weights = Weights(self.options.weights)
        elif datatype.name == "boolean":
            self.options = Options((False, True), ())
            self._sampler = distributions.prepare(distribution.name, distribution.parameters, discrete=True)
        else:
            ticks = datatype.spread(1.0) / 86_400 if datatype.name == "datetime" else None
            self._sampler = distributions.prepare(
                distribution.name,
                on_ruler(distribution, datatype),
                discrete=datatype.is_discrete,
                **(
                    {"ticks_per_second": round(ticks) if ticks else None}
                    if distribution.name == "calendar"
                    else {}
                ),
            )

    def draw(self, u: Floats) -> Any:
        if self.options is not None and self.options.weights:
            return self._weights.draw(u)
        return self._sampler.draw(u)


@dataclass(frozen=True)
class _Arm:
    piece: _Piece
    tests: tuple[tuple[str, Matcher, DataType], ...] | None


class PreparedDraw:
    """A `Draw` of a column of `datatype` in `table`, ready to be drawn from."""

    def __init__(
        self, draw: Draw, datatype: DataType, table: Table, spec: Spec, order: Sequence[str] = ()
    ) -> None:
        self.datatype = datatype
        self._order = order
        self._arms = tuple(self._arm(case.when, case.distribution, table, spec) for case in draw.cases) or (
            _Arm(_Piece(draw.distribution, datatype, order), None),  # type: ignore[arg-type]
        )
        self._by_code = not datatype.is_ordered
        self.values = self._union()
        self._codes = tuple(self._coded(arm.piece) for arm in self._arms)
        self._tests = [arm.tests for arm in self._arms]
        self._dispatch = dispatch(self._tests)

    def _arm(self, when: Any, distribution: Distribution, table: Table, spec: Spec) -> _Arm:
        piece = _Piece(distribution, self.datatype, self._order)
        if when is None:
            return _Arm(piece, None)
        tests = []
        for condition in when:
            there = resolve(condition.path, table, spec).column.type
            tests.append((condition.path, matcher(condition, there), there))
        return _Arm(piece, tuple(tests))

    def _union(self) -> tuple[Any, ...]:
        found = {v: None for arm in self._arms if arm.piece.options for v in arm.piece.options.values}
        return tuple(found) if len(self._arms) == 1 else tuple(sorted(found))

    def numbers(self, cells: Cells, u: Floats) -> Integers | Floats:
        """Return ruler values, or codes into `values` for text and truth; shape (rows,)."""
        if len(self._arms) == 1 and self._arms[0].tests is None:
            return self._take(0, u)
        kind = np.float64 if self.datatype.name == "float" else np.int64
        result: Any = np.zeros(len(u), kind)
        runs = self._dispatch.runs(cells) if self._dispatch is not None else tried(self._tests, cells)
        for number, chosen in runs:
            result[chosen] = self._take(number, u[chosen])
        numbers: Integers | Floats = result
        return numbers

    def _take(self, number: int, u: Floats) -> Integers | Floats:
        drawn: Integers | Floats = self._arms[number].piece.draw(u)
        codes = self._codes[number]
        return drawn if codes is None else codes[drawn]

    def _coded(self, piece: _Piece) -> Any:
        """Return what a piece's codes stand for: ruler values, or codes into `values`; None for themselves."""
        if piece.options is None or (self._by_code and piece.options.values == self.values):
            return None
        if self._by_code:
            return np.array([self._places[value] for value in piece.options.values], np.int64)
        return np.array(piece.options.values, np.float64 if self.datatype.name == "float" else np.int64)

    @cached_property
    def _places(self) -> dict[Any, int]:
        return {value: place for place, value in enumerate(self.values)}

    def make(self, cells: Cells, u: Floats) -> pa.Array:
        """Return the drawn values as an Arrow array; length rows."""
        drawn = self.numbers(cells, u)
        if not self._by_code:
            return from_ruler(self.datatype, drawn)
        if self.datatype.name == "boolean":
            truth = np.array(self.values, np.bool_)[drawn]
            return pa.array(truth)
        width = np.int8 if len(self.values) < 127 else np.int32
        return pa.DictionaryArray.from_arrays(
            pa.array(drawn.astype(width, copy=False)), pa.array(self.values, pa.string())
        )


def needs(draw: Draw | None) -> tuple[str, ...]:
    """Return the paths that a draw's cases look at."""
    if draw is None:
        return ()
    found = dict.fromkeys(draw.given)
    for case in draw.cases:
        found.update(dict.fromkeys(condition.path for condition in case.when or ()))
    return tuple(found)
