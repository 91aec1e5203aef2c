"""Distributions: the family suits the type, the parameters suit one another, nothing leaves the type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from manikin import distributions
from manikin.columns.draw import INTEGER, is_choice, on_ruler
from manikin.distributions.mixture import Mixture
from manikin.errors import InfeasibleError, Problem
from manikin.model import DataType, Distribution
from manikin.model.datatype import TICKS
from manikin.model.draws import Address
from manikin.spec.rules import choices
from manikin.spec.rules.context import Context

_ON_MOMENTS = frozenset({"uniform", "normal", "triangular", "quantiles", "mixture"})
_MOMENTS = frozenset({"date", "datetime", "time"})
_NUMBERS = frozenset({"integer", "decimal", "float"})
_ENDS = np.array([2.0**-53, 1.0 - 2.0**-53])
_YEARS: Mapping[str, tuple[str, str]] = {
    "date": ("0001-01-01", "9999-12-31"),
    "datetime": ("0001-01-01 00:00:00", "9999-12-31 23:59:59"),
    "time": ("00:00:00", "23:59:59"),
}


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with each distribution, wherever it stands."""
    for _, column, draw, what in context.draws():
        if what in {"missing", "patterns", "states"} or (column is not None and column.kind == "references"):
            continue
        for distribution in draw.distributions:
            if what == "rows":
                yield from _count(context, distribution)
            elif column is not None:
                yield from _value(context, distribution, column.type)


def _count(context: Context, distribution: Distribution) -> Iterator[Problem]:
    is_count = distribution.name in distributions.COUNTS and not is_choice(distribution)
    if not is_count:
        message = f"`{distribution.name}` does not draw a number of rows"
        mend = "use a count such as `histogram: {0: 2, 1: 5, 2-4: 3}`, `poisson` or `exactly`"
        yield context.problem(distribution.address, "ROWS01", message, mend, key=True)
        return
    yield from _parameters(context, distribution, INTEGER)
    if context.is_sound(distribution.address):
        low, _ = distributions.prepare(distribution.name, distribution.parameters, discrete=True).bounds
        if low < 0:
            message, mend = (
                f"`{distribution.name}` can be negative, and a number of rows cannot",
                "add `min: 0`",
            )
            yield context.problem(distribution.address, "ROWS01", message, mend, key=True)


def _value(context: Context, distribution: Distribution, datatype: DataType) -> Iterator[Problem]:
    mend = _why_not(distribution, datatype)
    if mend:
        message = f"`{distribution.name}` does not suit a column of type {datatype.name}"
        yield context.problem(distribution.address, "DIST01", message, mend, key=True)
    elif is_choice(distribution):
        yield from choices.faults(context, distribution, datatype)
    else:
        yield from _parameters(context, distribution, datatype)


def _why_not(distribution: Distribution, datatype: DataType) -> str:
    """Return what to use instead of a family that does not suit a type; nothing if it does."""
    name = distribution.name
    if name == "weights":
        return "`weights` picks rows of a table; it stands beside `references`"
    if is_choice(distribution):
        return ""
    if datatype.name in {"string", "boolean"}:
        if name == "bernoulli" and datatype.name == "boolean":
            return ""
        also = (
            ", or `bernoulli: 0.3`" if datatype.name == "boolean" else ", or `pattern`, `template`, `faker`"
        )
        return "use `choice` with the values" + also
    if name == "calendar":
        return "" if datatype.name in {"date", "datetime"} else "give the column the type date or datetime"
    if datatype.name in _MOMENTS:
        if name in _ON_MOMENTS and _ON_MOMENTS.issuperset(_families(distribution)):
            return ""
        return "use uniform, normal, triangular, quantiles, calendar or choice; for a distance use `after`"
    if name in distributions.COUNTS and datatype.name != "integer":
        return "give the column the type integer"
    return ""


def _families(distribution: Distribution) -> Iterator[str]:
    """Yield the names of the families that a mixture mixes; the name itself of anything else."""
    if distribution.name != "mixture":
        yield distribution.name
        return
    parameters = distribution.parameters
    parts = parameters["components"] if isinstance(parameters, Mapping) else parameters
    for part in parts:
        yield from (key for key in part if key != "weight")


def _parameters(context: Context, distribution: Distribution, datatype: DataType) -> Iterator[Problem]:
    misplaced = list(_unreadable(distribution.name, distribution.parameters, datatype))
    for at, reason in misplaced:
        address = (*distribution.address, *at)
        if datatype.name in _MOMENTS:
            days = DataType("date") if distribution.name == "calendar" else datatype
            yield context.problem(address, "DATE01", f"this is {reason}", _form(days))
        else:
            yield context.problem(address, "DIST02", f"this is {reason}", "write a number")
    if misplaced:
        return
    converted = on_ruler(distribution, datatype)
    told: set[Address] = set()
    for inside, message in distributions.faults(distribution.name, converted):
        if inside not in told:
            yield context.problem((*distribution.address, *inside), "DIST02", message, key=not inside)
        told.add(inside)
    if context.is_sound(distribution.address):
        try:
            yield from _reach(context, distribution, datatype)
            if context.is_sound(distribution.address):
                distributions.prepare(distribution.name, converted, discrete=datatype.is_discrete)
        except InfeasibleError as error:
            yield context.problem(distribution.address, "DIST02", error.message, key=True)


def _unreadable(name: str, parameters: Any, datatype: DataType) -> Iterator[tuple[Address, str]]:
    """Yield the places among the parameters that are not of the column's type, with what they are."""
    if name == "mixture":
        yield from _unreadable_parts(parameters, datatype)
        return
    if not isinstance(parameters, Mapping):
        return
    ruler = DataType("date") if name == "calendar" else datatype
    units = distributions.parameters(name).get("properties", {})
    for key, value in parameters.items():
        is_day = name == "calendar" and key in {"from", "to"}
        if is_day or name == "quantiles" or units.get(key, {}).get("x-manikin-unit") == "location":
            try:
                ruler.parse(value) if is_day else ruler.location(value)
            except ValueError as error:
                yield (key,), str(error)


def _unreadable_parts(parameters: Any, datatype: DataType) -> Iterator[tuple[Address, str]]:
    is_mapping = isinstance(parameters, Mapping)
    where: Address = ("components",) if is_mapping else ()
    for place, part in enumerate(parameters["components"] if is_mapping else parameters):
        for name, inner in part.items():
            if name != "weight":
                for at, reason in _unreadable(name, inner, datatype):
                    yield (*where, place, name, *at), reason
    if is_mapping:
        for key in {"min", "max"} & set(parameters):
            try:
                datatype.location(parameters[key])
            except ValueError as error:
                yield (key,), str(error)


def _form(datatype: DataType) -> str:
    forms = {"date": "2026-03-01", "time": "14:30:00 in quotes", "datetime": "2026-03-01 14:30:00"}
    return f"write a {datatype.name} that exists, such as {forms[datatype.name]}"


def _reach(context: Context, distribution: Distribution, datatype: DataType) -> Iterator[Problem]:
    """Yield a draw that can leave what the type can hold."""
    low, high = _limits(datatype)
    if distribution.name == "calendar" or (low, high) == (float("-inf"), float("inf")):
        return
    converted = on_ruler(distribution, datatype)
    # Drawn as numbers without rounding, since what is too large for the type is too large for its integers.
    sampler = distributions.prepare(distribution.name, converted, discrete=False)
    ends = sampler.farthest if isinstance(sampler, Mixture) else np.asarray(sampler.draw(_ENDS), np.float64)
    if ends[0] < low - 0.5 or ends[1] > high + 0.5:
        shown = f"{datatype.show(low)} to {datatype.show(high)}"
        message = f"`{distribution.name}` can leave what the type holds, which is {shown}"
        yield context.problem(
            distribution.address, "DIST04", message, "add `min` and `max`, which truncate", key=True
        )


def _limits(datatype: DataType) -> tuple[float, float]:
    if datatype.name in _YEARS:
        low, high = (float(datatype.parse(end)) for end in _YEARS[datatype.name])
        # The last second has as many ticks as the precision gives it.
        last = TICKS[datatype.precision] - 1 if datatype.name != "date" else 0
        return low, high + last
    most = {"integer": 2.0**53, "decimal": 10.0**18 - 1}.get(datatype.name, float("inf"))
    return -most, most
