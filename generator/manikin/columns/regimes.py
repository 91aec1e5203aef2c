"""The chains of a `states` column: one for all rows, or several of which the `given` columns choose one.

Reads the parameters as written; judges and draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from manikin.columns.conditions import matcher
from manikin.columns.dispatch import tried
from manikin.columns.distance import SECONDS
from manikin.columns.kind import Cells
from manikin.columns.paths import resolve
from manikin.distributions import schema
from manikin.model import Case, Column, Condition, Distribution, Draw, Spec, Table
from manikin.randomness import Integers

Address = tuple[str | int, ...]
PARTS: Final = ("start", "transitions", "dwell")
"""What a chain consists of; each stands for all cases together, or in every case."""
_SCALAR: Final = ["string", "integer", "number", "boolean", "null"]


@dataclass(frozen=True)
class Regime:
    """One chain, and for which rows it holds.

    Parameters
    ----------
    when : tuple of Condition or None
        What must hold for a row to follow this chain; None for all others.
    parts : Mapping of str to Mapping
        What is written of `PARTS`.
    at : Mapping of str to Address
        Where each part stands, below the column.
    """

    when: tuple[Condition, ...] | None
    parts: Mapping[str, Mapping[str, Any]]
    at: Mapping[str, Address]

    def part(self, name: str) -> Mapping[str, Any]:
        """Return one of `PARTS`; empty where it is not written."""
        return self.parts.get(name, {})


def regimes(column: Column) -> tuple[Regime, ...]:
    """Return the chains of a column, in the order of its cases."""
    parameters = column.parameters
    shared = {name: parameters[name] for name in PARTS if name in parameters}
    places: dict[str, Address] = {name: ("states", name) for name in PARTS}
    if "cases" not in parameters:
        return (Regime(None, shared, places),)
    found = []
    for number, (case, when) in enumerate(zip(parameters["cases"], _conditions(column), strict=True)):
        own = {name: case[name] for name in PARTS if name in case}
        at: dict[str, Address] = {name: ("states", "cases", number, name) for name in own}
        found.append(Regime(when, {**shared, **own}, {**places, **at}))
    return tuple(found)


def draw(column: Column) -> Draw | None:
    """Return the cases of a column's chains as those of a draw, to be judged like others; None without any."""
    parameters = column.parameters
    if "cases" not in parameters:
        return None
    address = (*column.address, "states")
    cases = tuple(
        Case(when, Distribution("states", case), (*address, "cases", number))
        for number, (case, when) in enumerate(zip(parameters["cases"], _conditions(column), strict=True))
    )
    return Draw(None, tuple(parameters.get("given", ())), cases, address)


def _conditions(column: Column) -> Iterator[tuple[Condition, ...] | None]:
    for number, case in enumerate(column.parameters["cases"]):
        address = (*column.address, "states", "cases", number, "when")
        when = case.get("when")
        yield (
            None
            if when is None
            else tuple(
                Condition(path, tuple(match) if isinstance(match, list) else match, (*address, path))
                for path, match in when.items()
            )
        )


class Choice:
    """Which chain each row follows, made ready."""

    def __init__(self, column: Column, table: Table, spec: Spec) -> None:
        self._tests = [
            None
            if regime.when is None
            else tuple(
                (condition.path, matcher(condition, there), there)
                for condition in regime.when
                for there in [resolve(condition.path, table, spec).column.type]
            )
            for regime in regimes(column)
        ]

    def of(self, cells: Cells) -> Integers:
        """Return the number of each row's chain; shape (rows,)."""
        found = np.zeros(cells.rows, np.int64)
        for number, rows in tried(self._tests, cells):
            found[rows] = number
        return found


def _weights(description: str) -> dict[str, Any]:
    return {
        "type": "object",
        "minProperties": 1,
        "description": description,
        "additionalProperties": {"type": "number", "minimum": 0, "description": "The weight."},
    }


def _parts() -> dict[str, Any]:
    return {
        "start": _weights("A weight for each state that the first row can be in."),
        "transitions": {
            "type": "object",
            "minProperties": 1,
            "description": "For every state, a weight for each one that can follow; one that only follows itself is final.",
            "additionalProperties": _weights("What can follow this state."),
        },
        "dwell": {
            "type": "object",
            "minProperties": 1,
            "description": "For every state, how long it lasts, for times that say `dwell_of`.",
            "additionalProperties": {**schema(), "description": "How long this state lasts."},
        },
    }


def _cases() -> dict[str, Any]:
    when = {
        "type": "object",
        "minProperties": 1,
        "description": "What each named column must be.",
        "additionalProperties": {
            "type": [*_SCALAR, "array"],
            "description": "What the column must be for the case to hold.",
            "minItems": 1,
            "items": {"type": _SCALAR},
        },
    }
    source = {
        "type": ["string", "object"],
        "description": "Where the numbers come from: a name in `sources`, or `{from: NAME, n: PEOPLE}`.",
        "additionalProperties": False,
        "required": ["from"],
        "properties": {
            "from": {"type": "string", "description": "A name in `sources`."},
            "n": {"type": "integer", "minimum": 0, "description": "How many people stand behind it."},
        },
    }
    return {
        "type": "array",
        "minItems": 1,
        "description": "Chains of which exactly one must hold for each row, by the `given` columns.",
        "items": {
            "type": "object",
            "description": "One case.",
            "additionalProperties": False,
            "properties": {
                "when": when,
                "otherwise": {"const": True, "description": "Every row that no other case holds for."},
                **_parts(),
                "source": source,
            },
        },
    }


PARAMETERS: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "How often the first row is in each state, and how often each state is followed by which.",
    "additionalProperties": False,
    "properties": {
        **_parts(),
        "unit": {"enum": list(SECONDS), "description": "The unit of the times under `dwell`."},
        "given": {
            "type": "array",
            "minItems": 1,
            "description": "The columns that choose the chain, as paths.",
            "items": {"type": "string", "pattern": r"^[A-Za-z_][A-Za-z0-9_.]*$"},
        },
        "cases": _cases(),
    },
}
"""JSON Schema of what stands under `states`."""
