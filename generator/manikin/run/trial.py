"""How often first draws keep the rules, measured on the first rows of each table before any is published.

The rows are always the same: the first thousand, or the families they belong to; a table with fewer is
drawn again until there are a thousand draws. So neither chunks nor threads decide what is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from manikin.columns.paths import ancestors
from manikin.columns.values import Mask
from manikin.errors import InfeasibleError
from manikin.model import EmptyRows, FileRows, Table
from manikin.randomness import Integers
from manikin.run.apart import Settled
from manikin.run.checks import keeps
from manikin.run.component import Component
from manikin.run.frame import Frame
from manikin.run.retry import Retry
from manikin.run.wayout import way_out
from manikin.run.world import World

DRAWS = 1_000
"""How many draws are measured, or a few more."""


@dataclass(frozen=True)
class Measured:
    """How many draws keep the rules that are settled together."""

    table: Table
    component: Component
    draws: int
    together: int
    alone: tuple[int, ...]
    """How many keep each of the component's `names`."""


def unkept(world: World) -> list[str]:
    """Return, for each rule that too few draws keep, the share that was measured and a way out."""
    faults: list[str] = []
    for frame, component in _trials(world):
        try:
            found = _measured(frame, component, until_sure=True)
        except InfeasibleError as error:
            # What builds on rows that cannot be made has been told at its cause.
            faults += [] if faults else [str(error)]
        else:
            told = list(_faults(found))
            if told:
                world.refuse(component)
            faults += told
    return faults


def measured(world: World) -> list[Measured]:
    """Return how often first draws keep each table's rules, as far as its rows can be made."""
    found = []
    for frame, component in _trials(world):
        with suppress(InfeasibleError):
            found.append(_measured(frame, component))
    return found


def shares(world: World) -> dict[tuple[str, str], float]:
    """Return which share of first draws keeps each rule, by its table and its words."""
    return {
        (found.table.name, name): count / found.draws
        for found in measured(world)
        for name, count in zip(found.component.words, found.alone, strict=True)
    }


def _trials(world: World) -> Iterator[tuple[Frame, Component]]:
    """Yield what is settled together, with the rows it is tried on."""
    for plan in world.plan.tables:
        found = world.prepared[plan.table.name].components
        if isinstance(plan.table.rows, FileRows | EmptyRows) or not found:
            continue
        frame = _first_rows(world, plan.table)
        if frame.rows:
            # In the order of the columns, since what one column becomes may decide another.
            places = {name: place for place, name in enumerate(plan.columns)}
            for component in sorted(found, key=lambda one: min(places[name] for name in one.redrawn)):
                yield _trial_frame(frame, component), component


def _first_rows(world: World, table: Table) -> Frame:
    """Return the first rows of a table in whole families, at least `DRAWS` of them if there are so many."""
    *way, root = [table.name, *(above.name for above in ancestors(table, world.plan.spec))]
    rows = world.plan.table(root).rows or 0
    parents = DRAWS if not way else 32
    while True:
        frame = world.first(root, min(parents, rows))
        for name in reversed(way):
            frame = frame.numbered(name, 0)
        if frame.rows >= DRAWS or parents >= rows:
            return frame
        parents *= 2


def _trial_frame(frame: Frame, component: Component) -> Frame:
    if component.family is not None or frame.rows <= DRAWS:
        return frame
    return Frame(frame.world, frame.prepared, frame.place.at(np.arange(DRAWS, dtype=np.int64)))


def _measured(frame: Frame, component: Component, *, until_sure: bool = False) -> Measured:
    """Return how many of `DRAWS` draws keep the rules; fewer draws where so many keep them that the verdict is known."""
    every: Integers = np.arange(frame.rows, dtype=np.int64)
    counts = np.zeros(len(component.names), np.int64)
    enough = DRAWS * np.array(component.shares)
    together = draws = attempt = 0
    while draws < DRAWS:
        try:
            masks = _masks(frame, Retry(frame, every, attempt, component), component, every)
        except InfeasibleError:
            if attempt == 0:
                raise
            break  # a draw that may never be asked for
        counts += [int(mask.sum()) for mask in masks]
        together += int(np.logical_and.reduce(masks).sum())
        draws += frame.rows
        attempt += 1
        if until_sure and (counts >= enough).all() and together >= component.least * DRAWS:
            break
    return Measured(frame.prepared.table, component, draws, together, tuple(int(count) for count in counts))


def _masks(frame: Frame, drawn: Frame, component: Component, every: Integers) -> list[Mask]:
    """Return which rows keep each of the component's names."""
    masks = [keeps(drawn, rule) for rule in component.rules]
    if component.apart:
        masks += Settled(frame, component).alone(drawn, every)
    return masks


def _faults(found: Measured) -> Iterator[str]:
    component = found.component
    if found.draws < DRAWS:
        return  # enough keep them, or too few could be drawn to say
    again = ", ".join(sorted(component.redrawn))
    short = [
        place
        for place, (count, share) in enumerate(zip(found.alone, component.shares, strict=True))
        if count < share * found.draws
    ]
    for place in short:
        yield (
            f"{found.table.name}: {component.names[place]} is kept by {found.alone[place]:,} of {found.draws:,} trial "
            f"draws ({_percent(found.alone[place] / found.draws)}), and at least "
            f"{_percent(component.shares[place])} must keep it. Drawn again would be {again}. "
            f"{way_out(component, place, found.table)}"
        )
    if not short and found.together < component.least * found.draws:
        yield (
            f"{found.table.name}: {' and '.join(component.names)} are kept together by {found.together:,} of "
            f"{found.draws:,} trial draws ({_percent(found.together / found.draws)}), and at least "
            f"{_percent(component.least)} must keep them. Drawn again would be {again}. "
            f"{way_out(component, 0, found.table)}"
        )


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
