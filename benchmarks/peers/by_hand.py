"""Clinic by hand: numpy and pyarrow, for these two tables alone."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from timing import report

from generate import hand_csv, hand_parquet


def make(patients: int, folder: Path, form: str) -> None:
    """Make both tables and write them."""
    {"parquet": hand_parquet, "csv": hand_csv}[form](patients, folder)


report(make, "numpy")
