"""The rows that end those of their parent, as SQL."""

from __future__ import annotations

from manikin.model import PerRows, Table
from manikin.verify.build import Build
from manikin.verify.conditions import EVERY, holds
from manikin.verify.paths import UnavailableError


def ended(build: Build, table: Table, prefix: str = "") -> str:
    """Return the SQL of a row being one that no other of its parent follows.

    Raises
    ------
    UnavailableError
        If the files do not hold the columns that tell it.
    """
    until = table.rows.until if isinstance(table.rows, PerRows) else ()
    parts = [
        holds(f"{prefix}{build.column(table.name, one.path)}", table.by_name[one.path].type, one.matches)
        for one in until
    ]
    return f"({' AND '.join(parts) or 'false'})"


def ends_early(build: Build, table: Table) -> str:
    """Return the SQL of a row that may have left its parent with fewer rows; true where it is not told."""
    try:
        return ended(build, table)
    except UnavailableError:
        return EVERY
