"""Rules about a row and the rows that match it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OTHER: Final = "other"
"""The word that stands before the columns of the row that matches."""


@dataclass(frozen=True)
class Pair:
    """A rule about each row and the rows of a table whose columns equal its own.

    Parameters
    ----------
    name : str
        The rule in words.
    table : str
        The table whose rows may match; a row never matches itself.
    match : tuple of (str, str)
        Each a column of this table and the one of the other that must be equal; missing equals nothing.
    where : str
        SQL that a pair must fulfil to be spoken of; every pair if empty.
    sql : str
        What must be true of every pair; if empty, that every row whose `match` is not missing has one.
    """

    name: str
    table: str
    match: tuple[tuple[str, str], ...]
    where: str = ""
    sql: str = ""
    address: tuple[str | int, ...] = ()
