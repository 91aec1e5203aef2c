"""The bound audit of a specification: no sum or difference of its numbers gives a small group of people away.

Each table of counts is a set of statements about the smallest groups that all tables together tell apart
(`manikin.disclosure.lint.tables`); a linear program says what they prove (`manikin.disclosure.bounds`). What a
finding tells is where the numbers stand that prove it, and nothing of what they prove.

A reader is thought to know that what is not listed is small, which holds for counts of people. Of tables whose rows
are no people (those with a parent or references) it is asked only whether one hidden number must be more than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from manikin.disclosure.bounds import ContradictionError, Exposure, audit
from manikin.disclosure.lint.joint import Joint, Ways
from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.tables import CountTable, count_tables
from manikin.disclosure.policy import Policy
from manikin.errors import Problem
from manikin.model import Table
from manikin.model.draws import Address

_MOST_ATOMS = 4_000
_MOST_LINES = 8
_MOST_PEOPLE = 10**12
"""More than ever lived; doubles tell whole numbers apart up to here."""


def check(lint: Lint) -> Iterator[Problem]:
    """Yield sets of numbers that give a small group away, or that contradict one another."""
    for (unit, source), all_tables in count_tables(lint).items():
        is_people = _is_people(lint.spec.tables[unit])
        rules = lint.policies[source]
        # What no policy lets out is refused as it stands; what it would prove is another matter.
        tables = [
            table
            for table in all_tables
            if all(cell.count < _MOST_PEOPLE and rules.is_permitted(cell.count) for cell in table.cells)
        ]
        for cluster in _clusters(tables):
            if Joint(cluster, Ways()).size > _MOST_ATOMS:
                message = "these cases have too many combinations to be judged together"
                mend = "condition on fewer columns, or on coarser parts of them"
                yield lint.warn(cluster[0].address, "DISC18", message, mend)
            else:
                yield from _cluster(lint, cluster, tables, rules, _ways(lint, source, is_people=is_people))


def _is_people(table: Table) -> bool:
    return table.parent is None and not any(column.kind == "references" for column in table.columns)


def _clusters(tables: Sequence[CountTable]) -> Iterator[list[CountTable]]:
    """Yield sets of tables that are judged together.

    One with cases; those of its own columns; and those that its given columns have themselves, as far as the set
    stays small. What others say of the same cases reaches them as totals.
    """
    by_axes = sorted(tables, key=lambda table: (-len(table.given), table.address))
    used: set[int] = set()
    for table in by_axes:
        if id(table) in used or not table.given:
            continue
        cluster = [table]
        for other in by_axes:
            axes = {axis for member in cluster for axis in member.axes}
            is_inside = axes >= set(other.axes)
            is_of_given = other.target in axes and Joint([*cluster, other], Ways()).size <= _MOST_ATOMS
            if other is not table and (is_inside or is_of_given):
                cluster.append(other)
        used |= {id(member) for member in cluster}
        yield cluster
    yield from (
        [table] for table in by_axes if not table.given and any(not cell.count for cell in table.cells)
    )


def _ways(lint: Lint, source: str, *, is_people: bool) -> list[Ways]:
    """Return what a reader may think of what is told and what is not, from the most that can be thought on."""
    ways = [Ways(is_hidden_small=False), Ways(has_rest=True, is_hidden_small=False)]
    ways = [Ways(), Ways(has_rest=True), ways[1]] if is_people else ways
    if "kept_from" in lint.spec.sources[source].details:
        # Which numbers were kept is not said. Only where not all can be new does a reader know that some were.
        ways += [replace(way, is_kept=True) for way in ways]
    return ways


def _cluster(
    lint: Lint, cluster: list[CountTable], tables: Sequence[CountTable], rules: Policy, ways: Sequence[Ways]
) -> Iterator[Problem]:
    """Judge some tables under the first of what a reader may think that any people at all agree with."""
    failed: tuple[Address, ...] = ()
    for way in ways:
        joint = Joint(cluster, way)
        others = [table for table in tables if table not in cluster]
        statements = [*joint.statements(rules), *joint.totals(others, rules)]
        try:
            found = audit(joint.size, statements, joint.groups(), rules)
        except ContradictionError as error:
            failed = tuple(label for label in error.labels if isinstance(label, tuple))
            continue
        yield from _told(lint, found, rules)
        if not way.is_hidden_small and not way.has_rest:
            yield from _told(lint, joint.alone(statements, rules), rules)
        return
    yield _contradiction(lint, failed or (cluster[0].address,))


def _told(lint: Lint, found: Sequence[Exposure], rules: Policy) -> Iterator[Problem]:
    for proof in dict.fromkeys(_proof(exposure) for exposure in found):
        if proof:
            message = f"together with {_lines(lint, proof)} this gives away a group of fewer than {rules.threshold} people"
            mend = "leave one of these numbers out, best a total; or join two of the parts wherever they are told apart"
            yield lint.refuse(proof[0], "DISC18", message, mend, steps=1)


def _proof(exposure: Exposure) -> tuple[Address, ...]:
    return tuple(sorted({label for label in exposure.proof if isinstance(label, tuple)}, key=repr))


def _contradiction(lint: Lint, places: tuple[Address, ...]) -> Problem:
    message = f"these counts cannot come from one dataset: they contradict {_lines(lint, places)}"
    mend = "compare them with what was let out; one of them was changed, or they are of different people"
    return lint.refuse(places[0], "DISC19", message, mend, steps=1)


def _lines(lint: Lint, places: tuple[Address, ...]) -> str:
    """Return where numbers stand."""
    lines = []
    for at in places:
        origin = lint.document.origin(at)
        lines.append(f"{origin[0]}:{origin[1]}" if origin else str(lint.document.position(at).line))
    told = list(dict.fromkeys(lines))
    more = f" and {len(told) - _MOST_LINES} more" if len(told) > _MOST_LINES else ""
    return f"the numbers at line{'s' if len(told) > 1 else ''} {', '.join(told[:_MOST_LINES])}{more}"
