"""Runs a peer's `make` once and prints what it took as JSON; each peer's script has its own environment."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

Make = Callable[[int, Path, str], None]


def report(make: Make, package: str) -> None:
    """Make the clinic and print seconds, processor seconds and version: ``SCRIPT PATIENTS FOLDER FORMAT``.

    Imports are done by then and not counted; encounters are ten for each patient.
    """
    patients, folder, form = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    begun, spent = time.perf_counter(), sum(os.times()[:4])
    make(patients, folder, form)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - begun,
                "processor": sum(os.times()[:4]) - spent,
                "version": version(package),
            }
        )
    )


def write(table: object, path: Path, form: str) -> None:
    """Write an Arrow table as a careful user would."""
    import pyarrow.csv as pcsv  # noqa: PLC0415  # not in every peer's environment
    import pyarrow.parquet as pq  # noqa: PLC0415

    if form == "parquet":
        pq.write_table(table, path.with_suffix(".parquet"))
    else:
        pcsv.write_csv(table, path.with_suffix(".csv"))
