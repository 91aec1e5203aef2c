"""The search for few rows that reach every goal.

Tables without a parent come one after another, those pointed at first. Of each, rows of the evened specification are
looked at in the order of their addresses until every goal was seen often enough or enough rows were looked at;
`setcover` keeps what is needed. What a reference finds depends on how many rows there are to find, so at last the
whole is looked at, and rows are added where something is no longer reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from manikin.columns.paths import target_table
from manikin.columns.relation import relation
from manikin.coverage.coverage import Coverage, Reached
from manikin.coverage.evening import evened
from manikin.coverage.goal import LeftOut, Measure
from manikin.coverage.goals import goals
from manikin.coverage.look import Seen, chosen, look, world
from manikin.coverage.mending import mend
from manikin.coverage.setcover import Hits, choose
from manikin.errors import InfeasibleError, UserError
from manikin.model import FixedRows, Spec
from manikin.plan import Sizes, make_plan
from manikin.randomness import Floats, Integers
from manikin.spec.rules import fanout

FEWEST = 1_024
"""How many rows of a table without a parent are looked at, though every goal was seen."""
MOST = 8_192
"""How many are looked at before a goal counts as not reached."""
MOST_MADE = 200_000
"""How many rows are made at most, with all that descends from them."""
MOST_TRIES = 48
"""How often rows of one table are made, with all that descends from them: it is more than once for each block where
some rows of the evened specification cannot be."""
OFTEN = 3
"""How many rows should reach a goal before the search for it ends."""
_FIRST_CHUNK, _LARGEST_CHUNK = 256, 2_048


def cover(spec: Spec, sizes: Sizes) -> Coverage:
    """Return few rows that reach every goal of a specification that rows were found for.

    Parameters
    ----------
    spec : Spec
        The specification.
    sizes : Sizes
        The seed and the tables that were asked for.

    Raises
    ------
    UserError
        If `sizes` names what is not there.
    InfeasibleError
        If no row of a table can be made.
    """
    if sizes.rows or sizes.scale != 1:
        raise UserError("--coverage chooses the rows itself; leave out --rows and --scale")
    if sizes.defects:
        raise UserError(
            "--coverage makes rows that keep every rule, and --defects breaks some; ask for one of them"
        )
    plan = make_plan(spec, sizes)
    search = _Search(plan.spec, sizes.tables)
    roots = [
        p.table.name for p in plan.tables if p.table.parent is None and isinstance(p.table.rows, FixedRows)
    ]
    for root in roots:
        search.addresses[root] = list(range(max(_PROVISIONAL, search.least_rows(root))))
    for root in roots:
        search.addresses[root] = search.chosen_of(root)
    mend(search)
    return search.result()


def again(spec: Spec, sizes: Sizes, addresses: Mapping[str, Sequence[int]]) -> Coverage:
    """Return what the rows reach that an earlier search chose.

    Raises
    ------
    UserError
        If the specification has no such tables.
    """
    search = _Search(make_plan(spec, sizes).spec, sizes.tables)
    roots = {name for name, root in search.roots.items() if name == root}
    if not set(addresses) <= {name for name in roots if isinstance(spec.tables[name].rows, FixedRows)}:
        raise UserError("the rows chosen are of tables that the specification does not have")
    search.addresses = {name: list(found) for name, found in addresses.items()}
    return search.result()


_PROVISIONAL = 4
"""How many rows a table has while it is not its turn, so that others can point at them."""


class _Search:
    """A search under way."""

    def __init__(self, spec: Spec, tables: tuple[str, ...]) -> None:
        self.spec = spec
        self.evened = evened(spec)
        self.addresses: dict[str, list[int]] = {}
        self.tries = 0
        self.looked_at: dict[str, int] = {}
        self.witnesses: dict[int, list[int]] = {}
        found = list(goals(spec, tables))
        self.left_out = tuple(item for item in found if isinstance(item, LeftOut))
        self.measures: list[tuple[int, Measure]] = []
        self.total = 0
        for item in found:
            if isinstance(item, Measure):
                self.measures.append((self.total, item))
                self.total += len(item.goals)
        self.roots = {p.table.name: p.root for p in make_plan(spec).tables}

    def measures_of(self, root: str) -> list[tuple[int, Measure]]:
        """Return the measures of a table without a parent and of all that descends from it."""
        return [item for item in self.measures if self.roots[item[1].table] == root]

    def numbers_of(self, root: str) -> Integers:
        """Return the numbers of the goals of a table without a parent and its descendants."""
        spans = [np.arange(first, first + len(m.goals)) for first, m in self.measures_of(root)]
        return np.concatenate([np.zeros(0, np.int64), *spans]).astype(np.int64)

    def chosen_of(self, root: str) -> list[int]:
        """Return the addresses of few rows of a table that reach all of its goals that were seen."""
        addresses, hits, costs = self._pool(root)
        picked = choose(hits[:, self.numbers_of(root)], costs).tolist() or [int(np.argmin(costs))]
        wanted = self.least_rows(root)
        spare = [int(row) for row in np.argsort(costs, kind="stable") if row not in set(picked)]
        picked += spare[: max(0, wanted - len(picked))]
        return [int(addresses[row]) for row in sorted(picked)]

    def _pool(self, root: str) -> tuple[Integers, Hits, Floats]:
        """Return the addresses of rows that were looked at, what they reach and what they cost."""
        wanted = self.numbers_of(root)
        seen = np.zeros(self.total, np.int64)
        kept: list[tuple[Integers, Hits, Floats]] = []
        start, size, made = 0, _FIRST_CHUNK, 0
        failure: InfeasibleError | None = None
        self.tries = 0
        while start < MOST and made < MOST_MADE and self.tries < MOST_TRIES:
            if start >= FEWEST and bool((seen[wanted] >= OFTEN).all()):
                break
            block = range(start, start + size)
            found, failure = self._looked(root, block)
            start += size
            size = min(2 * size, _LARGEST_CHUNK) if failure is None else max(1, size // 2)
            for addresses, view in found:
                made += int(view.costs.sum())
                useful = view.hits[:, seen < OFTEN].any(axis=1) | (start <= FEWEST)
                seen += view.hits.sum(axis=0)
                self._remember(addresses, view.hits)
                kept.append((addresses[useful], view.hits[useful], view.costs[useful]))
        self.looked_at[root] = start
        if not any(len(item[0]) for item in kept):
            assert failure is not None
            raise failure
        return (
            np.concatenate([item[0] for item in kept]),
            np.concatenate([item[1] for item in kept]),
            np.concatenate([item[2] for item in kept]),
        )

    def _remember(self, addresses: Integers, hits: Hits) -> None:
        """Keep a few addresses of rows that reach each goal."""
        for goal in np.flatnonzero(hits.any(axis=0)):
            known = self.witnesses.setdefault(int(goal), [])
            if len(known) < OFTEN:
                known += [int(row) for row in addresses[np.flatnonzero(hits[:, goal])[: OFTEN - len(known)]]]

    def _looked(self, root: str, block: range) -> tuple[list[tuple[Integers, Seen]], InfeasibleError | None]:
        """Return what a block of rows reaches, without rows that cannot be, and why those cannot."""
        failure: InfeasibleError | None = None
        found: list[tuple[Integers, Seen]] = []
        waiting = [block]
        while waiting and self.tries < MOST_TRIES:
            here = waiting.pop()
            self.tries += 1
            try:
                seen = self._look(root, list(here), self.measures_of(root))
            except InfeasibleError as error:
                failure = error
                if len(here) > 1:
                    half = here.start + len(here) // 2
                    waiting += [range(half, here.stop), range(here.start, half)]
            else:
                found.append((np.array(here, np.int64), seen))
        return found, failure

    def _look(self, root: str, addresses: list[int], measures: list[tuple[int, Measure]]) -> Seen:
        made = world(self.evened, {**self.addresses, root: addresses})
        return look(made, root, measures, self.total)

    def least_rows(self, root: str) -> int:
        """Return how many rows a table must have so that others can point at different ones of them."""
        least = 1
        for table in self.evened.tables.values():
            for column in table.columns:
                asked = relation(column, table)
                if asked.distinct and asked.within is None and target_table(column) == root:
                    least = max(least, int(fanout.most_per_parent(table, self.evened)))
        return least

    def counts(self, addresses: Mapping[str, list[int]]) -> tuple[Integers, dict[str, int]]:
        """Return how many rows of the whole reach each goal, and the rows of each table."""
        counts = np.zeros(self.total, np.int64)
        rows: dict[str, int] = {}
        made = world(self.evened, addresses)
        for root in addresses:
            seen = look(made, root, self.measures_of(root), self.total)
            counts += seen.counts
            rows |= seen.rows
        return counts, rows

    def result(self) -> Coverage:
        """Return what was found."""
        counts, rows = self.counts(self.addresses)
        reached = [
            Reached(goal, int(counts[first + place]))
            for first, m in self.measures
            for place, goal in enumerate(m.goals)
        ]
        return Coverage(
            spec=chosen(self.evened, self.addresses),
            addresses={name: tuple(found) for name, found in self.addresses.items()},
            goals=tuple(reached),
            left_out=self.left_out,
            rows=rows,
            at_least=self._at_least(counts, rows),
            looked_at=self.looked_at,
        )

    def _at_least(self, counts: Integers, rows: Mapping[str, int]) -> dict[str, int]:
        """Return how many rows each table must have: a row reaches one goal of a measure at most."""
        least = dict.fromkeys(rows, 0)
        for first, measure in self.measures:
            reached = [place for place in range(len(measure.goals)) if counts[first + place]]
            least[measure.table] = max(least[measure.table], len(reached))
            if measure.children is not None:
                child = measure.goals[0].table
                least[child] = max(least[child], sum(measure.children[place] for place in reached))
        return least
