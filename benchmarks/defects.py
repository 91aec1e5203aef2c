"""What defects cost: the clinic of the other benchmark with two rows in a hundred defective, beside itself clean.

The two take turns, so that a slow machine slows both; a ratio of 1.2 means that defects take a fifth more time.

    python benchmarks/defects.py [--patients 100000] [--runs 5] [--workers 1]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import manikin
from manikin import build
from manikin.model import Defect, Spec
from manikin.plan import Sizes

HERE = Path(__file__).parent
SETS: dict[str, tuple[tuple[str, str, Any, float], ...]] = {
    "cells": (
        ("patient", "replace", {"height_cm": [0, 999.9]}, 0.02),
        ("encounter", "swap_day_and_month", "started_at", 0.01),
        ("encounter", "replace", {"category": ["elektive"]}, 0.01),
    ),
    "rows": (("patient", "duplicate", {}, 0.02), ("encounter", "duplicate", {}, 0.01), ("encounter", "late", True, 0.01)),
}  # fmt: skip


def with_defects(spec: Spec, name: str) -> Spec:
    """Return the specification with one of the sets of defects."""
    found = (
        Defect(f"{name} {n}", table, kind, parameters, share)
        for n, (table, kind, parameters, share) in enumerate(SETS[name])
    )
    return replace(spec, defects=tuple(found))


def timed(task: Callable[[], object]) -> float:
    """Return the seconds that a task takes."""
    begun = time.perf_counter()
    task()
    return time.perf_counter() - begun


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    rows = (("patient", asked.patients),)
    with tempfile.TemporaryDirectory() as folder:
        for name in SETS:
            spec = with_defects(manikin.load(HERE / "specs" / "clinic"), name)
            for form in ("memory", "parquet", "csv"):

                def make(defects: bool, spec: Spec = spec, form: str = form) -> object:  # noqa: FBT001
                    sizes = Sizes(rows, defects=defects)
                    if form == "memory":
                        stream = manikin.stream(spec, rows=dict(rows), defects=defects, workers=asked.workers)
                        return sum(batch.num_rows for _, batch in stream)
                    return build.build(
                        spec, Path(folder) / form, sizes=sizes, form=form, workers=asked.workers
                    )

                pairs = [(timed(lambda: make(True)), timed(lambda: make(False))) for _ in range(asked.runs)]
                dirty, clean = (statistics.median(side) for side in zip(*pairs, strict=True))
                ratio = statistics.median(a / b for a, b in pairs)
                print(
                    f"{name:<6} {form:<8} clean {clean:6.2f} s   with defects {dirty:6.2f} s   ratio {ratio:5.2f}"
                )


if __name__ == "__main__":
    main()
