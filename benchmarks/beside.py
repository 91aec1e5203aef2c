"""The clinic by each peer, beside manikin and numpy and pyarrow by hand: rows a second, in turns of one run.

    python benchmarks/beside.py [--patients 100000] [--turns 3] [--workers 2] [--limit 300] [--only NAME …]

Each peer has its own environment (`environments`), and makes as large a share of the clinic as ends in a minute or so. One
that does not end within the limit, its start included, is stopped, and the table says that it makes fewer rows a
second than those it was asked for within that time. Imports are done before the clock starts. Time of the processor is
told beside the time that passes: on a machine that does other things, its ratio is the fairer one.
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
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environments import PEERS, Peer, python

HERE = Path(__file__).parent
FORMS = ("parquet", "csv")
ALONE = "manikin, one worker"
BY_HAND = "by hand"


@dataclass(frozen=True)
class Speed:
    """Rows a second, by the clock and by the processor's own time."""

    passed: float
    spent: float | None
    is_stopped: bool = False
    """Whether it was stopped, so that `passed` is more than it makes and `spent` is not known."""


def _ours(workers: int) -> dict[str, tuple[Path, int]]:
    """Return the scripts that run in this environment, and with how many workers."""
    ours = HERE / "peers" / "with_manikin.py"
    return {"manikin": (ours, workers), ALONE: (ours, 1), BY_HAND: (HERE / "peers" / "by_hand.py", 1)}


def _there(peer: Peer, form: str, patients: int, folder: Path, limit: float) -> tuple[Speed, str] | str:
    """Return the speed of a peer and its version, or why there is none."""
    interpreter = python(peer)
    if interpreter is None:
        return "cannot be installed"
    mine = max(100, round(patients * peer.share))
    return _timed(peer.name, [str(interpreter), str(peer.script), str(mine), str(folder), form], mine, limit)


def _timed(
    name: str, command: Sequence[str], patients: int, limit: float, workers: int = 1
) -> tuple[Speed, str] | str:
    """Return the speed that a script tells of itself and its version, or why there is none."""
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "WORKERS": str(workers)},
    )  # our own words
    rows = patients * 11
    try:
        said, wrong = running.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)  # with the Java that it started
        running.communicate()
        return Speed(rows / limit, None, is_stopped=True), ""
    if running.returncode:
        print(f"{name} failed: {wrong.strip().splitlines()[-1:]}", file=sys.stderr)
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
    for _ in range(turns):
        for form in FORMS:
            for name, (script, threads) in _ours(workers).items():
                with tempfile.TemporaryDirectory() as folder:
                    command = [sys.executable, str(script), str(patients), folder, form]
                    told = _timed(name, command, patients, limit, threads)
                if isinstance(told, str):
                    sys.exit(f"{name} {told}")
                speeds[form][name].append(told[0])
            for peer in PEERS:
                stopped = any(speed.is_stopped for speed in speeds[form][peer.name])
                if (
                    form not in peer.forms
                    or (only and peer.name not in only)
                    or peer.name in failed
                    or stopped
                ):
                    continue
                with tempfile.TemporaryDirectory() as folder:
                    found = _there(peer, form, patients, Path(folder), limit)
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
