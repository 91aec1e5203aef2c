"""What a family of checks is: a function that gives every check of one kind for one table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from manikin.model import Table
from manikin.verify.build import Build
from manikin.verify.verification import Found


class Family(Protocol):
    """Gives the checks of one kind."""

    def __call__(self, build: Build, table: Table) -> Iterator[Found]:
        """Yield the checks for a table of the build, and the results of those that cannot be carried out."""
