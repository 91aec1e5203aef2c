"""Sequences, permutations, identifiers, UUIDs and patterns are as their rule makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from manikin.model import Column, Table
from manikin.verify.build import Build
from manikin.verify.paths import UnavailableError
from manikin.verify.rows import Rows
from manikin.verify.sqltext import quoted
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt

_MRN: Final = "[A-Z][0-9]{7}"
_ODS: Final = "ZZ[A-HJ-NP-Z][0-9]{3}"
_UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def made(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the columns that a rule makes row by row."""
    for column in table.written:
        if column.kind in _RULES:
            subject = Subject(column.kind, "VERIFY12", table.name, column.name)
            yield attempt(subject, partial(_as_made, build, table, column))


def _as_made(build: Build, table: Table, column: Column) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    value = rows.column(column.name)
    kept, broken = _RULES[column.kind](column, value)
    return rows.count(f"{value} IS NOT NULL AND NOT coalesce({kept}, false)"), NoneOf(broken)


def _sequence(column: Column, value: str) -> tuple[str, str]:
    start, step = column.parameters.get("start", 1), column.parameters.get("step", 1)
    return f'{value} = {start} + t."#" * {step}', "values that are not the next of the sequence"


def _permutation(column: Column, value: str) -> tuple[str, str]:
    start = column.parameters.get("start", 1)
    most = column.parameters.get("max", min(10 ** len(str(start)) - 1, 2**53))
    return f"{value} BETWEEN {start} AND {most}", f"values that are not from {start:,} to {most:,}"


def _identifier(column: Column, value: str) -> tuple[str, str]:
    parameters = column.parameters
    if isinstance(parameters, Mapping):
        ((name, pattern),) = parameters.items()
        return matches(value, str(pattern)), f"values that are no {name} of the pattern"
    known = {"nhs_number": nhs_number(value), "mrn": matches(value, _MRN), "ods_code": matches(value, _ODS)}
    if parameters not in known:
        raise UnavailableError(f"the identifier {parameters!r} is not known to verification")
    return known[str(parameters)], f"values that are no valid {parameters}"


def nhs_number(value: str) -> str:
    """Return the SQL of text being an NHS number of the reserved range 999 with its check digit.

    NHS Data Model and Dictionary, NHS NUMBER: the first nine digits are weighted by 10 down to 2; the
    check digit is 11 less the rest of the sum divided by 11, 0 for 11; there is no number for 10.
    """
    terms = " + ".join(
        f"TRY_CAST(substr({value}, {place}, 1) AS INTEGER) * {11 - place}" for place in range(1, 10)
    )
    check = f"(11 - ({terms}) % 11) % 11"
    return f"({matches(value, '999[0-9]{7}')} AND {check} = TRY_CAST(substr({value}, 10, 1) AS INTEGER))"


def matches(value: str, pattern: str) -> str:
    """Return the SQL of text matching a pattern from end to end, by RE2."""
    return f"regexp_full_match({value}, {quoted(pattern)})"


def _uuid(_: Column, value: str) -> tuple[str, str]:
    return matches(value, _UUID), "values that are no UUID of version 4"


def _pattern(column: Column, value: str) -> tuple[str, str]:
    return matches(value, str(column.parameters)), "values that the pattern cannot give"


_RULES: Final[Mapping[str, Callable[[Column, str], tuple[str, str]]]] = {
    "sequence": _sequence,
    "permutation": _permutation,
    "identifier": _identifier,
    "uuid": _uuid,
    "pattern": _pattern,
}
"""For each kind: the SQL of a value as it must be, and what breaks it in the plural."""
