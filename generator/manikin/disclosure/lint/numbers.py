"""Quantiles, means and other numbers: enough people behind each, no extremes, no more digits than are safe."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import COUNTED, Statistic
from manikin.errors import Problem
from manikin.model.draws import Address

_ENDS = frozenset({"min", "max"})
_NO_NUMBERS = COUNTED | {"uniform", "exactly", "bernoulli", "quantiles", "states", "patterns"}
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([T ]00:00(:00(\.0+)?)?)?")
_TIME = re.compile(r"[0-9]{2}:00(:00(\.0+)?)?")
_KNOT_DIGITS, _PARAMETER_DIGITS, _RANK_DECIMALS = 2, 3, 2


def check(lint: Lint) -> Iterator[Problem]:
    """Yield numbers that rest on too few people, or tell too much of one."""
    for statistic in lint.statistics:
        if statistic.what == "missing":
            continue
        yield from _extremes(lint, statistic)
        if statistic.name == "quantiles":
            yield from _quantiles(lint, statistic)
        elif statistic.name not in _NO_NUMBERS and not _is_list(statistic):
            yield from _parameters(lint, statistic)


def enough(lint: Lint, statistic: Statistic) -> Iterator[Problem]:
    """Yield what a number lacks: `n`, or enough people."""
    rules, people = lint.policy(statistic), lint.people(statistic)
    at = statistic.case.address if statistic.case is not None else statistic.address
    if people is None:
        where = "of the case itself " if statistic.case is not None else ""
        message = "this number does not say how many people stand behind it"
        mend = (
            f"write `source: {{from: {statistic.origin.source.name}, n: …}}` {where}with the rounded number"
        )
        yield lint.refuse(at, "DISC07", message, mend)
    elif people < rules.numbers_from:
        message = f"at most {people:,} people stand behind this number, and the policy asks for {rules.numbers_from:,}"
        mend = "take it from more people, or write an assumption in its place and give it no private source"
        yield lint.refuse(statistic.address, "DISC07", message, mend)


def _quantiles(lint: Lint, statistic: Statistic) -> Iterator[Problem]:
    lacking = list(enough(lint, statistic))
    yield from lacking
    rules, people = lint.policy(statistic), lint.people(statistic)
    shares = sorted((float(key), key) for key in statistic.parameters if key not in _ENDS)
    if people is not None and not lacking:
        least = people - rules.base / 2
        for (before, _), (share, key) in pairwise([(0.0, ""), *shares, (1.0, shares[-1][1])]):
            if (share - before) * least < rules.threshold - 1e-6:
                where = (
                    "below the first"
                    if before == 0
                    else "above the last"
                    if share == 1
                    else "between two neighbours"
                )
                message = (
                    f"{where} there may be {(share - before) * least:.1f} people, and the policy asks for {rules.threshold}: "
                    f"of {people:,} people a share is at least {rules.threshold / least:.4f}"
                )
                yield lint.refuse((*statistic.address, key), "DISC04", message, "leave this percentile out")
    for _, key in shares:
        value = statistic.parameters[key]
        if not (_is_coarse(value, _KNOT_DIGITS) or _is_year(statistic, value)):
            message = f"a value with more than {_KNOT_DIGITS} significant digits, or a single day, can be one person's own"
            mend = f"round it to {_KNOT_DIGITS} significant digits; a date to the first of a month, a time to the hour"
            yield lint.refuse((*statistic.address, key), "DISC06", message, mend)


def _parameters(lint: Lint, statistic: Statistic) -> Iterator[Problem]:
    yield from enough(lint, statistic)
    for at, value in _leaves(statistic.address, statistic.parameters):
        if at[-1] in _ENDS or isinstance(value, str):
            continue
        if statistic.what == "correlation":
            bad = -_number(value).normalize().as_tuple().exponent > _RANK_DECIMALS  # type: ignore[operator]
            asked = f"at most {_RANK_DECIMALS} decimals"
        else:
            bad = not _is_coarse(value, _PARAMETER_DIGITS)
            asked = f"at most {_PARAMETER_DIGITS} significant digits"
        if bad:
            message = (
                f"so exact a number changes visibly when one person joins or leaves; it may have {asked}"
            )
            yield lint.refuse(at, "DISC06", message, "round it")


def _extremes(lint: Lint, statistic: Statistic) -> Iterator[Problem]:
    if statistic.name == "calendar":
        for key in ("from", "to"):
            year, month, day = map(int, str(statistic.parameters[key])[:10].split("-"))
            if day != (1 if key == "from" else calendar.monthrange(year, month)[1]):
                message = f"`{key}` is a single day inside a month: the first or last that was seen"
                mend = "write the first and the last day of the months that the extract was asked for"
                yield lint.refuse((*statistic.address, key), "DISC05", message, mend)
        return
    if statistic.name == "choice":
        return
    for at, value in _leaves(statistic.address, statistic.parameters):
        if at[-1] in _ENDS and not _is_bound(value):
            message = f"`{at[-1]}` of numbers learnt from records is the value of one person"
            mend = "leave it out; a limit that holds by definition (0, 1, 100, 999) may stand, or a rule under `checks`"
            yield lint.refuse(at, "DISC05", message, mend)


def _leaves(at: Address, tree: Any) -> Iterator[tuple[Address, Any]]:
    """Yield every number and text in parameters with its place; weights of a list that is not learnt are none."""
    if isinstance(tree, Mapping):
        for key, part in tree.items():
            yield from _leaves((*at, key), part)
    elif isinstance(tree, list):
        for place, part in enumerate(tree):
            yield from _leaves((*at, place), part)
    elif isinstance(tree, int | float | str) and not isinstance(tree, bool):
        yield at, tree


def _is_list(statistic: Statistic) -> bool:
    return isinstance(statistic.parameters, Mapping) and "values" in statistic.parameters


def _number(value: float) -> Decimal:
    return Decimal(repr(value))


def _is_coarse(value: Any, digits: int) -> bool:
    if isinstance(value, str):
        date = _DATE.fullmatch(value)
        return date[3] == "01" if date else bool(_TIME.fullmatch(value))
    return len(_number(value).normalize().as_tuple().digits) <= digits


def _is_year(statistic: Statistic, value: Any) -> bool:
    """Return whether a number is a year, which is as coarse as a birth is told."""
    words = statistic.column.name.lower().split("_") if statistic.column is not None else []
    return bool({"year", "yob"} & set(words)) and isinstance(value, int) and 1000 <= value <= 9999


def _is_bound(value: Any) -> bool:
    """Return whether a limit is one of digits alone: 0, 1, 10, 100 … or 9, 99, 9.99 …, or the ends of a day."""
    if isinstance(value, str):
        return value[:5] in {"00:00", "23:59"} and "-" not in value
    digits = _number(abs(value)).normalize().as_tuple().digits
    return digits in {(0,), (1,)} or set(digits) == {9}
