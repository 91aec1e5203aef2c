"""Goals of chains of states: every state that can stand first, and every one that can follow another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from manikin.columns.conditions import parse_scalar
from manikin.columns.paths import is_ancestor_reference, resolve
from manikin.columns.regimes import Regime, draw, regimes
from manikin.coverage.drawn import Bar, places
from manikin.coverage.goal import Cases, Found, Goal, LeftOut, Measure, told
from manikin.coverage.lasting import last_states
from manikin.model import Case, Column, Distribution, Draw, Spec, Table
from manikin.randomness import Integers
from manikin.run.frame import Frame
from manikin.spec.rules import fanout


def chains(column: Column, table: Table, spec: Spec) -> Iterator[Found]:
    """Yield the goals of a column of states, of each of its chains."""
    if column.kind != "states":
        return
    names = sorted({name for regime in regimes(column) for name in _names(regime)})
    known = {name: place for place, name in enumerate(names)}
    most = fanout.most_per_parent(table, spec)
    last = last_states(column, table)
    reached, cases = _reached(column, table, spec, last), _cases(column)
    goals: list[Goal] = []
    code = np.full((len(reached), len(names) + 1, len(names)), -1, np.int64)
    for number, (regime, found) in enumerate(zip(regimes(column), reached, strict=True)):
        case = told(cases[number]) if cases else ""
        pairs: list[tuple[str | None, str]] = [(None, name) for name in _possible(regime.part("start"))]
        for state, rows in found.items():
            if state in last:
                yield LeftOut(
                    table.name, column.name, f"no row follows state {state!r}{case}: it ends the rows"
                )
            elif rows < most:
                pairs += [(state, after) for after in _after(regime, state)]
            elif _after(regime, state):
                why = f"what follows {state!r}{case} takes {rows + 1:,} rows, and no {table.parent} has more than {most:,.0f}"
                yield LeftOut(table.name, column.name, why)
        for state in sorted(set(regime.part("transitions")) - set(found)):
            yield LeftOut(table.name, column.name, f"no row before another can be in state {state!r}{case}")
        for before, after in pairs:
            words = f"{after!r} first" if before is None else f"{after!r} after {before!r}"
            code[number, len(names) if before is None else known[before], known[after]] = len(goals)
            goals.append(Goal(table.name, column.name, "state", words + case))
    listed = tuple(Bar(name, *([parse_scalar(column.type, name)] * 2)) for name in names)
    choice = Cases(draw(column) or _ALL, table, spec)
    yield Measure(table.name, tuple(goals), _Chains(column, listed, code, choice).codes)


_ALL = Draw(Distribution("states", {}))
"""Of a column whose rows all follow the same chain."""


def _cases(column: Column) -> tuple[Case, ...]:
    found = draw(column)
    return found.cases if found is not None else ()


def _names(regime: Regime) -> set[str]:
    rows = regime.part("transitions")
    return {*regime.part("start"), *rows, *(after for row in rows.values() for after in row)}


def _possible(row: Any) -> list[str]:
    return [name for name, weight in row.items() if weight > 0]


def _after(regime: Regime, state: str) -> list[str]:
    """Return what can follow a state; one that this chain has no line for, stays."""
    return _possible(regime.part("transitions").get(state, {state: 1}))


def _is_above(path: str, table: Table, spec: Spec) -> bool:
    """Return whether a path leads to the same value from all rows of one parent."""
    steps = resolve(path, table, spec).steps
    if not steps or steps[0].previous:
        return False
    name = steps[0].column
    return name is None or is_ancestor_reference(table.by_name[name], table, spec)


def _reached(column: Column, table: Table, spec: Spec, last: frozenset[str]) -> list[dict[str, int]]:
    """Return, for each chain, the states that its rows can find before them, each with how many rows it takes."""
    every = regimes(column)
    found = draw(column)
    if found is not None and not all(_is_above(path, table, spec) for path in found.given):
        # Rows of one parent may follow different chains, so each can come to what any of them leads to.
        return [_walked(every, last)] * len(every)
    return [_walked((regime,), last) for regime in every]


def _walked(together: tuple[Regime, ...], last: frozenset[str]) -> dict[str, int]:
    """Return the states that these chains can come to, each with how many rows it takes."""
    found: dict[str, int] = {}
    waiting = [name for regime in together for name in _possible(regime.part("start"))]
    rows = 1
    while waiting:
        fresh = [name for name in dict.fromkeys(waiting) if name not in found]
        found |= dict.fromkeys(fresh, rows)
        onward = [name for name in fresh if name not in last]
        waiting = [after for regime in together for name in onward for after in _after(regime, name)]
        rows += 1
    return found


class _Chains:
    """Which state follows which, by the chain that each row follows."""

    def __init__(self, column: Column, listed: tuple[Bar, ...], code: Integers, choice: Cases) -> None:
        self._column, self._listed, self._code, self._choice = column, listed, code, choice

    def codes(self, frame: Frame) -> Integers:
        """Return the number of the pair; shape (rows,)."""
        here = places(frame.column(self._column.name), self._listed, self._column.type)
        first = frame.ordinals == 0
        before = np.where(first, len(self._listed), np.roll(here, 1))
        chain = self._choice.of(frame)
        known = (here >= 0) & (before >= 0) & (chain >= 0)
        found = self._code[np.maximum(chain, 0), np.maximum(before, 0), np.maximum(here, 0)]
        return np.where(known, found, -1)


def evened(column: Column) -> Column:
    """Return a column of states whose possible successors are all alike, in each of its chains."""
    parameters = {**column.parameters, **_evened(column.parameters)}
    if "cases" in parameters:
        parameters["cases"] = [{**case, **_evened(case)} for case in parameters["cases"]]
    return replace(column, parameters=parameters)


def _evened(written: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "start" in written:
        found["start"] = _alike(written["start"])
    if "transitions" in written:
        found["transitions"] = {name: _alike(row) for name, row in written["transitions"].items()}
    return found


def _alike(row: Mapping[str, float]) -> dict[str, int]:
    return {name: int(weight > 0) for name, weight in row.items()}
