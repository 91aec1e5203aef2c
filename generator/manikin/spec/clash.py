"""An error of the schema library without its words, and what is made of it before it has a place in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manikin.model.draws import Address


@dataclass(frozen=True)
class Finding:
    """A problem of shape.

    `missing` is the key that is not there, `meant` the one that was probably meant, if that is the problem.
    """

    address: Address
    rule: str
    message: str
    mend: str = ""
    key: bool = False
    missing: str = ""
    meant: str = ""


@dataclass(frozen=True)
class Clash:
    """An error of the schema library, less its words."""

    keyword: str
    wanted: Any
    """What the schema has under the keyword."""
    value: Any
    schema: Mapping[str, Any]
    is_name: bool
    """Whether the value is the name of a property."""

    @property
    def meaning(self) -> str:
        """What the schema says belongs here."""
        return str(self.schema.get("description", ""))
