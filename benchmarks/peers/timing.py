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
    begun, spent = time.perf_counter(), _spent()
    make(patients, folder, form)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - begun,
                "processor": _spent() - spent,
                "version": version(package),
            }
        )
    )


def _spent() -> float:
    """Return the processor seconds of this process and of those that it started, running ones too, such as Java."""
    own = sum(os.times()[:4])
    processes = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        processes[int(place.parent.name)] = int(words[1]), sum(map(int, words[11:15]))
    below, found = {os.getpid()}, True
    while found:
        found = {number for number, (parent, _) in processes.items() if parent in below} - below
        below |= found
    ticks = sum(processes[number][1] for number in below - {os.getpid()} if number in processes)
    return own + (ticks / os.sysconf("SC_CLK_TCK") if ticks else 0.0)


def write(table: object, path: Path, form: str) -> None:
    """Write an Arrow table as a careful user would."""
    import pyarrow.csv as pcsv  # noqa: PLC0415  # not in every peer's environment
    import pyarrow.parquet as pq  # noqa: PLC0415

    if form == "parquet":
        pq.write_table(table, path.with_suffix(".parquet"))
    else:
        pcsv.write_csv(table, path.with_suffix(".csv"))
