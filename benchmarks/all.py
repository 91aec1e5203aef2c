"""All that is measured, in one run: prints the tables and writes those of ``docs/benchmarks.md`` and its chart.

    python benchmarks/all.py --quick      some minutes
    python benchmarks/all.py --full       an hour or so
    python benchmarks/all.py --only tpch clinic

Run it on a machine that does nothing else, or read the processor's time rather than the clock's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import beside
import cells
import growth
import pages
import spark
import tpch
from environments import FOLDER

PARTS = ("cells", "clinic", "tpch", "growth", "spark")


def _machine(how: str) -> str:
    day = dt.datetime.now(tz=dt.UTC)
    busy = f", load {os.getloadavg()[0]:.0f} at the end" if hasattr(os, "getloadavg") else ""
    return (
        f"Measured on {day.day} {day:%B %Y}: {how} on {os.cpu_count()} cores, {platform.machine()} {platform.system()}{busy}; "
        f"manikin {version('manikin')}, Python {platform.python_version()}, NumPy {cells.np.__version__}, "
        f"pyarrow {version('pyarrow')}."
    )


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="fewer rows and turns (the default)")
    size.add_argument("--full", action="store_true", help="all rows, medians of many turns")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    asked = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    for part in asked.only:
        if part == "spark" and not (find_spec("pyspark") and shutil.which("java")):
            print("spark is left out: it needs PySpark (make spark) and Java 17")
            continue
        sections = {
            **_measured(part, full=asked.full),
            f"machine of {part}": _machine("all" if asked.full else "quick"),
        }
        print("\n\n".join(f"{title}\n\n{text}" for title, text in sections.items()), flush=True)
        pages.write(sections)


def _measured(part: str, *, full: bool) -> dict[str, str]:
    """Return the tables of a part."""
    if part == "cells":
        turns = 25 if full else 7
        return {
            "distributions": pages.distributions(cells.drawn(turns, "")),
            "columns": pages.columns(cells.columns(turns, "")),
        }
    if part == "clinic":
        found = beside.measure(100_000 if full else 50_000, 5 if full else 1, 2, ())
        pages.CHART.write_text(pages.chart(found), "utf-8")
        large = beside.measure(1_000_000 if full else 200_000, 5 if full else 1, 2, ("rand-engine", "misata"))
        return {"clinic": pages.clinic(found), "large clinic": pages.clinic(large)}
    if part == "tpch":
        return {"tpch": pages.tpch(tpch.measure(1.0 if full else 0.1, 3 if full else 1, 2))}
    if part == "spark":
        return {"spark": pages.spark(spark.measure(1_000_000 if full else 100_000))}
    with tempfile.TemporaryDirectory() as name:
        return {"growth": pages.growth(growth.measure(10**8 if full else 10**6, Path(name)))}


if __name__ == "__main__":
    main()
