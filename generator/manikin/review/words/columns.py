"""How each column is filled, in one sentence: one function for each way, by its name in the specification."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from manikin.columns.parts import PARTS
from manikin.model import Column, DataType
from manikin.review.words import numbers

_TYPES: Final = {
    "string": "text",
    "uuid": "identifier",
    "integer": "whole number",
    "decimal": "number",
    "float": "number",
    "boolean": "true or false",
    "date": "date",
    "time": "time of day",
    "datetime": "date and time",
}
_AGGREGATES: Final = {"sum": "sum", "min": "least", "max": "greatest", "mean": "mean"}


def type_of(datatype: DataType) -> str:
    """Return a type in words."""
    said = _TYPES[datatype.name]
    if datatype.name == "decimal":
        return f"{said}, {numbers.plural(datatype.scale, 'decimal place')}"
    return (
        f"{said}, at most {numbers.number(datatype.max_length)} characters" if datatype.max_length else said
    )


def fill(column: Column) -> str:
    """Return how a column is filled, as a sentence without its full stop."""
    return FILLS[column.kind](column, column.parameters)


def _distribution(column: Column, _: Any) -> str:
    if column.draw is not None and column.draw.given:
        return f"drawn; which way depends on {numbers.listed(list(column.draw.given))}"
    return "drawn"


def _sequence(_: Column, p: Any) -> str:
    step = p.get("step", 1)
    return f"numbered in order from {p.get('start', 1)}" + (f", {step} apart" if step != 1 else "")


def _permutation(_: Column, p: Any) -> str:
    return f"numbers from {p.get('start', 0)} on, each once, in no order"


def _identifier(_: Column, p: Any) -> str:
    name = p if isinstance(p, str) else next(iter(p))
    return f"an invented identifier ({name}) that belongs to nobody"


def _uuid(_: Column, __: Any) -> str:
    return "a random identifier"


def _references(_: Column, p: Any) -> str:
    if isinstance(p, str):
        return f"refers to a row of {p}"
    told = [f"refers to a row of {p['table']}"]
    if p.get("part"):
        told.append(f"of its kind {p['part']}")
    if p.get("within"):
        told.append(f"within the same {p['within']}")
    if p.get("earlier"):
        told.append("only earlier ones")
    if p.get("distinct"):
        told.append("never the same twice")
    if p.get("levels"):
        told.append(f"at most {p['levels']} levels deep")
    return ", ".join(told)


def _ordinal(_: Column, p: Any) -> str:
    return f"counted from {p.get('start', 1)} under each parent"


def _copy(_: Column, p: Any) -> str:
    return f"copied from {p}"


def _lookup(_: Column, p: Any) -> str:
    return f"looked up in {p['table']} by {p['by']}: its {p['column']}"


def _expression(_: Column, p: Any) -> str:
    return f"worked out: {p}"


def _after(_: Column, p: Any) -> str:
    return f"a drawn distance after {p.get('column', p.get('value'))}"


def _before(_: Column, p: Any) -> str:
    return f"a drawn distance before {p.get('column', p.get('value'))}"


def _events(_: Column, p: Any) -> str:
    if "end_of" in p:
        return f"the end of what begins at {p['end_of']}" + (", without gaps" if p.get("gapless") else "")
    until = f" until {p['until']}" if p.get("until") else ""
    return f"times in order from {p['from']}{until}"


def _states(_: Column, __: Any) -> str:
    return "depends on the row before"


def _aggregate(_: Column, p: Any) -> str:
    where = f" where {p['where']}" if p.get("where") else ""
    if p["by"] == "count":
        return f"how many rows of {p['of']} there are{where}"
    return f"the {_AGGREGATES[p['by']]} of {p['of']}{where}"


def _pattern(_: Column, p: Any) -> str:
    return f"text by the pattern {p}, every one equally likely"


def _template(_: Column, p: Any) -> str:
    return f"put together as {p}"


def _faker(_: Column, p: Any) -> str:
    return f"invented text ({p}) from a public word list"


def _constant(_: Column, p: Any) -> str:
    return f"always {str(p).lower() if isinstance(p, bool) else p}"


def _file(_: Column, __: Any) -> str:
    return "as in the file"


def _parts(_: Column, __: Any) -> str:
    return "filled by the kinds of rows below"


FILLS: Mapping[str, Callable[[Column, Any], str]] = {
    "distribution": _distribution,
    "sequence": _sequence,
    "permutation": _permutation,
    "identifier": _identifier,
    "uuid": _uuid,
    "references": _references,
    "ordinal": _ordinal,
    "copy": _copy,
    "lookup": _lookup,
    "expression": _expression,
    "after": _after,
    "before": _before,
    "events": _events,
    "states": _states,
    "aggregate": _aggregate,
    "pattern": _pattern,
    "template": _template,
    "faker": _faker,
    "constant": _constant,
    "file": _file,
    PARTS: _parts,
}
"""One for each way to fill a column, those of files and of parts included."""
