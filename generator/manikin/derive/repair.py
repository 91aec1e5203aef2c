"""Repair: a view of which no small group can be worked out, from a view of which some can.

Every number alone keeps the policy; together they may prove what was hidden. The numbers that prove most are left
out, the least useful first, or replaced by the sum of their parts, until nothing is proved. Reads the view alone:
no question is asked again, so that what is left out depends on nothing but what could have been told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from manikin.derive.blocks import Block, blocks, implied
from manikin.derive.contents import Categories, Conditional, Distance, Knots, Nothing, Spreads
from manikin.derive.known import Range, ranges
from manikin.derive.leaving import OFFERS, total
from manikin.derive.permits import PRESENCE, Address, Points
from manikin.derive.pooling import pooled
from manikin.derive.view import ColumnView, Depth, TableView, View
from manikin.disclosure.bounds import ContradictionError, audit
from manikin.disclosure.policy import Policy

_BY_AUDIT: Final = "bound audit"


def repaired(view: View) -> View:
    """Return a view whose numbers together give no small group away.

    What was left out is counted in `View.suppressed`, as any other number is: that a single one was, would say that a
    small group is there.
    """
    done, left_out = repairs(view)
    told = (
        (table, f"{_BY_AUDIT}: {rule}", view.policy.permit(n))
        for (table, rule), n in sorted(left_out.items())
    )
    return replace(done, suppressed=(*view.suppressed, *(one for one in told if one[-1])))


def repairs(view: View) -> tuple[View, Counter[tuple[str, str]]]:
    """Return a view that gives no small group away, and how often which table lost a number by which rule."""
    done = replace(view, tables=tuple(_without_totals(table, view.policy) for table in view.tables))
    left_out: Counter[tuple[str, str]] = Counter()
    wider: dict[Address, Range] = {}
    for table in done.tables:
        known = ranges(done, table, {})
        for name in {name for names, _ in table.missing_together for name in names}:
            least = implied(table, name, known, is_missing=True)
            wider[table.name, name, PRESENCE, "missing"] = (least, None)
    for table in done.tables:
        work = _Work(done, table.name, wider, left_out, {})
        work.run()
        done = work.view
    return done, left_out


def _without_totals(table: TableView, policy: Policy) -> TableView:
    """Return a table without totals that another number implies: `present` is a sum of what is shown."""
    if table.depth is not Depth.STATISTICS:
        return table
    summed = (_missing(table, column) for column in table.columns)
    return replace(table, columns=tuple(_thinned(_present(table, c), policy) for c in summed))


def _missing(table: TableView, column: ColumnView) -> ColumnView:
    """Return a column that is missing together with others as often as their patterns say."""
    if all(column.name not in names for names, _ in table.missing_together):
        return column
    return replace(column, missing=sum(n for names, n in table.missing_together if column.name in names))


def _thinned(column: ColumnView, policy: Policy) -> ColumnView:
    """Return a column with as many quantiles as the number that is told lets stand so close together."""
    content = column.content
    if isinstance(content, Spreads):
        return replace(column, content=_cases(content, policy))
    knots = content.knots if isinstance(content, Distance) else content
    if not isinstance(knots, Knots):
        return column
    points = spaced(knots.points, column.present, policy)
    if points == knots.points:
        return column
    thinner = replace(knots, points=points)
    if len(points) < 2:
        return replace(column, content=Nothing())
    return replace(
        column, content=replace(content, knots=thinner) if isinstance(content, Distance) else thinner
    )


def _cases(content: Spreads, policy: Policy) -> Spreads | Nothing:
    """Return cases with as many quantiles as the number of each lets stand so close together, and what they say of all."""
    thinned = (
        (when, count, Knots(spaced(knots.points, count, policy))) for when, count, knots in content.cases
    )
    cases = tuple(case for case in thinned if len(case[2].points) > 1)
    if not cases:
        return Nothing()
    pool = Knots(pooled([(count, knots.points) for _, count, knots in cases]))
    # Of all rows as much is told as of the most that they may be.
    whole = Knots(spaced(pool.points, sum(count for _, count, _ in cases), policy))
    return Spreads(content.given, cases, whole)


def spaced(points: Points, rows: int, policy: Policy) -> Points:
    """Return the quantiles that have a threshold of rows below, between and above, whatever number was rounded."""
    # In halves, so that no share is rounded: the fewest rows are half a base below their number.
    least, needed = Decimal(2 * rows - policy.base), Decimal(2 * policy.threshold)
    kept: list[tuple[str, str]] = []
    reached = Decimal(0)
    for share, place in points:
        if (Decimal(share) - reached) * least >= needed:
            kept.append((share, place))
            reached = Decimal(share)
    while kept and (1 - Decimal(kept[-1][0])) * least < needed:
        del kept[-1]
    return tuple(kept)


def _present(table: TableView, column: ColumnView) -> ColumnView:
    content = column.content
    if not column.present:
        return column
    match content:
        case Categories():
            return replace(column, present=total(content))
        case Conditional(_, cases):
            return replace(column, present=sum(total(some) for _, some in cases))
        case Spreads():
            return replace(column, present=content.shown)
        case _:
            return replace(column, present=max(table.rows - column.missing, 0) or column.present)


@dataclass
class _Work:
    """The repair of one table's numbers: the view as far as it has got, and what is known of replaced numbers."""

    view: View
    name: str
    wider: dict[Address, Range]
    left_out: Counter[tuple[str, str]]
    judged: dict[Block, tuple[tuple[Address, ...], ...]]

    def run(self) -> None:
        """Leave out one number after another until no proof is left."""
        while proofs := self._proofs():
            served = Counter(address for proof in proofs for address in proof)
            rank, _, address = min(
                (rank, -times, address) for address, times in served.items() for rank in self._ranks(address)
            )
            self.view = OFFERS[rank].act(self.view, address, self.wider)
            self.left_out[self.name, OFFERS[rank].rule] += 1

    def _proofs(self) -> list[tuple[Address, ...]]:
        table = self.view.table(self.name)
        found: list[tuple[Address, ...]] = []
        for block in blocks(self.view, table, ranges(self.view, table, self.wider)):
            if block not in self.judged:
                self.judged[block] = tuple(_judged(block, self.view.policy))
            found += (self._useful(proof, block) for proof in self.judged[block])
        return found

    def _useful(self, proof: tuple[Address, ...], block: Block) -> tuple[Address, ...]:
        """Return a proof, or all that was said where nothing of the proof could be left out."""
        if any(True for address in proof for _ in self._ranks(address)):
            return proof
        return tuple(_address(statement.label) for statement in block.statements)

    def _ranks(self, address: Address) -> Iterator[int]:
        return (rank for rank, offer in enumerate(OFFERS) if offer.fits(self.view, address))


def _judged(block: Block, policy: Policy) -> Iterator[tuple[Address, ...]]:
    """Yield the addresses of the numbers that together give a group away, for each such group."""
    try:
        for exposure in audit(block.atoms, block.statements, block.groups, policy):
            yield tuple(map(_address, exposure.proof))
    except ContradictionError as error:
        # Numbers kept from another time may contradict new ones; that tells of people who came or went.
        yield tuple(map(_address, error.labels))


def _address(label: object) -> Address:
    assert isinstance(label, tuple)
    return label
