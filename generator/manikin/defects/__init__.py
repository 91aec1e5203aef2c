"""What can be wrong with data on purpose, one module for each kind of defect.

To add one: a module here with a `KIND` that has the members of `manikin.defects.kind.DefectKind`, and its
line in `KINDS`. Schema, reference and the shared tests pick it up. A kind works on some rows of a table; it
knows of no files and not which rows were chosen.
"""

from __future__ import annotations

from manikin.defects import blank, day_and_month, duplicate, late, replacement, shift, swap, typos
from manikin.defects.kind import Change, DefectKind

KINDS: dict[str, DefectKind] = {
    kind.NAME: kind
    for kind in (
        typos.KIND,
        swap.KIND,
        day_and_month.KIND,
        replacement.KIND,
        blank.KIND,
        shift.KIND,
        duplicate.KIND,
        late.KIND,
    )
}
LARGEST_PART = 10_000
"""Shares are whole numbers of ten-thousandths."""


def parts(share: float) -> int:
    """Return a share in ten-thousandths."""
    return round(share * LARGEST_PART)


def rows_with(share: float, rows: int) -> int:
    """Return how many of the first `rows` rows of a table bear a defect: its share, rounded down."""
    return rows * parts(share) // LARGEST_PART


__all__ = ["KINDS", "LARGEST_PART", "Change", "DefectKind", "parts", "rows_with"]
