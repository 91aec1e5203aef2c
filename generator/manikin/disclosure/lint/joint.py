"""The joint table of several tables of counts: what each published number says of its smallest groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import prod

import numpy as np

from manikin.disclosure.bounds import Exposure, Statement
from manikin.disclosure.lint.tables import Axis, Cell, CountTable, condition
from manikin.disclosure.policy import Policy
from manikin.model import Case

Mask = np.ndarray


@dataclass(frozen=True)
class Ways:
    """What a reader thinks of what is not listed.

    Parameters
    ----------
    has_rest : bool
        That there may be rows, and any number of them, that no table names.
    is_hidden_small : bool
        That a number that is not told is below the threshold.
    is_kept : bool
        That a number may have been kept from an earlier version, and the truth have moved away from it since.
    """

    has_rest: bool = False
    is_hidden_small: bool = True
    is_kept: bool = False

    def range_of(self, count: float, rules: Policy) -> tuple[int, int]:
        """Return the fewest and the most people behind a number that is told."""
        if not self.is_kept:
            return rules.could_be(int(count))
        apart = rules.threshold + rules.base // 2
        return max(0, int(count) - apart), int(count) + apart

    def most_hidden(self, rules: Policy) -> int:
        """Return the most people behind a number that is not told; beside kept numbers a new one comes in late."""
        return 2 * rules.threshold - 2 if self.is_kept else rules.threshold - 1


class Joint:
    """The smallest groups that some tables tell apart together.

    Parameters
    ----------
    tables : sequence of CountTable
        The tables.
    ways : Ways
        What is thought of what is not listed.
    """

    def __init__(self, tables: Sequence[CountTable], ways: Ways) -> None:
        self.tables = tuple(tables)
        self.ways = ways
        names = dict.fromkeys(name for table in tables for name in table.axes)
        missing = {table.target for table in tables if table.has_missing}
        self.axes = {name: Axis(name, tables, has_rest=ways.has_rest or name in missing) for name in names}

    @property
    def size(self) -> int:
        """How many smallest groups there are."""
        return prod(len(axis) for axis in self.axes.values())

    @cached_property
    def _atoms(self) -> np.ndarray:
        return np.arange(self.size).reshape([len(axis) for axis in self.axes.values()])

    def _spread(self, name: str, mask: Mask) -> Mask:
        """Return the mask of one axis in the shape of all."""
        shape = [len(axis) if other == name else 1 for other, axis in self.axes.items()]
        return mask.reshape(shape)

    def _all(self) -> Mask:
        return np.ones([1] * len(self.axes), np.bool_)

    def case(self, table: CountTable, case: Case | None) -> Mask:
        """Return where a case holds."""
        if case is None:
            return self._all()
        if case.when is None:
            others = [self.case(table, other) for other in table.cases if other.when is not None]
            mask: Mask = ~reduce(np.logical_or, others, ~self._all())
            return mask
        mask = self._all()
        for place, name in enumerate(table.given):
            match = condition(case, table, place, self.axes[name].type)
            if match is not None:
                mask = mask & self._spread(name, self.axes[name].mask(match))
        return mask

    def atoms(self, mask: Mask) -> tuple[int, ...]:
        """Return the smallest groups inside a mask."""
        found = self._atoms[np.broadcast_to(mask, self._atoms.shape)]
        return tuple(int(atom) for atom in found)

    def cell(self, table: CountTable, cell: Cell) -> tuple[int, ...]:
        """Return the smallest groups that a number counts."""
        axis = self.axes[table.target]
        label = self._spread(table.target, axis.mask(axis.label(cell.label)))
        return self.atoms(self.case(table, cell.case) & label)

    def statements(self, rules: Policy) -> Iterator[Statement]:
        """Yield what every number says, and what follows from those that are not told."""
        for table in self.tables:
            for cell in table.cells:
                if cell.count:
                    least, most = self.ways.range_of(cell.count, rules)
                    yield Statement(self.cell(table, cell), least, most, cell.address)
            if self.ways.is_hidden_small:
                for atoms, at in self.hidden(table):
                    yield Statement(atoms, 0, self.ways.most_hidden(rules), at)

    def hidden(self, table: CountTable) -> Iterator[tuple[tuple[int, ...], tuple[str | int, ...]]]:
        """Yield the groups that a table has no number for, with the place of their case."""
        axis = self.axes[table.target]
        named = {label for other in self.tables if other.target == table.target for label in _labels(other)}
        for case in table.cases or (None,):
            shown = {cell.label for cell in table.cells if cell.case is case and cell.count}
            where = self.case(table, case)
            at = case.address if case is not None else table.address
            for label in sorted(named - shown):
                mask = axis.mask(axis.label(label))
                told = [axis.mask(axis.label(other)) for other in shown]
                if not any((mask & other).any() for other in told):
                    atoms = self.atoms(where & self._spread(table.target, mask))
                    if atoms:
                        yield atoms, at

    def totals(self, others: Sequence[CountTable], rules: Policy) -> Iterator[Statement]:
        """Yield what tables of other columns say of all rows, or of the cases that they share with these.

        Rows with a value that is not listed come on top. Where a reader thinks that there are any number of them,
        nothing follows.
        """
        for table in others if not self.ways.has_rest else ():
            is_known = bool(table.given) and set(table.given) <= set(self.axes)
            named = len({cell.label for cell in table.cells})
            for case in table.cases if is_known else (None,):
                inside = [cell for cell in table.cells if cell.count and (not is_known or cell.case is case)]
                least = sum(self.ways.range_of(cell.count, rules)[0] for cell in inside)
                most = sum(self.ways.range_of(cell.count, rules)[1] for cell in inside)
                # One more part than is listed anywhere: values that few have in every case.
                most += (named + 1 - len(inside)) * self.ways.most_hidden(rules)
                is_closed = self.ways.is_hidden_small and not table.has_missing and is_known
                atoms = self.atoms(self.case(table, case))
                if least and atoms:
                    at = case.address if case is not None else table.address
                    yield Statement(atoms, least, most if is_closed else None, at)

    def groups(self) -> list[tuple[int, ...]]:
        """Return the groups to judge: hidden numbers, and every stretch between cuts with every label."""
        found: dict[tuple[int, ...], None] = {}
        for table in self.tables:
            if not table.given:
                found.update(dict.fromkeys(atoms for atoms, _ in self.hidden(table)))
                continue
            hidden: dict[object, list[int]] = {}
            for atoms, at in self.hidden(table):
                found[atoms] = None
                hidden.setdefault(at, []).extend(atoms)
            found.update(dict.fromkeys(tuple(sorted(set(group))) for group in hidden.values()))
            found.update(dict.fromkeys(self._crossed(table)))
        return [group for group in found if group]

    def _crossed(self, table: CountTable) -> Iterator[tuple[int, ...]]:
        """Yield the parts of the given columns, by themselves and with every label."""
        axis = self.axes[table.target]
        labels = [self._all()] + [
            self._spread(table.target, axis.mask(axis.label(label))) for label in sorted(_labels(table))
        ]
        masks: list[Mask] = [self._all()]
        for name in table.given:
            runs = [self._spread(name, mask) for mask in self.axes[name].runs()]
            masks = [mask & run for mask in masks for run in runs][:_MOST_PARTS]
        for mask in masks:
            for label in labels:
                yield self.atoms(mask & label)

    def alone(self, statements: Sequence[Statement], rules: Policy) -> tuple[Exposure, ...]:
        """Return hidden numbers that must be above none since a total has no other hidden part."""
        found = []
        for table in self.tables:
            cells = [
                (self.cell(table, c), self.ways.range_of(c.count, rules)[1], c.address)
                for c in table.cells
                if c.count
            ]
            for place, (group, at) in enumerate(self.hidden(table)):
                for total in statements:
                    inside = [c for c in cells if set(c[0]) <= set(total.atoms)]
                    parts = set(group).union(*(c[0] for c in inside))
                    least = total.least - sum(most for _, most, _ in inside)
                    if parts == set(total.atoms) and parts != set(group) and least >= 1:
                        proof = (total.label, at, *(address for _, _, address in inside))
                        found.append(Exposure(place, least, rules.threshold - 1, proof))
        return tuple(found)


_MOST_PARTS = 2_000


def _labels(table: CountTable) -> set[str]:
    return {cell.label for cell in table.cells}
