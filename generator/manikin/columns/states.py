"""``states``: a Markov chain along the ordered rows of one parent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns.chains import Chains
from manikin.columns.conditions import parse_scalar
from manikin.columns.kind import Cells, Fault
from manikin.columns.values import from_ruler
from manikin.distributions.weights import Weights
from manikin.model import Column, Spec, Table

Value = bool | int | float | str


def states(column: Column) -> tuple[Value, ...]:
    """Return the states, each a value of the column, in canonical order."""
    parameters = column.parameters
    names = {*parameters["start"], *parameters["transitions"]}
    return tuple(sorted({parse_scalar(column.type, name) for name in names}))


class _Maker:
    """The maker of a chain: the first state by `start`, each further one by the row before."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.states = states(column)
        parameters = column.parameters
        self._start = self._weights(parameters["start"])
        rows = {parse_scalar(column.type, name): row for name, row in parameters["transitions"].items()}
        self._next = tuple(self._weights(rows[state]) for state in self.states)

    def _weights(self, row: Mapping[str, Any]) -> Weights:
        given = {parse_scalar(self.column.type, name): weight for name, weight in row.items()}
        return Weights([given.get(state, 0) for state in self.states])

    def make(self, cells: Cells) -> pa.Array:
        """Return the states; each row has its own uniform, so earlier ones stay if a family grows."""
        u = cells.uniforms(self.column)
        codes = np.zeros(cells.rows, np.int64)
        for place, rows in enumerate(Chains(*cells.families()).walk()):
            if place == 0:
                codes[rows] = self._start.draw(u[rows])
                continue
            before = codes[rows - 1]
            for state, weights in enumerate(self._next):
                leaving = rows[before == state]
                if leaving.size:
                    codes[leaving] = weights.draw(u[leaving])
        if self.column.type.is_ordered:
            return from_ruler(self.column.type, np.array(self.states, np.int64)[codes])
        return pa.DictionaryArray.from_arrays(
            pa.array(codes.astype(np.int32)), pa.array(self.states, pa.string())
        )


class StatesKind:
    """A state for each row that depends on the state of the row before, under the same parent."""

    NAME = "states"
    TITLE = "a state that depends on the one of the row before, under the same parent (a Markov chain)"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "description": "How often the first row is in each state, and how often each state is followed by which.",
        "required": ["start", "transitions"],
        "additionalProperties": False,
        "properties": {
            "start": {
                "type": "object",
                "minProperties": 1,
                "description": "A weight for each state that the first row can be in.",
                "additionalProperties": {"type": "number", "minimum": 0, "description": "The weight."},
            },
            "transitions": {
                "type": "object",
                "minProperties": 1,
                "description": "For every state, a weight for each one that can follow; one that only follows itself is final.",
                "additionalProperties": {
                    "type": "object",
                    "minProperties": 1,
                    "description": "What can follow this state.",
                    "additionalProperties": {"type": "number", "minimum": 0, "description": "The weight."},
                },
            },
        },
    }
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
        """Yield nothing: a state needs the rows before it alone."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong with the states and their weights."""
        if table.parent is None:
            message = f"{table.name} has no parent whose rows could follow one another"
            yield Fault("COLUMN05", message, "give the table `rows: {per: PARENT, …}`, or use `distribution`")
        parameters = column.parameters
        known = parameters["transitions"]
        for at, row in _rows(parameters):
            yield from _row_faults(at, row, known)
        for name in known:
            try:
                parse_scalar(column.type, name)
            except ValueError as error:
                yield _unfit(column, name, error, ("states", "transitions", name))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: states repeat."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(column)


def _rows(parameters: Any) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    yield ("states", "start"), parameters["start"]
    for name, row in parameters["transitions"].items():
        yield ("states", "transitions", name), row


def _row_faults(at: tuple[str, ...], row: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Fault]:
    if not any(row.values()):
        mend = "give at least one state a weight above 0"
        yield Fault("CHOICE03", "the weights are all 0, so no state can follow", mend, at)
    for name in row:
        if name not in known:
            message = f"{name!r} has no line in `transitions`, so nothing says what follows it"
            mend = f"add `{name}: {{…}}` there; `{name}: {{{name}: 1}}` if nothing does"
            yield Fault("STATES01", message, mend, (*at, name))


def _unfit(column: Column, name: str, error: ValueError, at: tuple[str, ...]) -> Fault:
    if column.type.is_text:
        return Fault("CHOICE02", f"{name!r} is {error}", "shorten it, or raise max_length", at)
    message = f"{name!r} is {str(error).partition('; ')[0]}, and the column is {column.type.name}"
    return Fault("CHOICE01", message, "write whole numbers, or give the column the type string", at)


KIND = StatesKind()
