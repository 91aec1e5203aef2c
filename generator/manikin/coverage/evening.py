"""A specification whose rare branches are common: the same values, cases and rules, with weights evened out.

What cannot happen by the specification cannot happen by this one either: weights of 0 stay 0, cases, keys,
expressions and checks are as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from manikin.columns.draw import is_choice
from manikin.coverage import chains, counts, picks, together
from manikin.coverage.lasting import lasting
from manikin.model import Column, Distribution, Draw, Missing, PerRows, Rows, Spec, Table

MISSING = 1 / 3
"""The share of values that are missing where some are and some are not."""


def evened(spec: Spec, rarer: Mapping[str, float] | None = None) -> Spec:
    """Return `spec` with weights evened out and columns that go together drawn each on its own.

    Parameters
    ----------
    spec : Spec
        The specification.
    rarer : Mapping of str to float, optional
        By how much numbers of rows above the least are rarer, for tables where they are.
    """
    rarer = rarer or {}
    tables = {name: _table(table, spec, rarer.get(name, 1.0)) for name, table in spec.tables.items()}
    return replace(spec, tables=tables)


def _table(table: Table, spec: Spec, rarer: float) -> Table:
    columns = (_column(together.of_column(column), spec) for column in table.columns)
    return replace(
        table,
        rows=_rows(table.rows, rarer),
        columns=tuple(lasting(column, table) for column in columns),
        correlations=(),
        missing_patterns=tuple(together.evened(patterns) for patterns in table.missing_patterns),
    )


def _rows(rows: Rows, rarer: float) -> Rows:
    if not isinstance(rows, PerRows):
        return rows
    draw = rows.draw
    # Few rows that are chosen one by one keep no shares.
    rows = replace(rows, even_over=0)
    if draw.distribution is not None:
        return replace(rows, draw=replace(draw, distribution=counts.evened(draw.distribution, rarer)))
    cases = tuple(replace(case, distribution=counts.evened(case.distribution, rarer)) for case in draw.cases)
    return replace(rows, draw=replace(draw, cases=cases))


def _column(column: Column, spec: Spec) -> Column:
    if column.missing is not None:
        column = replace(column, missing=_missing(column.missing))
    match column.kind:
        case "states":
            return chains.evened(column)
        case "references":
            return picks.evened(column, spec)
        case "distribution" if column.draw is not None and not column.unique:
            return replace(column, draw=_draw(column.draw))
        case _:
            return column


def _missing(missing: Missing) -> Missing:
    def share(found: Distribution) -> Distribution:
        return replace(found, parameters=MISSING) if 0 < float(found.parameters) < 1 else found

    draw = missing.draw
    if draw.distribution is not None:
        return replace(missing, draw=replace(draw, distribution=share(draw.distribution)))
    cases = tuple(replace(case, distribution=share(case.distribution)) for case in draw.cases)
    return replace(missing, draw=replace(draw, cases=cases))


def _draw(draw: Draw) -> Draw:
    if draw.distribution is not None:
        return replace(draw, distribution=_alike(draw.distribution))
    return replace(
        draw, cases=tuple(replace(case, distribution=_alike(case.distribution)) for case in draw.cases)
    )


def _alike(distribution: Distribution) -> Distribution:
    """Return the distribution with all of its listed values alike; others as they are."""
    name, parameters = distribution.name, distribution.parameters
    if is_choice(distribution):
        if name == "zipf":
            return replace(distribution, name="choice", parameters=list(parameters["values"]))
        if isinstance(parameters, Mapping):
            return replace(distribution, parameters={v: int(weight > 0) for v, weight in parameters.items()})
    elif name == "bernoulli" and 0 < float(parameters) < 1:
        return replace(distribution, parameters=0.5)
    elif name == "histogram":
        return replace(distribution, parameters={key: int(weight > 0) for key, weight in parameters.items()})
    return distribution
