"""The class of a dataset is computed from its sources and numbers, and never understated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.errors import Problem
from manikin.model import Column, Distribution, Draw, PerRows
from manikin.model.draws import Address
from manikin.spec.document import dotted
from manikin.spec.rules.context import Context

STRUCTURAL, PUBLIC, PRIVATE = "structural", "publicly-sourced", "privately-sourced"
_FLAT = frozenset({"uniform", "exactly"})


def check(context: Context) -> Iterator[Problem]:
    """Yield a class that says less than what stands in the specification."""
    declared = context.spec.classification
    if declared == PRIVATE:
        return
    for source in context.spec.sources.values():
        if source.kind == "private" and "cleared" not in source.details:
            message = (
                f"the class is {declared}, but the source {source.name!r} (line "
                f"{context.document.position(source.address, key=True).line}) is private and not cleared for publication"
            )
            mend = (
                f"write `class: {PRIVATE}`, or add `cleared: {{by: …, date: …, reference: …}}` to the source"
            )
            yield context.problem(("class",), "CLASS01", message, mend)
            return
    if declared == STRUCTURAL:
        for at, what in _numbers(context):
            message = f"the class is {STRUCTURAL}, but {dotted(at)} (line {context.document.position(at).line}) is {what}"
            yield context.problem(
                ("class",), "CLASS01", message, f"write `class: {PUBLIC}`, or take the number out"
            )
            return


def _numbers(context: Context) -> Iterator[tuple[Address, str]]:
    """Yield what goes beyond types, keys, even ranges and even choices."""
    for source in context.spec.sources.values():
        if source.kind != "assumed":
            yield source.address, "a source of numbers"
    for defect in context.spec.defects:
        yield (*defect.address, "share"), "a share of defective rows"
    for table in context.tables:
        if isinstance(table.rows, PerRows):
            yield from _draw(table.rows.draw)
        for patterns in table.missing_patterns:
            yield patterns.address, "shares of missing values"
        for column in table.columns:
            yield from _column(column)


def _column(column: Column) -> Iterator[tuple[Address, str]]:
    if column.draw is not None:
        yield from _draw(column.draw)
    if column.missing is not None:
        yield from ((d.address, "a share of missing values") for d in column.missing.draw.distributions)
    if column.kind in {"after", "before"}:
        ((name, parameters),) = column.parameters["by"].items()
        yield from _one(Distribution(name, parameters, (*column.address, column.kind, "by", name)))
    if column.kind == "states":
        yield (*column.address, "states"), "a statistic: how often states follow one another"
    if column.kind == "events":
        yield from _distances(column)


def _distances(column: Column) -> Iterator[tuple[Address, str]]:
    for role in ("gap", "first", "length", "last"):
        for name, parameters in column.parameters.get(role, {}).items():
            if name != "dwell_of":
                yield from _one(Distribution(name, parameters, (*column.address, "events", role, name)))


def _draw(draw: Draw) -> Iterator[tuple[Address, str]]:
    if draw.cases:
        yield (*draw.address, "cases"), "a statistic: one column depends on another"
    for distribution in draw.distributions:
        yield from _one(distribution)


def _one(distribution: Distribution) -> Iterator[tuple[Address, str]]:
    if not _is_flat(distribution.name, distribution.parameters):
        yield distribution.address, f"a statistic ({distribution.name}), more than an even range or choice"


def _is_flat(name: str, parameters: Any) -> bool:
    if name in _FLAT:
        return True
    if name == "bernoulli":
        return float(parameters) == 0.5
    if name == "choice":
        return not isinstance(parameters, Mapping) or len(set(parameters.values())) == 1
    if name == "histogram":
        return len(parameters) == 1
    if name == "calendar":
        return all(
            len(set(parameters[key])) == 1 for key in ("months", "weekdays", "hours") if key in parameters
        )
    return False
