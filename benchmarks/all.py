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
import tempfile
from importlib.metadata import version
from pathlib import Path

import beside
import cells
import growth
import pages
import tpch
from environments import FOLDER

PARTS = ("cells", "clinic", "tpch", "growth")


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
    full = asked.full
    how = "all" if full else "quick"
    for part in asked.only:
        sections: dict[str, str] = {}
        if part == "cells":
            turns = 25 if full else 7
            sections["distributions"] = pages.distributions(cells.drawn(turns, ""))
            sections["columns"] = pages.columns(cells.columns(turns, ""))
        elif part == "clinic":
            found = beside.measure(100_000 if full else 50_000, 5 if full else 1, 2, ())
            sections["clinic"] = pages.clinic(found)
            pages.CHART.write_text(pages.chart(found), "utf-8")
            large = beside.measure(1_000_000 if full else 200_000, 5 if full else 1, 2, ("no peers",))
            sections["large clinic"] = pages.clinic(large)
        elif part == "tpch":
            sections["tpch"] = pages.tpch(tpch.measure(1.0 if full else 0.1, 3 if full else 1, 2))
        else:
            with tempfile.TemporaryDirectory() as name:
                sections["growth"] = pages.growth(growth.measure(10**8 if full else 10**6, Path(name)))
        sections[f"machine of {part}"] = _machine(how)
        print("\n\n".join(f"{title}\n\n{text}" for title, text in sections.items()), flush=True)
        pages.write(sections)


if __name__ == "__main__":
    main()
