"""Growth on Spark: the clinic of the benchmarks in parts, by 1 to 4 tasks at a time, beside the local engine.

``python benchmarks/spark.py [ROWS]`` prints seconds and ratios; it needs PySpark and Java. Each run is a process of its own, and
its time is that of the build alone, after Spark has started and made a small one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from manikin import load
from manikin.build import build, on_spark
from manikin.engines.spark import session
from manikin.plan import Sizes

SPEC = Path(__file__).parent / "specs" / "clinic"
PARTS = 16
"""Parts of the largest table, so that four tasks are always busy."""


def seconds(engine: str, workers: int, rows: int) -> float:
    """Return how long a build takes."""
    spec, sizes = load(SPEC), Sizes(rows=(("patient", rows),))
    part_rows = max(1, rows * 10 // PARTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if engine == "spark":
            spark = session(workers)
            on_spark.build(
                spec, folder / "small", spark, sizes=Sizes(rows=(("patient", 100),)), form="parquet"
            )
            begun = time.perf_counter()
            on_spark.build(spec, folder / "made", spark, sizes=sizes, form="parquet", part_rows=part_rows)
        else:
            begun = time.perf_counter()
            build(spec, folder / "made", sizes=sizes, form="parquet", part_rows=part_rows, workers=workers)
        return time.perf_counter() - begun


def main() -> None:
    """Run every engine and print the figures."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    runs = [("local", 1), ("local", 2), *(("spark", tasks) for tasks in range(1, 5))]
    first = None
    print(f"clinic, {rows:,} patients and their encounters, Parquet in parts")
    for engine, workers in runs:
        done = subprocess.run(
            [sys.executable, __file__, "run", engine, str(workers), str(rows)],
            capture_output=True,
            text=True,
            check=True,
        )
        took = float(done.stdout.split()[-1])
        first = first or took
        print(
            f"{engine:6} {workers} at a time: {took:8.2f} s, {took / first:5.2f} of local with 1", flush=True
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        print(seconds(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
    else:
        main()
