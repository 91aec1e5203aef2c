"""The clinic by each peer, beside manikin and numpy and pyarrow by hand: rows a second, in turns of one run.

    python benchmarks/beside.py [--patients 100000] [--turns 3] [--workers 2] [--only NAME …]

Each peer has its own environment (`environments`), and makes as large a share of the clinic as ends in a minute or so.
Imports are done before the clock starts. Time of the processor is told beside the time that passes: on a machine that
does other things, its ratio is the fairer one.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import generate
import manikin
from environments import PEERS, Peer, python
from manikin import build
from manikin.plan import Sizes

HERE = Path(__file__).parent
FORMS = ("parquet", "csv")
BY_HAND = {"parquet": generate.hand_parquet, "csv": generate.hand_csv}


@dataclass(frozen=True)
class Speed:
    """Rows a second, by the clock and by the processor's own time."""

    passed: float
    spent: float


def _ours(form: str, patients: int, folder: Path, workers: int) -> None:
    sizes = Sizes(rows=(("patient", patients),))
    build.build(
        manikin.load(HERE / "specs" / "clinic"), folder / "ours", sizes=sizes, form=form, workers=workers
    )


def _here(task: Any, rows: int) -> Speed:
    begun, spent = time.perf_counter(), sum(os.times()[:4])
    task()
    return Speed(rows / (time.perf_counter() - begun), rows / max(1e-9, sum(os.times()[:4]) - spent))


def _there(peer: Peer, form: str, patients: int, folder: Path) -> tuple[Speed, str] | None:
    """Return the speed of a peer and its version; None where it fails."""
    interpreter = python(peer)
    if interpreter is None:
        return None
    mine = max(100, round(patients * peer.share))
    command = [str(interpreter), str(peer.script), str(mine), str(folder), form]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # our own words
    if done.returncode:
        print(f"{peer.name} failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    told = json.loads(done.stdout.strip().splitlines()[-1])
    rows = mine * 11
    return Speed(rows / told["seconds"], rows / max(1e-9, told["processor"])), told["version"]


def measure(patients: int, turns: int, workers: int, only: Sequence[str]) -> dict[str, Any]:
    """Return for each form the speeds of each in its turns, and the versions."""
    speeds: dict[str, dict[str, list[Speed]]] = {form: defaultdict(list) for form in FORMS}
    versions = {}
    with tempfile.TemporaryDirectory() as name:
        _ours("parquet", 100, Path(name), workers)  # imports what it needs
    for _ in range(turns):
        for form in FORMS:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                mine = lambda: _ours(form, patients, folder, workers)  # noqa: B023, E731  # called at once
                speeds[form]["manikin"].append(_here(mine, patients * 11))
                hand = lambda: BY_HAND[form](patients, folder)  # noqa: B023, E731
                speeds[form]["by hand"].append(_here(hand, patients * 11))
            for peer in PEERS:
                if form not in peer.forms or (only and peer.name not in only):
                    continue
                with tempfile.TemporaryDirectory() as name:
                    found = _there(peer, form, patients, Path(name))
                if found:
                    speeds[form][peer.name].append(found[0])
                    versions[peer.name] = found[1]
    medians = {
        form: {
            name: {
                "passed": statistics.median(speed.passed for speed in found),
                "spent": statistics.median(speed.spent for speed in found),
            }
            for name, found in there.items()
        }
        for form, there in speeds.items()
    }
    return {"patients": patients, "turns": turns, "workers": workers, "versions": versions, "speeds": medians}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=())
    asked = parser.parse_args()
    found = measure(asked.patients, asked.turns, asked.workers, asked.only)
    for form, there in found["speeds"].items():
        ours = there["manikin"]
        print(f"\n{form:<14} rows a second   times slower   by processor time")
        for name, speed in there.items():
            slower, dearer = ours["passed"] / speed["passed"], ours["spent"] / speed["spent"]
            print(f"{name:<14} {speed['passed']:13,.0f} {slower:14.1f} {dearer:14.1f}")


if __name__ == "__main__":
    main()
