"""How time and memory grow with rows: the clinic from ten thousand rows to a hundred million, to Parquet, 1 and 2 workers.

    python benchmarks/growth.py [--most 100000000] [--folder FOLDER]

Each build is a command of its own, so that starting counts; memory is the most that it held at any time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each command would compile the whole program first
FEWEST = 10_000
ROWS_A_PATIENT = 11


def _built(rows: int, workers: int, folder: Path) -> dict[str, Any]:
    """Return the seconds and megabytes of one build."""
    out = folder / "growth"
    command = [sys.executable, "-m", "manikin", "generate", str(HERE / "specs" / "clinic"), "--out", str(out)]
    command += [
        "--format",
        "parquet",
        "--workers",
        str(workers),
        "--rows",
        f"patient={rows // ROWS_A_PATIENT}",
    ]
    begun = time.perf_counter()
    null = os.open(os.devnull, os.O_WRONLY)
    child = os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
    _, status, used = os.wait4(child, 0)
    passed = time.perf_counter() - begun
    os.close(null)
    shutil.rmtree(out, ignore_errors=True)
    if status:
        sys.exit(f"a build of {rows:,} rows ended with status {os.waitstatus_to_exitcode(status)}")
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return {
        "rows": rows,
        "workers": workers,
        "passed": passed,
        "spent": used.ru_utime + used.ru_stime,
        "megabytes": kilobytes / 1024,
    }


def measure(most: int, folder: Path) -> list[dict[str, Any]]:
    """Return what each build took, from the smallest to the largest."""
    sizes = [FEWEST * 10**power for power in range(12) if FEWEST * 10**power <= most]
    return [_built(rows, workers, folder) for rows in sizes for workers in (1, 2)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--most", type=int, default=100_000_000)
    parser.add_argument("--folder", type=Path, help="where to write; a temporary folder unless given")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        print(f"{'rows':>12} {'workers':>8} {'seconds':>9} {'of processor':>13} {'megabytes':>10}")
        for one in measure(asked.most, Path(name)):
            print(
                f"{one['rows']:12,} {one['workers']:8} {one['passed']:9.2f} {one['spent']:13.2f} {one['megabytes']:10.0f}"
            )


if __name__ == "__main__":
    main()
