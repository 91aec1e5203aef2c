"""Values that end the rows of a parent, made rarer than those that do not, so that many rows of one occur too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from manikin.columns.conditions import Matcher, matcher, parse_scalar
from manikin.columns.draw import is_choice
from manikin.columns.regimes import Regime, regimes
from manikin.model import Column, DataType, Distribution, Draw, PerRows, Table


def last_states(column: Column, table: Table) -> frozenset[str]:
    """Return the states that alone end the rows of a parent."""
    until = table.rows.until if isinstance(table.rows, PerRows) else ()
    if len(until) != 1 or until[0].path != column.name:
        return frozenset()
    ends = matcher(until[0], column.type)
    names = {name for regime in regimes(column) for row in _rows(regime) for name in row}
    return frozenset(name for name in names if _is_among(parse_scalar(column.type, name), ends))


def _rows(regime: Regime) -> tuple[Mapping[str, Any], ...]:
    return regime.part("start"), *regime.part("transitions").values()


_SHARE = 1 / 3
"""The share of rows that end, where some do and some do not."""


def lasting(column: Column, table: Table) -> Column:
    """Return a column of evened weights of which two values in three do not end the rows of a parent."""
    until = table.rows.until if isinstance(table.rows, PerRows) else ()
    ending = [condition for condition in until if condition.path == column.name]
    if not ending or column.kind != "distribution" or column.draw is None or column.unique:
        return column
    return replace(column, draw=_draw(column.draw, matcher(ending[0], column.type), column.type))


def _draw(draw: Draw, ends: Matcher, datatype: DataType) -> Draw:
    if draw.distribution is not None:
        return replace(draw, distribution=_longer(draw.distribution, ends, datatype))
    cases = tuple(
        replace(case, distribution=_longer(case.distribution, ends, datatype)) for case in draw.cases
    )
    return replace(draw, cases=cases)


def _longer(distribution: Distribution, ends: Matcher, datatype: DataType) -> Distribution:
    parameters = distribution.parameters
    if distribution.name == "bernoulli" and datatype.name == "boolean" and 0 < float(parameters) < 1:
        return replace(distribution, parameters=_SHARE if True in ends.values else 1 - _SHARE)
    if not is_choice(distribution) or not isinstance(parameters, Mapping):
        return distribution
    last = {value for value in parameters if _is_among(parse_scalar(datatype, value), ends)}
    possible = {value for value, weight in parameters.items() if weight > 0}
    ending, going_on = len(possible & last), len(possible - last)
    if not ending or not going_on:
        return distribution
    weights = {value: going_on if value in last else 2 * ending for value in parameters}
    return replace(distribution, parameters={v: weights[v] if v in possible else 0 for v in parameters})


def _is_among(value: Any, ends: Matcher) -> bool:
    return value in ends.values or any(bool(i.holds(np.array([value]))[0]) for i in ends.intervals)
