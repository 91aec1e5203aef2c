"""States follow one another as declared: none that cannot, and each as often as it should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.chains import Chain, chains, state
from manikin.verify.conditions import EVERY
from manikin.verify.paths import UnavailableError
from manikin.verify.report import Outcome
from manikin.verify.siblings import Siblings
from manikin.verify.sqltext import select
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Shares, Subject, attempt

_FIRST = ""
"""Stands for what goes before a first row, where a state's name would stand."""


def states(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the columns of states."""
    for column in table.written:
        if column.kind == "states":
            subject = Subject("states that can follow", "VERIFY10", table.name, column.name)
            yield attempt(subject, partial(_possible, build, table, column))
            yield from _shares(build, table, column)


def _shares(build: Build, table: Table, column: Column) -> Iterator[Found]:
    subject = Subject("shares of first states", "VERIFY11", table.name, column.name)
    if column.missing_with or (column.missing is not None and column.missing.draw.cases):
        message = "not tested: values are missing by cases, which changes what is seen to follow"
        yield subject.result(Outcome.UNTESTED, message)
        return
    try:
        found = chains(column, Siblings(build, table).rows.look)
    except UnavailableError as reason:
        yield subject.result(Outcome.UNCHECKED, f"cannot be checked from the files: {reason}")
        return
    for place, chain in enumerate(found):
        for name in (_FIRST, *chain.transitions):
            title = f"shares of states after {name}" if name else subject.name
            told = Subject(title + chain.label, "VERIFY11", table.name, column.name)
            yield attempt(told, partial(_as_often, build, table, column, (place, name)))


def _weighted(column: Column, row: Mapping[str, float]) -> dict[str, float]:
    """Return the literals and shares of the states that have any."""
    total = float(sum(row.values()))
    return {state(column, name): weight / total for name, weight in row.items() if weight > 0}


def _possible(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    siblings = Siblings(build, table)
    value = siblings.rows.column(column.name)
    found = chains(column, siblings.rows.look)
    here = ", ".join(f"{chain.where} AS c{place}" for place, chain in enumerate(found))
    what = f"{value} AS v, {siblings.before(value)} AS b, {siblings.is_first} AS first, {here}"
    broken = [
        f"(c{place} AND {part})" for place, chain in enumerate(found) for part in _broken(column, chain)
    ]
    query = siblings.rows.inner(what, partial(select, f"count(*) FILTER ({' OR '.join(broken)})"))
    return query, NoneOf("states that cannot stand first, or cannot follow the one before")


def _broken(column: Column, chain: Chain) -> Iterator[str]:
    yield f"v NOT IN ({', '.join(state(column, name) for name in chain.transitions)})"
    yield f"(first AND v NOT IN ({', '.join(_weighted(column, chain.start))}))"
    for name, row in chain.transitions.items():
        yield f"(b = {state(column, name)} AND v NOT IN ({', '.join(_weighted(column, row))}))"


def _as_often(
    build: Build, table: Table, column: Column, which: tuple[int, str]
) -> tuple[Query, Expectation]:
    place, name = which
    siblings = Siblings(build, table)
    value = siblings.rows.column(column.name)
    chain = chains(column, siblings.rows.look)[place]
    before = f"{siblings.before(value)} = {state(column, name)}" if name else siblings.is_first
    counted = before if chain.where == EVERY else f"({before}) AND {chain.where}"
    shares = _weighted(column, chain.transitions[name] if name else chain.start)
    counts = ", ".join(f"count(*) FILTER (counts AND v = {one})" for one in shares)
    query = siblings.rows.inner(f"{value} AS v, {counted} AS counts", partial(select, f"unnest([{counts}])"))
    return query, Shares(tuple(shares), tuple(shares.values()))
