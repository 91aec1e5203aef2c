"""Numbers and dates are spread as declared: the quarters of a distribution hold a quarter of the rows each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.conditions import EVERY, arms
from manikin.verify.paths import UnavailableError
from manikin.verify.redrawn import redrawn
from manikin.verify.report import Outcome
from manikin.verify.rows import Rows
from manikin.verify.shape import Cdf, cdf, place_of
from manikin.verify.sqltext import bound
from manikin.verify.verification import Expectation, Found, Query, Shares, Subject, attempt

_CUTS = (0.1, 0.25, 0.5, 0.75, 0.9)


def shapes(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of how numbers and dates are spread."""
    bent = redrawn(table, build.spec)
    for column in table.written:
        if (
            column.kind != "distribution"
            or column.draw is None
            or column.unique
            or not column.type.is_ordered
        ):
            continue
        subject = Subject("shape", "VERIFY11", table.name, column.name)
        for place, distribution in enumerate(column.draw.distributions):
            try:
                declared = cdf(distribution, column.type)
            except (ValueError, OverflowError, ZeroDivisionError):
                continue
            if declared is not None and column.name in bent:
                yield subject.result(
                    Outcome.UNTESTED, "not tested: rows that fail the table's checks are drawn again"
                )
            elif declared is not None:
                yield attempt(subject, partial(_spread, build, table, column, (place, declared)))


def _spread(build: Build, table: Table, column: Column, case: tuple[int, Cdf]) -> tuple[Query, Expectation]:
    assert column.draw is not None
    place, declared = case
    rows = Rows(build, table)
    arm = arms(column.draw, rows.look)[place]
    value = rows.column(column.name)
    cuts = sorted({cut for cut in map(partial(_cut, column, declared), _CUTS) if cut is not None})
    shares = [declared(cut) for cut in cuts]
    ends = [bound(column.type, cut) for cut in cuts]
    if not cuts or None in ends:
        raise UnavailableError("its quarters cannot be written in SQL")
    below = [f"{value} <= {end}" for end in ends]
    bars = [below[0], *(f"NOT ({one}) AND {other}" for one, other in pairwise(below))]
    filters = ", ".join(f"count(*) FILTER ({bar})" for bar in [*bars, f"NOT ({below[-1]})"])
    parts = [b - a for a, b in zip([0.0, *shares], [*shares, 1.0], strict=True)]
    labels = tuple(f"part {number} of {len(parts)}{arm.label}" for number in range(1, len(parts) + 1))
    where = f"WHERE {value} IS NOT NULL" + ("" if arm.where == EVERY else f" AND {arm.where}")
    return rows.select(f"unnest([{filters}])", where), Shares(labels, tuple(parts))


def _cut(column: Column, declared: Cdf, share: float) -> float | None:
    found = place_of(declared, share)
    if found is None:
        return None
    return float(math.floor(found)) if column.type.is_discrete else found
