"""``identifier``: identifiers of health care that cannot belong to anybody, each at most once.

``nhs_number``
    Ten digits that begin with 999, a range that is never issued and is kept for tests, with a valid
    check digit (modulus 11; bodies whose check digit would be 10 do not exist).
``mrn``
    A hospital's own number, by a pattern: a letter and seven digits unless another is given.
``ods_code``
    A code in the manner of the Organisation Data Service, by the pattern ``ZZ[A-HJ-NP-Z][0-9]{3}``.
    Codes of six characters are a letter and five digits in the published coding frames (practices,
    cost centres), and newer codes have five characters; two letters Z, a letter and three digits
    are the shape of none. The range is invented, not reserved: say so in the description.

To add one: a record in `IDENTIFIERS`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns.bijection import Bijection
from manikin.columns.kind import Cells, Fault
from manikin.columns.pattern import DistinctPattern, distinct_texts, pattern_faults
from manikin.model import Column, Spec, Table
from manikin.patterns import parse
from manikin.patterns.canvas import fixed_strings
from manikin.randomness import Integers

_RESERVED = (9, 9, 9)
_BODIES = 10**6
_NHS = "nhs_number"
_NHS_LENGTH = 10


@dataclass(frozen=True)
class Identifier:
    """One sort of identifier: what it is, and its pattern unless it is computed."""

    title: str
    pattern: str | None = None


IDENTIFIERS: Mapping[str, Identifier] = {
    _NHS: Identifier("NHS number of the reserved range 999, with a valid check digit"),
    "mrn": Identifier("hospital number", "[A-Z][0-9]{7}"),
    "ods_code": Identifier("organisation code of a shape that is not issued", "ZZ[A-HJ-NP-Z][0-9]{3}"),
}


def check_digits(body: Integers) -> Integers:
    """Return the check digits of NHS numbers 999 followed by `body`, a number of six digits.

    The nine digits are weighted by 10 down to 2 and summed; the check digit is 11 less the rest of
    the division by 11, and 0 for 11. A result of 10 means that there is no such number (NHS Data
    Model and Dictionary, NHS NUMBER).
    """
    total = np.full(
        body.shape, sum(digit * weight for digit, weight in zip(_RESERVED, (10, 9, 8), strict=True))
    )
    for place, weight in zip((5, 4, 3, 2, 1, 0), (7, 6, 5, 4, 3, 2), strict=True):
        total += body // 10**place % 10 * weight
    rest: Integers = (11 - total % 11) % 11
    return rest


@cache
def _nhs_numbers() -> np.ndarray:
    """Return every valid number of the range as the items of ten bytes of an array."""
    body = np.arange(_BODIES)
    check = check_digits(body)
    valid = check < 10
    number = 999 * 10**7 + body[valid] * 10 + check[valid]
    digits = np.empty((len(number), _NHS_LENGTH), np.uint8)
    for place in range(_NHS_LENGTH):
        digits[:, place] = number // 10 ** (_NHS_LENGTH - 1 - place) % 10 + ord("0")
    return digits.view(f"V{_NHS_LENGTH}")[:, 0]


class _NhsNumbers:
    def __init__(self, column: Column, table: Table, key: int) -> None:
        self._numbers = Bijection(column, table, len(_nhs_numbers()), key)

    def make(self, cells: Cells) -> pa.Array:
        chosen = _nhs_numbers().take(self._numbers.of(cells.positions))
        return fixed_strings(chosen.view(np.uint8).reshape(-1, _NHS_LENGTH))


class IdentifierKind:
    """Identifiers that cannot belong to anybody."""

    NAME = "identifier"
    TITLE = "a checked identifier that belongs to nobody: nhs_number, mrn, ods_code"
    PARAMETERS: Mapping[str, Any] = {
        "type": ["string", "object"],
        "description": "`nhs_number`, `mrn`, `ods_code`, or `{mrn: PATTERN}`.",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            "mrn": {
                "type": "string",
                "minLength": 1,
                "maxLength": 500,
                "description": "The pattern of the number.",
            }
        },
    }
    EXAMPLE: Mapping[str, Any] = {"type": "string", "identifier": "nhs_number"}
    TYPES = frozenset({"string"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield nothing: positions are all it takes."""
        return ()

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield a fault for an unknown identifier, and what is wrong with a pattern."""
        name, pattern = _written(column)
        if name not in IDENTIFIERS:
            near = difflib.get_close_matches(name, IDENTIFIERS, 1)
            mend = f"did you mean {near[0]!r}?" if near else "there are: " + ", ".join(IDENTIFIERS)
            yield Fault("IDENTIFIER01", f"no identifier is called {name!r}", mend, ("identifier",))
        elif pattern is not None:
            at = ("identifier", name) if isinstance(column.parameters, Mapping) else ("identifier",)
            yield from pattern_faults(pattern, column, at, distinct=True)
        elif column.type.max_length is not None and column.type.max_length < _NHS_LENGTH:
            message = f"numbers of {_NHS_LENGTH} digits, where max_length is {column.type.max_length}"
            yield Fault("TEXT01", message, f"write `max_length: {_NHS_LENGTH}`", ("identifier",))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return how many identifiers there are."""
        name, pattern = _written(column)
        if name not in IDENTIFIERS:
            return None
        return len(_nhs_numbers()) if pattern is None else distinct_texts(pattern)

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> DistinctPattern | _NhsNumbers:
        """Return the maker of the column."""
        _, pattern = _written(column)
        if pattern is None:
            return _NhsNumbers(column, table, key)
        return DistinctPattern(column, table, parse(pattern), key)


def _written(column: Column) -> tuple[str, str | None]:
    """Return the identifier's name and its pattern, None if it has none."""
    if isinstance(column.parameters, Mapping):
        return next(iter(column.parameters.items()))
    name = str(column.parameters)
    return name, IDENTIFIERS[name].pattern if name in IDENTIFIERS else None


KIND = IdentifierKind()
