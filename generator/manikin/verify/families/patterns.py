"""Columns are missing together as often as their patterns say, and in no other way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import MissingPatterns, Table
from manikin.verify.build import Build
from manikin.verify.conditions import EVERY, arms
from manikin.verify.nulls import is_open
from manikin.verify.paths import UnavailableError
from manikin.verify.redrawn import redrawn
from manikin.verify.report import Outcome
from manikin.verify.rows import Rows
from manikin.verify.verification import Expectation, Found, Query, Shares, Subject, attempt


def patterns(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of a table's missing patterns."""
    bent = redrawn(table, build.spec) if table.checks else frozenset()
    for own in table.missing_patterns:
        subject = Subject(f"missing patterns {own.name}", "VERIFY08", table.name)
        if bent.intersection(own.columns):
            yield subject.result(
                Outcome.UNTESTED, "not tested: rows that fail the table's checks are drawn again"
            )
            continue
        if any(is_open(table.by_name[name], table, build.spec) for name in own.columns):
            yield subject.result(
                Outcome.UNTESTED, "not tested: values may also be missing since what they follow from is"
            )
            continue
        try:
            count = len(arms(own.draw, Rows(build, table).look))
        except UnavailableError as reason:
            yield subject.result(Outcome.UNCHECKED, f"cannot be checked from the files: {reason}")
            continue
        for place in range(count):
            yield attempt(subject, partial(_as_often, build, table, own, place))


def _as_often(build: Build, table: Table, own: MissingPatterns, place: int) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    arm = arms(own.draw, rows.look)[place]
    # Of hidden columns the files say nothing; patterns that differ in these alone are one.
    seen = [name for name in own.columns if not table.by_name[name].hidden]
    if not seen:
        raise UnavailableError("all of the columns are hidden")
    weights: dict[tuple[str, ...], float] = {}
    for number, weight in arm.distribution.parameters.items():
        left = tuple(name for name in own.patterns[int(number)] if name in seen)
        weights[left] = weights.get(left, 0.0) + float(weight)
    total = sum(weights.values())
    holds = [
        " AND ".join(f"{rows.column(name)} IS {'' if name in left else 'NOT '}NULL" for name in seen)
        for left in weights
    ]
    other = " AND ".join(f"NOT ({sql})" for sql in holds)
    counts = ", ".join(f"count(*) FILTER (WHERE {sql})" for sql in [*holds, other])
    labels = [f"missing {' and '.join(left) or 'none'}{arm.label}" for left in weights]
    where = "" if arm.where == EVERY else f"WHERE {arm.where}"
    shares = (*(weight / total for weight in weights.values()), 0.0)
    return rows.select(f"unnest([{counts}])", where), Shares(
        (*labels, f"any other pattern{arm.label}"), shares
    )
