"""The clinic by each peer, beside manikin and numpy and pyarrow by hand: rows a second, in turns of one run.

    python benchmarks/beside.py [--patients 100000] [--turns 3] [--workers 2] [--limit 300] [--only NAME …]

Each peer has its own environment (`environments`), and makes as large a share of the clinic as ends in a minute or so. One
that does not end within the limit, its start included, is stopped, and the table says that it makes fewer rows a
second than those it was asked for within that time. Imports are done before the clock starts. Time of the processor is told beside the time that passes: on a machine that
does other things, its ratio is the fairer one.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
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
    spent: float | None
    is_stopped: bool = False
    """Whether it was stopped, so that `passed` is more than it makes and `spent` is not known."""


def _ours(form: str, patients: int, folder: Path, workers: int) -> None:
    sizes = Sizes(rows=(("patient", patients),))
    build.build(
        manikin.load(HERE / "specs" / "clinic"), folder / "ours", sizes=sizes, form=form, workers=workers
    )


def _here(task: Any, rows: int) -> Speed:
    begun, spent = time.perf_counter(), sum(os.times()[:4])
    task()
    return Speed(rows / (time.perf_counter() - begun), rows / max(1e-9, sum(os.times()[:4]) - spent))


def _there(peer: Peer, form: str, patients: int, folder: Path, limit: float) -> tuple[Speed, str] | str:
    """Return the speed of a peer and its version, or why there is none."""
    interpreter = python(peer)
    if interpreter is None:
        return "cannot be installed"
    mine = max(100, round(patients * peer.share))
    command = [str(interpreter), str(peer.script), str(mine), str(folder), form]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )  # our own words
    rows = mine * 11
    try:
        said, wrong = running.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)  # with the Java that it started
        running.communicate()
        return Speed(rows / limit, None, is_stopped=True), ""
    if running.returncode:
        print(f"{peer.name} failed: {wrong.strip().splitlines()[-1:]}", file=sys.stderr)
        return "failed"
    told = json.loads(said.strip().splitlines()[-1])
    return Speed(rows / told["seconds"], rows / max(1e-9, told["processor"])), told["version"]


def measure(
    patients: int, turns: int, workers: int, only: Sequence[str], limit: float = 300
) -> dict[str, Any]:
    """Return for each form the speeds of each in its turns, and the versions; one that failed is not tried again."""
    speeds: dict[str, dict[str, list[Speed]]] = {form: defaultdict(list) for form in FORMS}
    versions: dict[str, str] = {}
    failed: dict[str, str] = {}
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
                stopped = any(speed.is_stopped for speed in speeds[form][peer.name])
                if (
                    form not in peer.forms
                    or (only and peer.name not in only)
                    or peer.name in failed
                    or stopped
                ):
                    continue
                with tempfile.TemporaryDirectory() as name:
                    found = _there(peer, form, patients, Path(name), limit)
                if isinstance(found, str):
                    failed[peer.name] = found
                    continue
                speeds[form][peer.name].append(found[0])
                versions[peer.name] = found[1] or peer.packages[0].partition("==")[2]
    medians = {
        form: {name: _median(found) for name, found in there.items() if found}
        for form, there in speeds.items()
    }
    return {
        "patients": patients,
        "turns": turns,
        "workers": workers,
        "versions": versions,
        "failed": failed,
        "speeds": medians,
    }


def _median(found: Sequence[Speed]) -> dict[str, Any]:
    spent = [speed.spent for speed in found if speed.spent is not None]
    return {
        "passed": statistics.median(speed.passed for speed in found),
        "spent": statistics.median(spent) if spent else None,
        "is_stopped": any(speed.is_stopped for speed in found),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a peer is stopped")
    parser.add_argument("--only", nargs="*", default=())
    asked = parser.parse_args()
    found = measure(asked.patients, asked.turns, asked.workers, asked.only, asked.limit)
    for form, there in found["speeds"].items():
        ours = there["manikin"]
        print(f"\n{form:<14} rows a second   times slower   by processor time")
        for name, speed in there.items():
            slower = ours["passed"] / speed["passed"]
            dearer = f"{ours['spent'] / speed['spent']:14.1f}" if speed["spent"] else "not known: stopped"
            print(f"{name:<14} {speed['passed']:13,.0f} {slower:14.1f} {dearer}")
    for name, why in found["failed"].items():
        print(f"{name}: {why}")


if __name__ == "__main__":
    main()
