"""What the columns and constants that a check names can be, in the form that its condition is judged by."""

from __future__ import annotations

from fractions import Fraction

from manikin.columns.expression import constants
from manikin.expressions.possible import Look
from manikin.expressions.reach import Reach
from manikin.model import DataType, Table
from manikin.model.datatype import TICKS
from manikin.spec.rules import facts
from manikin.spec.rules.context import Context

_MOST_NAMED = 6


def reaches(context: Context, table: Table) -> Look:
    """Return what tells of each path of a row of `table` what it can be."""

    def look(path: str) -> Reach | None:
        if path in context.spec.constants and path not in table.by_name:
            return None if path not in constants(context.spec) else _constant(context.spec.constants[path])
        route = context.route(path, table)
        if route is None or not context.is_sound(route.column.address):
            return None
        return _reach(path, route.column.type, facts.domain(route, context.spec))

    return look


def _constant(value: object) -> Reach | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return Reach("number", Fraction(value), Fraction(value), is_whole=True)


def _reach(path: str, datatype: DataType, domain: facts.Domain) -> Reach | None:
    if datatype.is_text:
        return _texts(path, domain)
    unit = _unit(datatype)
    if unit is None:
        return None
    low, high = domain.low, domain.high
    if domain.values:
        numbers = [float(value) for value in domain.values if not isinstance(value, str)]
        low, high = min(numbers), max(numbers)
    # As written: 0.1 is a tenth, as it is in the text of a check, and not the binary number next to it.
    ends = [Fraction(repr(end)) * unit if abs(end) != float("inf") else end for end in (low, high)]
    return Reach(
        "number" if datatype.name in {"integer", "decimal", "float"} else "moment",
        ends[0],
        ends[1],
        step=unit if datatype.is_discrete else Fraction(0),
        text=_between(path, datatype, low, high),
        is_whole=datatype.name == "integer",
    )


def _unit(datatype: DataType) -> Fraction | None:
    """Return how much a unit of the type's ruler is in numbers or seconds; None for types that are not compared."""
    match datatype.name:
        case "integer" | "float":
            return Fraction(1)
        case "decimal":
            return Fraction(1, 10**datatype.scale)
        case "date":
            return Fraction(86_400)
        case "datetime" if datatype.timezone is None:
            return Fraction(1, TICKS[datatype.precision])
        case _:
            return None


def _texts(path: str, domain: facts.Domain) -> Reach | None:
    if domain.values is None:
        return None
    values = sorted(str(value) for value in domain.values)
    named = ", ".join(values[:_MOST_NAMED]) + (", …" if len(values) > _MOST_NAMED else "")
    return Reach("text", values=frozenset(values), text=f"{path} is one of {named}")


def _between(path: str, datatype: DataType, low: float, high: float) -> str:
    unbounded = float("inf")
    if low == -unbounded and high == unbounded:
        return f"{path} can be any {datatype.name}"
    if low == -unbounded:
        return f"{path} is at most {datatype.show(high)}"
    if high == unbounded:
        return f"{path} is at least {datatype.show(low)}"
    return f"{path} is from {datatype.show(low)} to {datatype.show(high)}"
