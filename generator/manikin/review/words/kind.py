"""What a kind of statistic must offer: which there are in a specification, and their words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from manikin.columns.parts import part_name
from manikin.model import Spec, Table
from manikin.review.words.form import Subject


class Kind(Protocol):
    """A module of this package that tells one kind of statistic."""

    NAME: str
    """What it is called."""

    def subjects(self, table: Table, spec: Spec, /) -> Iterator[Subject]:
        """Yield what there is of this kind in a table, each with its words."""


def named(table: Table) -> str:
    """Return what a table is called by people: a part by the table it belongs to and its own name."""
    return table.name if table.part_of is None else f"{table.part_of} ({part_name(table)})"
