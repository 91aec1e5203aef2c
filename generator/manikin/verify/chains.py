"""The chains of a `states` column as written, each with the SQL of the rows that follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manikin.model import Case, Column, Condition, Distribution, Draw
from manikin.verify.conditions import EVERY, Look, arms
from manikin.verify.paths import UnavailableError
from manikin.verify.sqltext import literal, parse


@dataclass(frozen=True)
class Chain:
    """One chain.

    Parameters
    ----------
    start, transitions, dwell : Mapping
        As written, in the case or beside the cases.
    where : str
        The SQL of a row following this chain.
    label : str
        What to call it.
    """

    start: Mapping[str, float]
    transitions: Mapping[str, Mapping[str, float]]
    dwell: Mapping[str, Mapping[str, Any]]
    where: str = EVERY
    label: str = ""


def chains(column: Column, look: Look) -> tuple[Chain, ...]:
    """Return the chains of a column.

    Raises
    ------
    UnavailableError
        If what chooses them is not told by the files.
    """
    parameters = column.parameters
    if "cases" not in parameters:
        return (Chain(*_parts(parameters, {})),)
    cases = tuple(Case(_when(case), Distribution("states", case)) for case in parameters["cases"])
    return tuple(
        Chain(*_parts(parameters, arm.distribution.parameters), arm.where, arm.label)
        for arm in arms(Draw(None, (), cases), look)
    )


def state(column: Column, name: str) -> str:
    """Return the literal of a state.

    Raises
    ------
    UnavailableError
        If it is not of the column's type.
    """
    try:
        return literal(column.type, parse(column.type, name))
    except ValueError:
        raise UnavailableError("a state is not of the column's type") from None


def _parts(shared: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    both = {**shared, **own}
    return both.get("start", {}), both.get("transitions", {}), both.get("dwell", {})


def _when(case: Mapping[str, Any]) -> tuple[Condition, ...] | None:
    if "when" not in case:
        return None
    return tuple(
        Condition(path, tuple(match) if isinstance(match, list) else match)
        for path, match in case["when"].items()
    )
