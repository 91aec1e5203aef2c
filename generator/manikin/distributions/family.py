"""What a family of distributions must offer, and the words its schema is written in.

A family is a module of this package with the members of `Family` or `CountFamily`. To add one: a
module here and its name in `manikin.distributions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from manikin.randomness import Floats

Parameters = Mapping[str, Any]
"""Parameters as plain numbers on the column's ruler."""
Fault = tuple[tuple[str | int, ...], str]
"""The address of a problem below the parameters, and the problem in words."""
Tails = tuple[Floats, Floats]
"""Lower and upper probabilities that add up to 1; the smaller one is accurate."""
Interval = tuple[float, float]


class Described(Protocol):
    """What every distribution says about itself."""

    NAME: str
    """The key of the specification."""
    TITLE: str
    """One line for the language reference."""
    PARAMETERS: Mapping[str, Any]
    """JSON Schema of the parameters; the only place their limits are written. ``x-manikin-unit`` says
    whether a number is a ``location`` on the ruler, a ``spread`` in its units, or a plain ``number``.
    """
    EXAMPLE: Any
    """Valid parameters, as they stand in a specification."""

    def __hash__(self) -> int:
        """Return the hash of the module, so that tables can be kept by family and parameters."""

    def faults(self, parameters: Any) -> Iterator[Fault]:
        """Yield what is wrong beyond the schema. Called only if the schema holds."""


class Family(Described, Protocol):
    """A continuous distribution."""

    IS_CLOSED: bool
    """Whether `quantile` is exact arithmetic and has corners, so that it is evaluated as it stands
    instead of by a table.
    """

    def support(self, parameters: Parameters) -> Interval:
        """Return the least and the greatest value, which may be infinite."""

    def quantile(self, parameters: Parameters, p: Floats, q: Floats) -> Floats:
        """Return the values below which lie `p` and above which lie `q` = 1 - `p`, shape of `p`.

        The smaller of the two is used. An element does not depend on the others of the array.
        """

    def cdf(self, parameters: Parameters, x: Floats) -> Tails:
        """Return the probabilities below and above `x`, shapes of `x`, each accurate where small."""


class CountFamily(Described, Protocol):
    """A distribution of whole numbers from 0 or 1."""

    def masses(self, parameters: Parameters, low: int, high: int) -> tuple[int, Floats]:
        """Return the first whole number from `low` to `high` that has any mass, and weights from it on.

        The weights are probabilities up to a common factor; they end where nothing is left.
        """


def location(description: str, **default: float) -> dict[str, Any]:
    """Return the schema of a place on the ruler: a number, or a date or time as text.

    A default is written as a specification would, and so has to be put on the ruler like any other place.
    """
    return {"type": ["number", "string"], "description": description, **default, "x-manikin-unit": "location"}


def spread(description: str) -> dict[str, Any]:
    """Return the schema of a distance above 0 in the column's units."""
    return {"type": "number", "exclusiveMinimum": 0, "description": description, "x-manikin-unit": "spread"}


def number(description: str, **limits: Any) -> dict[str, Any]:
    """Return the schema of a plain number."""
    return {"type": "number", **limits, "description": description, "x-manikin-unit": "number"}


def whole(description: str, **limits: Any) -> dict[str, Any]:
    """Return the schema of a whole number."""
    return {"type": "integer", **limits, "description": description, "x-manikin-unit": "number"}


def record(description: str, required: tuple[str, ...], /, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object with these properties and no others."""
    return {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "required": list(required),
        "properties": {name.rstrip("_"): schema for name, schema in properties.items()},
    }


def no_faults(parameters: Any) -> Iterator[Fault]:  # noqa: ARG001 - what `Described` asks for
    """Yield nothing: the schema says all there is to say."""
    return iter(())
