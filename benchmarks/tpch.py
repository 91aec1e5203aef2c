"""The eight tables of TPC-H, by ``specs/tpch`` beside tpchgen-cli, to Parquet and to CSV: seconds, in turns of one run.

    python benchmarks/tpch.py [--scale 1] [--turns 3] [--workers 2]

Both are started as commands, so that starting counts, and use as many threads.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from environments import FOLDER, TPCHGEN, python

HERE = Path(__file__).parent
FORMS = ("parquet", "csv")


def _commands(form: str, scale: float, workers: int, folder: Path) -> dict[str, list[str]]:
    ours = [sys.executable, "-m", "manikin", "generate", str(HERE / "specs" / "tpch"), "--scale", str(scale)]
    ours += ["--format", form, "--workers", str(workers), "--out", str(folder / "ours")]
    theirs = [str(FOLDER / TPCHGEN.name / "bin" / "tpchgen-cli"), form, "-s", f"{scale:g}", "-q"]
    theirs += ["-o", str(folder / "theirs"), "--num-threads", str(workers)]
    return {"manikin": ours, "tpchgen-cli": theirs}


def measure(scale: float, turns: int, workers: int) -> dict[str, Any]:
    """Return for each form and program the seconds that pass and those of the processor, and the size in bytes."""
    if python(TPCHGEN) is None:
        return {}
    taken: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    for _ in range(turns):
        for form in FORMS:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                (folder / "theirs").mkdir()
                for program, command in _commands(form, scale, workers, folder).items():
                    begun, before = time.perf_counter(), os.times()
                    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # our own words
                    passed, after = time.perf_counter() - begun, os.times()
                    spent = (
                        after.children_user
                        + after.children_system
                        - before.children_user
                        - before.children_system
                    )
                    made = folder / ("ours" if program == "manikin" else "theirs")
                    size = sum(path.stat().st_size for path in made.glob(f"*.{form}"))
                    taken[form, program].append((passed, spent, size))
    return {
        "scale": scale,
        "turns": turns,
        "workers": workers,
        "taken": {
            form: {
                program: dict(
                    zip(
                        ("passed", "spent", "bytes"),
                        map(statistics.median, zip(*taken[form, program], strict=True)),
                        strict=True,
                    )
                )
                for program in ("manikin", "tpchgen-cli")
            }
            for form in FORMS
        },
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    found = measure(asked.scale, asked.turns, asked.workers)
    for form, there in found.get("taken", {}).items():
        print(f"\n{form:<14} {'seconds':>8} {'of processor':>14} {'megabytes':>10}")
        for program, one in there.items():
            print(f"{program:<14} {one['passed']:8.1f} {one['spent']:14.1f} {one['bytes'] / 1e6:10.0f}")


if __name__ == "__main__":
    main()
