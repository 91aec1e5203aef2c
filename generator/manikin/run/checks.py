"""Rows that a check refuses are drawn again, without disturbing their neighbours."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from manikin.columns.expression import evaluate
from manikin.columns.values import Mask
from manikin.errors import InfeasibleError
from manikin.randomness import Integers
from manikin.run.component import Component
from manikin.run.frame import Frame
from manikin.run.retry import Retry

ATTEMPTS = 100
"""How often a row is drawn at most."""


def settle(frame: Frame, component: Component) -> dict[str, pa.Array]:
    """Return the redrawn columns of all rows, every check of the component kept.

    Raises
    ------
    InfeasibleError
        If rows still fail after `ATTEMPTS` draws.
    """
    everything = np.arange(frame.rows, dtype=np.int64)
    draft = Retry(frame, everything, 0, component)
    refused = everything[~_kept(draft, component)]
    parts: list[tuple[Integers, Frame, Integers]] = []
    first = refused.size
    for attempt in range(1, ATTEMPTS):
        if not refused.size:
            break
        again = Retry(frame, refused, attempt, component)
        kept = _kept(again, component)
        parts.append((refused[kept], again, np.flatnonzero(kept)))
        refused = refused[~kept]
    if refused.size:
        raise InfeasibleError(_why(frame, component, first, refused.size))
    where = everything.copy()
    offset = frame.rows
    for rows, _, kept_rows in parts:
        where[rows] = offset + np.arange(kept_rows.size)
        offset += kept_rows.size
    _settle_targets(frame, component, draft, parts)
    return {name: _merged(name, draft, parts, where) for name in sorted(component.redrawn)}


def require_stated(frame: Frame) -> None:
    """Make sure that the rows keep the checks that none of them is drawn again for.

    Raises
    ------
    InfeasibleError
        If a row breaks one.
    """
    for name, expression in frame.prepared.stated:
        answer = evaluate(expression, frame, f"{frame.prepared.table.name}, check {name!r}")
        broken = int(np.count_nonzero(~answer.fill_null(True).to_numpy(zero_copy_only=False)))
        if broken:
            msg = (
                f"{frame.prepared.table.name}: the check {name!r} says `redraw: false`, and {broken:,} of {frame.rows:,} "
                "rows break it. Make the columns so that it holds, or remove `redraw: false`"
            )
            raise InfeasibleError(msg)


def _merged(
    name: str, draft: Frame, parts: list[tuple[Integers, Frame, Integers]], where: Integers
) -> pa.Array:
    arrays = [draft.column(name), *(again.column(name).take(pa.array(kept)) for _, again, kept in parts)]
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
            for rows, again, kept in parts:
                targets[rows] = again.target(column)[kept]
            frame.settle_target(name, targets)


def _kept(frame: Frame, component: Component) -> Mask:
    """Return the rows that keep every check; a check without an answer is kept, as in SQL."""
    kept: Mask = np.ones(frame.rows, np.bool_)
    for name, expression in component.checks:
        answer = evaluate(expression, frame, f"{frame.prepared.table.name}, check {name!r}")
        kept &= answer.fill_null(True).to_numpy(zero_copy_only=False)
    return kept


def _why(frame: Frame, component: Component, first: int, left: int) -> str:
    names = " and ".join(repr(name) for name, _ in component.checks)
    word = "checks" if len(component.checks) > 1 else "check"
    again = ", ".join(sorted(component.redrawn)) or "nothing, since all it looks at is fixed"
    return (
        f"{frame.prepared.table.name}: the {word} {names} cannot be kept. Of {frame.rows:,} rows {first:,} failed at "
        f"first and {left:,} still do after {ATTEMPTS} draws (drawn again: {again}). Loosen the check, or give the "
        "columns bounds that keep it"
    )
