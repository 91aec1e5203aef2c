"""A peer that does not end is stopped with all that it started; one that fails is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="groups of processes are stopped in another way there"
)


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import beside  # noqa: PLC0415  # a script of that folder

    monkeypatch.setattr(beside, "python", lambda _: Path(sys.executable))
    return beside


def peer(beside: ModuleType, tmp_path: Path, script: str) -> object:
    class Made(beside.Peer):  # type: ignore[misc]
        script = tmp_path / "with_made.py"

    Made.script.write_text(script)
    return Made("made", ("made==1",))


def test_one_that_does_not_end_is_stopped(beside: ModuleType, tmp_path: Path) -> None:
    said = tmp_path / "child"
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(said)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    speed, _ = beside._there(peer(beside, tmp_path, script), "csv", 100, tmp_path, 1.0)
    assert speed == beside.Speed(1100.0, None, is_stopped=True)
    if said.exists():  # on a slow machine it had not even begun
        state = Path(f"/proc/{said.read_text()}/stat")
        assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_one_that_fails_is_told(beside: ModuleType, tmp_path: Path) -> None:
    assert (
        beside._there(peer(beside, tmp_path, "raise SystemExit(1)"), "csv", 100, tmp_path, 60.0) == "failed"
    )


def test_what_was_stopped_or_failed_stands_in_the_table(beside: ModuleType) -> None:
    import pages  # noqa: PLC0415  # the same

    stopped = beside._median([beside.Speed(1100.0, None, is_stopped=True)])
    ours = beside._median([beside.Speed(220_000.0, 110_000.0)])
    there = {"manikin": ours, "sdv": stopped}
    table = pages.clinic(
        {"speeds": {"csv": there, "parquet": there}, "versions": {}, "failed": {"mimesis": "failed"}}
    )
    assert "| sdv | fewer than 1,100 | more than 200 | fewer than 1,100 | more than 200 |" in table
    assert "| mimesis | failed |  | failed |" in table
