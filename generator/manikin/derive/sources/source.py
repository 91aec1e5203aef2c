"""What a place of real data must offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, Self

from manikin.derive.door import Door

if TYPE_CHECKING:
    import ibis.expr.types as ir

MEMORY: Final = 2_000
"""How many MB questions may take unless another number is wanted."""


@dataclass(frozen=True)
class Reference:
    """A reference that the catalogue declares."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Declared:
    """What the catalogue says of a table: its key, its references, the sets of columns that are unique."""

    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Database:
    """Real data, open for questions; used as a context, which closes it.

    Parameters
    ----------
    door : Door
        The only way to an answer.
    tables : Mapping of str to ibis table
        The tables by name, to make questions of.
    declared : Mapping of str to Declared
        What the catalogue says of each.
    untyped : frozenset of str
        The tables whose columns are all text, whose types must be found, as in CSV files.
    """

    door: Door
    tables: Mapping[str, ir.Table]
    declared: Mapping[str, Declared] = field(default_factory=dict)
    untyped: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ignored: object) -> None:
        self.door.close()


@dataclass(frozen=True)
class Wanted:
    """Which part of a place is wanted.

    Parameters
    ----------
    tables : tuple of str
        The tables; all where empty.
    schema : str
        The schema of a database server.
    memory : int
        How many MB of memory the questions may take where they are carried out here.
    """

    tables: tuple[str, ...] = ()
    schema: str = ""
    memory: int = MEMORY


class Source(Protocol):
    """A kind of place."""

    NAME: str
    """What it is called in messages."""

    def recognises(self, address: str) -> bool:
        """Return whether an address is of this kind."""

    def open(self, address: str, wanted: Wanted) -> Database:
        """Return the data at an address, to be read alone.

        Raises
        ------
        UserError
            If it cannot be read; never with credentials or data.
        """
