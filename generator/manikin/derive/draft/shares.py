"""Shares of rows without a value, told no finer than the counts that they come from."""

from __future__ import annotations

from typing import Any

from manikin.derive.draft.flow import Number
from manikin.derive.view import ColumnView, TableView

BASE = 10
"""Counts are told in tens at best."""


def missing(column: ColumnView, table: TableView) -> dict[str, Any]:
    """Return the share of rows without a value, of the permitted counts."""
    if not column.missing or any(column.name in names for names, _ in table.missing_together):
        return {}
    if not column.present:
        return {"missing": 1}
    found = share(column.missing, column.missing + column.present)
    return {"missing": found} if found else {}


def share(part: int, whole: int) -> Number | None:
    """Return a share with as many digits as the whole allows: one more would tell a count finer than in tens.

    A share of a hundred rows has one digit, of a thousand two. None where it is nothing in so many digits.
    """
    digits = len(str(whole // BASE)) - 1
    if digits < 1:
        return None
    scale = 10**digits
    units = min(scale - 1, (2 * part * scale + whole) // (2 * whole))
    return Number(f"0.{units:0{digits}}".rstrip("0")) if units else None
