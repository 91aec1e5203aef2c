"""Rows that a rule refuses are drawn again, without disturbing their neighbours."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from manikin.columns.expression import evaluate
from manikin.columns.values import Mask, take
from manikin.errors import InfeasibleError
from manikin.randomness import Integers
from manikin.run.apart import Settled
from manikin.run.component import Component, Rule
from manikin.run.frame import Frame
from manikin.run.relatives import family
from manikin.run.retry import Retry


def settle(frame: Frame, component: Component) -> dict[str, pa.Array]:
    """Return the redrawn columns of all rows, every rule of the component kept.

    Raises
    ------
    InfeasibleError
        If rows still fail after as many draws as the component allows.
    """
    if component.family is not None:
        whole, rows = family(frame, component.family)
        if rows is not None:
            return _of_family(frame, component, whole, rows)
    return _settled(frame, component)


def _of_family(frame: Frame, component: Component, whole: Frame, rows: Integers) -> dict[str, pa.Array]:
    """Return the columns of some rows of families, settled with all rows of these."""
    found = {name: take(whole.column(name), rows) for name in sorted(component.redrawn)}
    for name in sorted(component.redrawn):
        column = frame.prepared.table.by_name[name]
        if column.kind == "references":
            frame.settle_target(name, whole.target(column)[rows])
    return found


def _settled(frame: Frame, component: Component) -> dict[str, pa.Array]:
    everything = np.arange(frame.rows, dtype=np.int64)
    draft = Retry(frame, everything, 0, component)
    settled = Settled(frame, component)
    refused = everything[~settled.admit(draft, everything, kept(draft, component))]
    parts: list[tuple[Integers, Frame, Integers]] = []
    first = refused.size
    for attempt in range(1, component.attempts):
        if not refused.size:
            break
        again = Retry(frame, refused, attempt, component)
        good = settled.admit(again, refused, kept(again, component))
        parts.append((refused[good], again, np.flatnonzero(good)))
        refused = refused[~good]
    if refused.size:
        raise InfeasibleError(_why(frame, component, first, refused.size))
    where = everything.copy()
    offset = frame.rows
    for rows, _, kept_rows in parts:
        where[rows] = offset + np.arange(kept_rows.size)
        offset += kept_rows.size
    _settle_targets(frame, component, draft, parts)
    return {name: _merged(name, draft, parts, where) for name in sorted(component.redrawn)}


def require(frame: Frame) -> None:
    """Refuse rows that break a check for which none is drawn again.

    Raises
    ------
    InfeasibleError
        If there are any.
    """
    for name, expression in frame.prepared.standing:
        where = f"{frame.prepared.table.name}, check {name!r}"
        answer = evaluate(expression, frame, where).fill_null(True).to_numpy(zero_copy_only=False)
        if not answer.all():
            broken = int((~answer).sum())
            msg = (
                f"{frame.prepared.table.name}: the check {name!r} says `redraw: false`, and {broken:,} of {frame.rows:,} "
                "rows break it. Fill the columns so that it holds, mend the check, or let rows be drawn again"
            )
            raise InfeasibleError(msg)


def _merged(
    name: str, draft: Frame, parts: list[tuple[Integers, Frame, Integers]], where: Integers
) -> pa.Array:
    arrays = [draft.column(name), *(again.column(name).take(pa.array(good)) for _, again, good in parts)]
    if len(arrays) == 1:
        return arrays[0]
    return pa.concat_arrays(arrays).take(pa.array(where))


def _settle_targets(
    frame: Frame, component: Component, draft: Frame, parts: list[tuple[Integers, Frame, Integers]]
) -> None:
    """Settle what redrawn references point at, so that paths through them agree with their keys."""
    for name in sorted(component.redrawn):
        column = frame.prepared.table.by_name[name]
        if column.kind == "references":
            targets = draft.target(column).copy()
            for rows, again, good in parts:
                targets[rows] = again.target(column)[good]
            frame.settle_target(name, targets)


def kept(frame: Frame, component: Component) -> Mask:
    """Return the rows that keep every check; a check without an answer is kept, as in SQL."""
    found: Mask = np.ones(frame.rows, np.bool_)
    for rule in component.rules:
        found &= keeps(frame, rule)
    return found


def keeps(frame: Frame, rule: Rule) -> Mask:
    """Return the rows that keep one check."""
    answer = evaluate(rule.expression, frame, f"{frame.prepared.table.name}, check {rule.name!r}")
    found: Mask = answer.fill_null(True).to_numpy(zero_copy_only=False)
    return found


def _why(frame: Frame, component: Component, first: int, left: int) -> str:
    again = ", ".join(sorted(component.redrawn)) or "nothing, since all it looks at is fixed"
    return (
        f"{frame.prepared.table.name}: {' and '.join(component.names)} cannot be kept. Of {frame.rows:,} rows "
        f"{first:,} failed at first and {left:,} still do after {component.attempts:,} draws (drawn again: {again}). "
        "Loosen the rule, or give the columns bounds that keep it"
    )
