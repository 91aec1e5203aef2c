"""A date or datetime at a drawn distance from another: what ``after`` and ``before`` share.

A bound truncates the draw: the uniform is rescaled to the share of the distribution that the bound
leaves, so nothing is moved and nothing piles up at the bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from manikin import distributions
from manikin.columns.draw import convert
from manikin.columns.kind import Cells, Fault
from manikin.columns.paths import UnknownPathError, resolve
from manikin.columns.values import Mask, from_ruler, to_ruler
from manikin.errors import InfeasibleError
from manikin.model import Column, DataType, Distribution, Spec, Table
from manikin.model.datatype import TICKS
from manikin.randomness import Floats, Integers

SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
_MOMENTS = {"date", "datetime"}
_HALVINGS = 30
_GUIDED = 14


@dataclass(frozen=True)
class Measure:
    """A ruler whose numbers are written in a unit of time."""

    ticks: float

    def location(self, value: float) -> float:
        """Return a number of units in ticks."""
        return value * self.ticks

    def spread(self, value: float) -> float:
        """Return a number of units in ticks."""
        return value * self.ticks


def ticks_in(unit: str, datatype: DataType) -> float:
    """Return how many units of the type's ruler one `unit` of time is."""
    return SECONDS[unit] / 86_400 if datatype.name == "date" else SECONDS[unit] * TICKS[datatype.precision]


def moments(there: DataType, here: DataType, array: pa.Array) -> tuple[Integers, Mask | None]:
    """Return moments of type `there` on the ruler of type `here`, in whole units of it, cut off."""
    ruler, valid = to_ruler(there, array)
    if there.name == here.name == "date":
        return ruler.astype(np.int64), valid
    day = 86_400 * TICKS[(here if here.name == "datetime" else there).precision]
    if there.name == "date":
        return ruler.astype(np.int64) * day, valid
    if here.name == "date":
        return ruler.astype(np.int64) // day, valid
    finer, coarser = TICKS[here.precision], TICKS[there.precision]
    # Two zones agree on the moment; without a zone on one side, what the clock shows is all there is.
    later = here.ahead - there.ahead if here.timezone and there.timezone else 0
    return (ruler.astype(np.int64) * finer) // coarser + later * finer, valid


class _Place:
    """A moment to measure from or not to pass: a path or a written value."""

    def __init__(self, column: Column, path: str | None, value: Any, table: Table, spec: Spec) -> None:
        self.here = column.type
        self.path = path
        self.there = resolve(path, table, spec).column.type if path else column.type
        self.value = None if path else int(column.type.parse(spec.constants.get(value, value)))

    def of(self, cells: Cells) -> tuple[Integers, Mask | None]:
        if self.path is None:
            return np.full(cells.rows, self.value, np.int64), None
        return moments(self.there, self.here, cells.value(self.path))


class Maker:
    """The maker of an offset column."""

    def __init__(self, column: Column, table: Table, spec: Spec, sign: int) -> None:
        parameters = column.parameters
        self.column, self.sign = column, sign
        self.base = _Place(column, parameters.get("column"), parameters.get("value"), table, spec)
        bound = parameters.get("until")
        self.until = None if bound is None else _until(column, bound, table, spec)
        self.sampler, self.factor = sampler(column)

    def make(self, cells: Cells) -> pa.Array:
        """Return base ± draw, truncated at the bound where there is one."""
        base, valid = self.base.of(cells)
        u = cells.uniforms(self.column)
        if self.until is not None:
            bound, bounded = self.until.of(cells)
            room = (bound - base) * self.sign
            where = np.ones(cells.rows, np.bool_) if bounded is None else bounded.copy()
            if valid is not None:
                where &= valid
            u = self._truncate(u, room, where)
        drawn = self.sampler.draw(u) * self.factor
        return from_ruler(self.column.type, base + self.sign * drawn.astype(np.int64), valid)

    def _truncate(self, u: Floats, room: Integers, where: Mask) -> Floats:
        """Return the uniforms rescaled so that the draw stays within `room`."""
        least = self.sampler.bounds[0] * self.factor
        tight = where & (room < (self.sampler.bounds[1] * self.factor))
        rows = np.flatnonzero(tight)
        if not rows.size:
            return u
        if bool((room[rows] < least).any()):
            name = self.column.name
            msg = f"{name}: `until` leaves no room in {int((room[rows] < least).sum())} rows for a distance of {least:g} or more"
            raise InfeasibleError(msg)
        u = u.copy()
        u[rows] *= self._share(room[rows])
        return u

    @cached_property
    def _guide(self) -> Floats:
        """The draws at the inner points of 2**_GUIDED even steps from 0 to 1."""
        steps = np.arange(1, 1 << _GUIDED) / (1 << _GUIDED)
        return np.asarray(self.sampler.draw(steps), np.float64) * self.factor

    def _share(self, room: Integers) -> Floats:
        """Return the greatest uniform whose draw stays within `room`, to within 2**-30 of itself."""
        # A guide of draws at even steps settles the first halvings at once; a draw never falls as u grows.
        low = np.searchsorted(self._guide, room, side="right") / (1 << _GUIDED)
        high = low + 1.0 / (1 << _GUIDED)
        for _ in range(_HALVINGS - _GUIDED):
            middle = (low + high) * 0.5
            inside = self.sampler.draw(middle) * self.factor <= room
            low = np.where(inside, middle, low)
            high = np.where(inside, high, middle)
        return low


def _until(column: Column, bound: str, table: Table, spec: Spec) -> _Place:
    try:
        resolve(bound, table, spec)
    except UnknownPathError:
        return _Place(column, None, bound, table, spec)
    return _Place(column, bound, None, table, spec)


def sampler(column: Column) -> tuple[distributions.Sampler, int]:
    """Return the sampler of the distance, and by what its draws are multiplied to be ticks."""
    ((name, parameters),) = column.parameters["by"].items()
    ticks = ticks_in(column.parameters["unit"], column.type)
    if name in distributions.COUNTS:
        return distributions.prepare(name, parameters, discrete=True), round(ticks)
    converted = convert(Distribution(name, parameters), Measure(ticks))
    return distributions.prepare(name, converted, discrete=True), 1


def _has_text(parameters: Any) -> bool:
    if isinstance(parameters, Mapping):
        return any(_has_text(value) for value in parameters.values())
    if isinstance(parameters, list | tuple):
        return any(_has_text(value) for value in parameters)
    return isinstance(parameters, str)


class OffsetKind:
    """A date or datetime at a drawn distance from another."""

    TYPES = frozenset(_MOMENTS)

    def __init__(self, name: str, sign: int) -> None:
        self.NAME = name
        self._sign = sign
        word = "later than" if sign > 0 else "earlier than"
        self.TITLE = f"a date or datetime a drawn distance {word} another"
        self.PARAMETERS: Mapping[str, Any] = {
            "type": "object",
            "description": f"From which moment, and how much {word} it.",
            "required": ["by", "unit"],
            "additionalProperties": False,
            "properties": {
                "column": {"type": "string", "description": "The column to measure from, as a path."},
                "value": {"type": "string", "description": "Or a fixed date to measure from, or a constant."},
                "by": distributions.schema(),
                "unit": {"enum": list(SECONDS), "description": "The unit of the distance."},
                "until": {
                    "type": "string",
                    "description": "A path, date or constant not to pass; the draw is truncated there.",
                },
            },
        }
        self.EXAMPLE: Mapping[str, Any] = {
            "type": "datetime",
            name: {
                "column": "arrived_at",
                "by": {"lognormal": {"median": 3.2, "sigma": 0.7}},
                "unit": "hours",
            },
        }

    def needs(self, column: Column) -> Iterable[str]:
        """Yield the columns measured from and not passed."""
        parameters = column.parameters
        if "column" in parameters:
            yield str(parameters["column"])
        if "until" in parameters and not parameters["until"][:1].isdigit():
            yield str(parameters["until"])

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong with the moments, the unit or the distance."""
        parameters = column.parameters
        if ("column" in parameters) == ("value" in parameters):
            yield Fault(
                "COLUMN02", "measured from both or neither of `column` and `value`", "give one", (self.NAME,)
            )
            return
        for role in ("column", "value", "until"):
            if role in parameters:
                yield from self._moment(column, role, table, spec)
        if column.type.name == "date" and parameters["unit"] not in {"days", "weeks"}:
            mend = "use days or weeks, or make the column a datetime"
            yield Fault("TYPE02", f"a date has no {parameters['unit']}", mend, (self.NAME, "unit"))
            return
        if parameters.get("until") is not None and "mixture" in parameters["by"]:
            mend = "use one family, or `quantiles` for the same shape"
            yield Fault(
                "DIST05",
                "a mixture cannot be truncated at a bound that differs by row",
                mend,
                (self.NAME, "until"),
            )
            return
        yield from self._distance(column)

    def _moment(self, column: Column, role: str, table: Table, spec: Spec) -> Iterable[Fault]:
        text = column.parameters[role]
        where = (self.NAME, role)
        is_path = role == "column" or (not text[:1].isdigit() and text not in spec.constants)
        if is_path:
            try:
                there = resolve(text, table, spec).column.type
            except UnknownPathError as error:
                yield Fault("PATH01", error.message, error.mend, where)
                return
            if there.name not in _MOMENTS:
                yield Fault(
                    "TYPE02", f"{text} is {there.name}, not a date or datetime", "name a date column", where
                )
            return
        try:
            column.type.parse(spec.constants.get(text, text))
        except ValueError as error:
            yield Fault("DATE01", f"{text!r} is {error}", "write a date such as 2026-03-01", where)

    def _distance(self, column: Column) -> Iterable[Fault]:
        ((name, parameters),) = column.parameters["by"].items()
        where = (self.NAME, "by", name)
        if name in {"choice", "calendar"} or (name == "zipf" and "values" in parameters):
            mend = "use a distribution of numbers such as `exponential: {mean: 3}` or `histogram`"
            yield Fault("DIST01", f"a distance cannot be drawn from {name}", mend, where)
            return
        if _has_text(parameters):
            mend = "write numbers; `unit` says what they count"
            yield Fault("DIST02", "a distance is a number, and text stands among its parameters", mend, where)
            return
        found = [
            Fault("DIST02", message, "", (*where, *at))
            for at, message in distributions.faults(name, parameters)
        ]
        yield from found
        if not found:
            yield from self._side(column, name)

    def _side(self, column: Column, name: str) -> Iterable[Fault]:
        """Yield a distance that could be negative, or that nothing is left of."""
        where = (self.NAME, "by", name)
        try:
            low, _ = sampler(column)[0].bounds
        except InfeasibleError as error:
            yield Fault("DIST02", error.message, "", where)
            return
        if low < 0:
            message = f"{name} can be negative, so the date could fall on the other side"
            yield Fault("DIST03", message, "give `min: 0` or more, which truncates", where)

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: drawn moments may repeat."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> Maker:
        """Return the maker of the column."""
        return Maker(column, table, spec, self._sign)
