"""Growth on Spark: the clinic of the benchmarks in parts, by 1 to 4 tasks at a time, beside the local engine.

``python benchmarks/spark.py [ROWS]`` prints what ``docs/benchmarks.md`` shows; it needs PySpark and Java. Each run is a process of
its own, and its time is that of the build alone, after Spark has started and made a small one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from manikin import load
from manikin.build import build, on_spark
from manikin.engines.spark import session
from manikin.plan import Sizes

SPEC = Path(__file__).parent / "specs" / "clinic"
PARTS = 16
"""Parts of the largest table, so that four tasks are always busy."""
RUNS = (("local", 1), ("local", 2), *(("spark", tasks) for tasks in range(1, 5)))
_SESSION, _TIMES = 3, slice(11, 13)
"""Fields of a process behind its name: its session, and its processor time as user and as system."""


def spent() -> float:
    """Return the processor seconds of all processes of this session: Python, Java and what they started."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = process.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(fields[_SESSION]) == os.getsid(0):
            ticks += sum(map(int, fields[_TIMES]))
    return ticks / os.sysconf("SC_CLK_TCK")


def taken(engine: str, workers: int, patients: int) -> dict[str, float]:
    """Return how long a build takes, by the clock and by the processor, and how many rows it has."""
    spec, sizes = load(SPEC), Sizes(rows=(("patient", patients),))
    part_rows = max(1, patients * 10 // PARTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if engine == "spark":
            spark, few = session(workers), Sizes(rows=(("patient", 100),))
            on_spark.build(spec, folder / "small", spark, sizes=few, form="parquet")
            begun, before = time.perf_counter(), spent()
            made = on_spark.build(
                spec, folder / "made", spark, sizes=sizes, form="parquet", part_rows=part_rows
            )
        else:
            begun, before = time.perf_counter(), spent()
            made = build(
                spec, folder / "made", sizes=sizes, form="parquet", part_rows=part_rows, workers=workers
            )
        rows = sum(table.rows for table in made.tables.values())
        return {"passed": time.perf_counter() - begun, "spent": spent() - before, "rows": rows}


def measure(patients: int) -> list[dict[str, Any]]:
    """Return what every engine takes, each in a process and a session of its own."""
    found = []
    for engine, workers in RUNS:
        done = subprocess.run(
            [sys.executable, __file__, "run", engine, str(workers), str(patients)],
            capture_output=True,
            text=True,
            check=True,
            start_new_session=True,
        )
        one = {"engine": engine, "workers": workers, **json.loads(done.stdout.splitlines()[-1])}
        print(one, file=sys.stderr, flush=True)
        found.append(one)
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        print(json.dumps(taken(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
    else:
        import pages

        print(pages.spark(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)))
