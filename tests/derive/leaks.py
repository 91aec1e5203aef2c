"""Leaks made on purpose: each lets the program tell something that the view hides, and must be found.

Those of `LEAKS` are told of columns by themselves, those of `BY_CASES` by cases of other columns; the names say of which
kind each is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from manikin.derive import structure as structure_module
from manikin.derive.contents import Categories, Knots
from manikin.derive.structure import facts
from manikin.derive.summarise import column as column_module
from manikin.derive.summarise import knots as knots_module
from manikin.derive.summarise import tally
from manikin.derive.summarise.spreading import Segments

dependent_module = import_module("manikin.derive.summarise.dependent")
determined_module = import_module("manikin.derive.summarise.determined")
together_module = import_module("manikin.derive.summarise.together")
Leak = Callable[[pytest.MonkeyPatch], None]


def tell_extremes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the last quantile lie at the greatest place of all."""
    honest = knots_module.knots_of

    def leak(about: Any, keyed: Any, counts: Any, there: Any, grid: Any, policy: Any) -> Any:
        found = honest(about, keyed, counts, there, grid, policy)
        return found and Knots((*found.points[:-1], (found.points[-1][0], grid.place(max(counts)))))

    monkeypatch.setattr(knots_module, "knots_of", leak)
    monkeypatch.setattr(column_module, "knots_of", leak)


def choose_by_true_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the places of quantiles follow from true counts."""

    def leak(counts: Any, grid: Any, policy: Any) -> Any:
        return honest(counts, grid, replace(policy, threshold=1, base=1))

    honest = knots_module._chosen
    monkeypatch.setattr(knots_module, "_chosen", leak)


def _tell(monkeypatch: pytest.MonkeyPatch, change: Callable[[Any, Any], Any]) -> None:
    honest = tally.cells_of

    def leak(about: Any, keyed: Any, counts: Any, policy: Any, may: Any = lambda _: True) -> Any:
        true = {key: rows for key, (rows, _) in counts.items() if key is not None}
        return change(honest(about, keyed, counts, policy, may), true)

    monkeypatch.setattr(tally, "cells_of", leak)
    monkeypatch.setattr(column_module, "cells_of", leak)


def tell_a_small_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commonest hidden label be told with its true count."""
    honest = tally.counted
    monkeypatch.setattr(tally, "counted", lambda about, keyed, least=0: honest(about, keyed))

    def change(found: Any, true: Any) -> Any:
        hidden = [rows for key, rows in true.items() if key not in found.told]
        return replace(found, other=found.other + max(hidden, default=0))

    _tell(monkeypatch, change)


def order_by_true_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let labels stand in the order of their true counts."""

    def change(found: Any, true: Any) -> Any:
        return replace(found, told={key: found.told[key] for key in sorted(found.told, key=true.__getitem__)})

    def categories(counts: Any) -> Any:
        named = tuple((str(key), count) for key, count in counts.told.items())
        return Categories(named, counts.other) if named else None

    _tell(monkeypatch, change)
    monkeypatch.setattr(column_module, "_categories", categories)


def tell_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the rest be all rows less those told, unrounded."""

    def change(found: Any, true: Any) -> Any:
        return replace(found, other=sum(true.values()) - sum(found.told.values()))

    _tell(monkeypatch, change)


def keep_exact_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an order of dates hold only if nobody at all is against it."""
    honest = facts.orders

    def leak(rows: Any, table: str, policy: Any, always: Any) -> Any:
        return honest(rows, table, replace(policy, threshold=1, base=1), always)

    monkeypatch.setattr(structure_module, "orders", leak)


Cells = Mapping[tuple[str, str], int]


def _tell_by_cases(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Any, Cells], Any], *, of_numbers: bool = False
) -> None:
    honest = dependent_module._edges

    def leak(pair: Any, given: Any, target: Any, table: Any, about: Any, policy: Any) -> Any:
        edges = honest(pair, given, target, table, about, policy)
        is_number = isinstance(target, Segments)
        if is_number and not of_numbers:  # what is told of them is told elsewhere
            yield from edges
            return
        true = {
            (when, label): pair.counts.get((a, b), 0)
            for a, when in enumerate(given.cells)
            for b, label in (target.labels if is_number else enumerate(target.cells[:-1]))
        }
        for edge in edges:
            yield change(edge, true)

    monkeypatch.setattr(dependent_module, "_edges", leak)


def choose_the_case_by_true_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the column that another one follows be the one that explains most by true counts."""

    def change(edge: Any, true: Cells) -> Any:
        return replace(edge, gain=dependent_module.explained({key: n for key, n in true.items() if n})[0])

    _tell_by_cases(monkeypatch, change, of_numbers=True)


def tell_a_small_count_by_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commonest hidden cell of a case be told with its true count."""

    def change(edge: Any, true: Cells) -> Any:
        hidden = {key: n for key, n in true.items() if n and key not in edge.told}
        most = max(hidden, key=hidden.__getitem__, default=None)
        return replace(edge, told={**edge.told, most: hidden[most]}) if most else edge

    _tell_by_cases(monkeypatch, change)


def order_cases_by_true_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let cases stand in the order of their true counts."""

    def change(edge: Any, true: Cells) -> Any:
        return replace(edge, told={key: edge.told[key] for key in sorted(edge.told, key=true.__getitem__)})

    _tell_by_cases(monkeypatch, change)


def tell_what_is_left_by_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first cell take up all rows that no other cell shows, unrounded."""

    def change(edge: Any, true: Cells) -> Any:
        first = next(iter(edge.told))
        left = sum(true.values()) - sum(edge.told.values())
        return replace(edge, told={**edge.told, first: edge.told[first] + left})

    _tell_by_cases(monkeypatch, change)


def tell_the_first_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first case that anybody with a label is in be told, however few they are."""

    def change(edge: Any, true: Cells) -> Any:
        first = {label: (when, label) for (when, label), n in reversed(true.items()) if n}
        return replace(edge, told={**dict.fromkeys(first.values(), 10), **edge.told})

    _tell_by_cases(monkeypatch, change)


def settle_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a column follow from another one only if nobody at all has another pair."""
    honest = determined_module.people_with

    def leak(there: Any, where: Any, *, has_person: bool) -> Any:
        # A person against it counts as twenty.
        return honest(there, where, has_person=has_person) * 20

    monkeypatch.setattr(determined_module, "people_with", leak)


def tell_every_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is missing together be told however few have it."""
    honest = together_module.cells

    def leak(about: Any, value: Any, policy: Any) -> Any:
        return honest(about, value, replace(policy, threshold=1, base=1))

    monkeypatch.setattr(together_module, "cells", leak)


LEAKS: tuple[Leak, ...] = (
    tell_extremes,
    choose_by_true_counts,
    tell_a_small_count,
    order_by_true_counts,
    tell_what_is_left,
    keep_exact_orders,
)
BY_CASES: tuple[Leak, ...] = (
    tell_the_first_case,
    choose_the_case_by_true_counts,
    tell_a_small_count_by_case,
    order_cases_by_true_counts,
    tell_what_is_left_by_case,
)
TOGETHER: tuple[Leak, ...] = (settle_exactly, tell_every_pattern)
