"""``states``: a Markov chain along the ordered rows of one parent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns import regimes, state_faults
from manikin.columns.chains import Chains
from manikin.columns.conditions import parse_scalar
from manikin.columns.draw import needs as draw_needs
from manikin.columns.kind import Cells, Fault
from manikin.columns.values import from_ruler
from manikin.distributions.weights import Weights
from manikin.model import Column, Spec, Table
from manikin.randomness import Integers

Value = bool | int | float | str


def states(column: Column) -> tuple[Value, ...]:
    """Return the states, each a value of the column, in canonical order."""
    names = {
        name
        for regime in regimes.regimes(column)
        for part in ("start", "transitions")
        for name in regime.part(part)
    }
    return tuple(sorted({parse_scalar(column.type, name) for name in names}))


class _Maker:
    """The maker of a chain: the first state by `start`, each further one by the row before."""

    def __init__(self, column: Column, table: Table, spec: Spec) -> None:
        self.column = column
        self.states = states(column)
        self._choice = regimes.Choice(column, table, spec)
        chains = regimes.regimes(column)
        self._start = tuple(self._weights(chain.part("start")) for chain in chains)
        self._next = tuple(
            weights for chain in chains for weights in self._following(chain.part("transitions"))
        )

    def _following(self, transitions: Mapping[str, Any]) -> Iterable[Weights]:
        """Yield the weights of what follows each state; of one that this chain has no line for, itself."""
        rows = {parse_scalar(self.column.type, name): row for name, row in transitions.items()}
        for place, state in enumerate(self.states):
            if state in rows:
                yield self._weights(rows[state])
            else:
                yield Weights([float(other == place) for other in range(len(self.states))])

    def _weights(self, row: Mapping[str, Any]) -> Weights:
        given = {parse_scalar(self.column.type, name): weight for name, weight in row.items()}
        return Weights([given.get(state, 0) for state in self.states])

    def make(self, cells: Cells) -> pa.Array:
        """Return the states; each row has its own uniform, so earlier ones stay if a family grows."""
        u = cells.uniforms(self.column)
        chain = self._choice.of(cells)
        codes = np.zeros(cells.rows, np.int64)
        for place, rows in enumerate(Chains(*cells.families()).walk()):
            if place == 0:
                _draw(self._start, chain[rows], rows, u, codes)
            else:
                _draw(self._next, chain[rows] * len(self.states) + codes[rows - 1], rows, u, codes)
        if self.column.type.is_ordered:
            return from_ruler(self.column.type, np.array(self.states, np.int64)[codes])
        return pa.DictionaryArray.from_arrays(
            pa.array(codes.astype(np.int32)), pa.array(self.states, pa.string())
        )


def _draw(weights: tuple[Weights, ...], which: Integers, rows: Integers, u: Any, codes: Integers) -> None:
    """Draw the states of some rows, each by the weights that it is told, into `codes`."""
    for number in np.unique(which):
        chosen = rows[which == number]
        codes[chosen] = weights[number].draw(u[chosen])


class StatesKind:
    """A state for each row that depends on the state of the row before, under the same parent."""

    NAME = "states"
    TITLE = "a state that depends on the one of the row before, under the same parent (a Markov chain)"
    PARAMETERS: Mapping[str, Any] = regimes.PARAMETERS
    EXAMPLE: Mapping[str, Any] = {
        "type": "string",
        "states": {
            "start": {"ward": 4, "ICU": 1},
            "transitions": {
                "ward": {"ward": 6, "ICU": 1, "home": 3},
                "ICU": {"ICU": 2, "ward": 3},
                "home": {"home": 1},
            },
        },
    }
    TYPES = frozenset({"integer", "string"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield what chooses the chain; a state itself needs the rows before it alone."""
        return draw_needs(regimes.draw(column))

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong with the states, their weights and their times."""
        if table.parent is None:
            message = f"{table.name} has no parent whose rows could follow one another"
            yield Fault("COLUMN05", message, "give the table `rows: {per: PARENT, …}`, or use `distribution`")
        yield from state_faults.faults(column, table, spec)

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: states repeat."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(column, table, spec)


KIND = StatesKind()
