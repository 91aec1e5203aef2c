"""Which values each change moves: those it is about, and as a tree what follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from manikin.review.diff.cells import Counted, count
from manikin.review.diff.change import Change, Count, Follow, RowCount, Values
from manikin.review.diff.graph import ROWS, Ahead, Node, ahead, edges, reached
from manikin.review.diff.matching import Matched
from manikin.review.diff.walk import Found, Walk

_NEW = frozenset({"DIFF-COLUMN-ADDED", "DIFF-TABLE-ADDED"})
_GONE = frozenset({"DIFF-COLUMN-REMOVED", "DIFF-TABLE-REMOVED"})


@dataclass(frozen=True)
class _Spread:
    """How far changes spread: what rests on what on either side, what was found to differ, who touches what."""

    ahead: Ahead
    counted: Counted
    touching: Mapping[Node, int]
    """How many changes are about a node."""

    def tree(self, start: Collection[Node]) -> tuple[Follow, ...]:
        """Return what differs in consequence of some nodes; what another change is about is told there."""
        seen = set(start)
        below: dict[Node, list[tuple[Node, str]]] = {}
        level = sorted(start)
        while level:
            following = []
            for node in level:
                for other, how in sorted(self.ahead.get(node, {}).items()):
                    if other not in seen and other not in self.touching and self.counted.differs(other):
                        seen.add(other)
                        below.setdefault(node, []).append((other, how))
                        following.append(other)
            level = following

        def made(node: Node) -> tuple[Follow, ...]:
            return tuple(
                Follow(other[0], other[1], how, self.count(other), made(other))
                for other, how in below.get(node, ())
            )

        return tuple(follow for node in sorted(start) for follow in made(node))

    def count(self, node: Node) -> Count | RowCount | None:
        """Return what was counted of a column, or of the rows of a table."""
        return self.counted.rows.get(node[0]) if node[1] == ROWS else self.counted.columns.get(node)


def with_values(walk: Walk) -> tuple[list[Found], str]:
    """Return the changes found with the values they move, and why some could not be counted."""
    matched = walk.matched
    is_reseeded = walk.old.spec.seed != walk.new.spec.seed
    if is_reseeded:
        # Told by itself: what else changed is counted as if the seed had stayed.
        matched = Matched(replace(walk.old.spec, seed=walk.new.spec.seed), walk.new.spec)
    touching = Counter(node for found in walk.found for node in found.touches)
    both = ahead(edges(matched.new), matched.renamed(edges(matched.old)))
    counted = count(matched, reached(touching, both)) if touching else Counted()
    spread = _Spread(both, counted, touching)
    reach = {found.change.id: reached(found.touches, both) for found in walk.found}
    return [_one(found, walk.found, spread, reach) for found in walk.found], counted.refused


def _one(found: Found, everything: list[Found], spread: _Spread, reach: Mapping[str, set[Node]]) -> Found:
    change, mine = found.change, found.touches
    if change.rule == "DIFF-SEED":
        return _with(found, Values(every=True))
    if change.rule in _NEW | _GONE:
        names = (change.address,)
        return _with(
            found,
            Values(new=names if change.rule in _NEW else (), gone=names if change.rule in _GONE else ()),
        )
    told = {spread.count(node) for node in sorted(mine)}
    counts = tuple(count for count in told if isinstance(count, Count))
    rows = tuple(count for count in told if isinstance(count, RowCount))
    follows = spread.tree(mine)
    differing = {node for node in mine if spread.counted.differs(node)} | _nodes(follows)
    together = tuple(
        other.change.id
        for other in everything
        if other is not found and other.touches and differing & reach[other.change.id]
    )
    values = Values(
        counts=tuple(sorted(counts, key=lambda c: (c.table, c.column))),
        rows=tuple(sorted(rows, key=lambda r: r.table)),
        follows=follows,
        together=together,
    )
    return _with(found, values)


def _nodes(follows: tuple[Follow, ...]) -> set[Node]:
    found = set()
    for follow in follows:
        found |= {(follow.table, follow.column)} | _nodes(follow.follows)
    return found


def _with(found: Found, values: Values) -> Found:
    made: Change = replace(found.change, values=values)
    return Found(made, found.touches)
