"""Which rules of a table are settled together: those that share drawn columns."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from manikin.columns import claims, combinations
from manikin.columns.combinations import Combination
from manikin.columns.expression import compiled
from manikin.columns.needs import own_needs, redrawable
from manikin.columns.paths import ancestors
from manikin.model import Check, Spec, Table
from manikin.run.component import Apart, Component, Rule
from manikin.spec.rules.together import family_of, to_keep


@dataclass(frozen=True)
class _Group:
    checks: tuple[Check, ...] = ()
    combinations: tuple[Combination, ...] = ()
    redrawn: frozenset[str] = frozenset()

    def with_(self, others: Iterable[_Group]) -> _Group:
        checks, apart, redrawn = self.checks, self.combinations, self.redrawn
        for other in others:
            checks, apart = other.checks + checks, other.combinations + apart
            redrawn |= other.redrawn
        return _Group(checks, apart, redrawn)


def components(
    table: Table, spec: Spec, order: tuple[str, ...], walked: Container[str] = frozenset()
) -> tuple[Component, ...]:
    """Return the checks and combinations of a table, grouped by the drawn columns they share.

    Parameters
    ----------
    table, spec
        The table, and the whole specification.
    order : tuple of str
        Its columns, each after those it needs.
    walked : container of str
        Those made along the rows of one parent, which are never drawn again.
    """
    parts = [
        _Group((check,), (), frozenset(redrawable(claims.looks_at(check), table, spec, walked)))
        for check in table.redrawing
    ]
    parts += [
        _Group((), (each,), frozenset(redrawable(combinations.looks_at(each), table, spec, walked)))
        for each in to_keep(table, spec)
    ]
    groups: list[_Group] = []
    for part in parts:
        joined = [group for group in groups if group.redrawn & part.redrawn]
        groups = [group for group in groups if group not in joined]
        groups.append(part.with_(joined))
    return tuple(_component(group, table, spec, order) for group in groups)


def _component(group: _Group, table: Table, spec: Spec, order: tuple[str, ...]) -> Component:
    fresh = set(group.redrawn)
    for name in order:
        if fresh.intersection(own_needs(table.by_name[name], table, spec)):
            fresh.add(name)
    places = {id(check): place for place, check in enumerate(table.checks)}
    rules = tuple(
        Rule(check.name, compiled(claims.as_sql(check), table, spec), check.keeps)
        for check in sorted(group.checks, key=lambda check: places[id(check)])
    )
    apart = tuple(
        Apart(each.name, each.columns, compiled(each.where, table, spec) if each.where else None)
        for each in group.combinations
    )
    return Component(rules, apart, _family(group, table, spec), group.redrawn, frozenset(fresh))


def _family(group: _Group, table: Table, spec: Spec) -> str | None:
    """Return the furthest ancestor under whose rows any combination is kept, so that all of them can be."""
    found = {
        family_of([table.by_name[name] for name in each.columns], table, spec) for each in group.combinations
    }
    return next((above.name for above in reversed(list(ancestors(table, spec))) if above.name in found), None)
