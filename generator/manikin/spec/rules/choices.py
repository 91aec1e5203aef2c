"""Listed values: each fits the column's type and length, stands once, and some can be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin import distributions
from manikin.columns.conditions import parse_scalar
from manikin.errors import Problem
from manikin.model import DataType, Distribution
from manikin.model.draws import Address
from manikin.spec.rules.context import Context
from manikin.spec.wording import shown

_MOMENTS = frozenset({"date", "datetime", "time"})


def faults(context: Context, distribution: Distribution, datatype: DataType) -> Iterator[Problem]:
    """Yield what is wrong with the values and weights of a choice, or of a zipf over a list."""
    seen: dict[Any, Any] = {}
    for address, value, key in _values(distribution):
        try:
            parsed = parse_scalar(datatype, value)
        except ValueError as error:
            yield _unfit(context, address, value, datatype, str(error), key=key)
            continue
        if parsed in seen:
            again = (
                "stands here twice"
                if seen[parsed] == value
                else f"is the same value as {shown(seen[parsed])}"
            )
            yield context.problem(
                address,
                "CHOICE04",
                f"{shown(value)} {again}",
                "keep one, with the sum of the weights",
                key=key,
            )
        seen.setdefault(parsed, value)
    parameters = distribution.parameters
    if distribution.name == "choice" and isinstance(parameters, Mapping) and not any(parameters.values()):
        message, mend = (
            "the weights are all 0, so nothing can be drawn",
            "give at least one value a weight above 0",
        )
        yield context.problem(distribution.address, "CHOICE03", message, mend, key=True)
    if distribution.name == "zipf":
        for at, message in distributions.faults("zipf", parameters):
            if at[:1] != ("values",):
                yield context.problem((*distribution.address, *at), "DIST02", message, key=not at)


def _values(distribution: Distribution) -> Iterator[tuple[Address, Any, bool]]:
    """Yield each value with its address and whether it is a key there."""
    parameters = distribution.parameters
    if isinstance(parameters, Mapping) and distribution.name == "choice":
        for value in parameters:
            yield (*distribution.address, value), value, True
        return
    where = distribution.address if distribution.name == "choice" else (*distribution.address, "values")
    listed = parameters if distribution.name == "choice" else parameters["values"]
    for place, value in enumerate(listed):
        yield (*where, place), value, False


def _unfit(
    context: Context, address: Address, value: Any, datatype: DataType, reason: str, *, key: bool
) -> Problem:
    if datatype.is_text and isinstance(value, str):
        mend = f"shorten it, or raise max_length to at least {len(value)}"
        return context.problem(address, "CHOICE02", f"{shown(value)} is {reason}", mend, key=key)
    if datatype.name in _MOMENTS:
        mend = f"write a {datatype.name} that exists, in quotes"
        return context.problem(address, "DATE01", f"{shown(value)} is {reason}", mend, key=key)
    what, _, mend = reason.partition("; ")
    message = f"{shown(value)} is {what}, and the column is {datatype.name}"
    mend = mend or f"change the value, or the column's type ({datatype.name})"
    return context.problem(address, "CHOICE01", message, mend, key=key)
