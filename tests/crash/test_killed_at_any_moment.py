"""A build by several threads that is killed at any moment, again and again, and continued to the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from manikin.build import build, writing
from manikin.interface import load
from manikin.plan import Sizes
from manikin.run import world

CLINIC = Path(__file__).parents[2] / "benchmarks" / "specs" / "clinic"
ROWS = 2_500
MOST_KILLS = 40


def make(target: Path, form: str, *, resume: bool) -> None:
    """Build the clinic in small chunks with frequent checkpoints."""
    world.CHUNK_ROWS = 100
    writing.CHECKPOINT_ROWS = 3_000
    sizes = Sizes(rows=(("patient", ROWS),))
    build(load(CLINIC), target, sizes=sizes, form=form, part_rows=7_000, workers=2, resume=resume)


def started(target: Path, form: str) -> int:
    """Return the child that builds: forked from a process that has imported everything."""
    child = os.fork()
    if child == 0:
        try:
            make(target, form, resume=True)
            os._exit(0)
        except BaseException:  # noqa: BLE001  a child must never return into the test
            os._exit(70)
    return child


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked here")
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_killed_again_and_again(tmp_path: Path, form: str) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), str(tmp_path), form],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    whole = {p.relative_to(tmp_path / "whole"): p.read_bytes() for p in files(tmp_path / "whole")}
    killed = {p.relative_to(tmp_path / "it"): p.read_bytes() for p in files(tmp_path / "it")}
    assert killed == whole
    assert sorted(p.name for p in tmp_path.iterdir()) == ["it", "whole"]
    assert int(done.stdout) >= 3, "it was killed while it worked"


def files(folder: Path) -> list[Path]:
    """Return the files of a build."""
    return [p for p in folder.rglob("*") if p.is_file() and p.name != "journal"]


def main(folder: Path, form: str) -> int:
    """Build once in peace, then until a build comes through; return how often it was killed."""
    begun = time.monotonic()
    calm = os.fork()
    if calm == 0:
        make(folder / "whole", form, resume=False)
        os._exit(0)
    os.waitpid(calm, 0)
    spent = time.monotonic() - begun
    moments, kills = random.Random(form), 0
    while True:
        child = started(folder / "it", form)
        # A third of the whole each time at first, longer with each kill: it must come through in the end.
        wait = spent * moments.uniform(0.1, 0.5) * (1 + kills / 10)
        ended = time.monotonic() + wait
        while time.monotonic() < ended and not (done := os.waitpid(child, os.WNOHANG)[0]):
            time.sleep(0.002)
        if not done:
            os.kill(child, signal.SIGKILL)
        status = 0 if done else os.waitpid(child, 0)[1]
        if done or (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0):
            return kills
        assert not (folder / "it").exists(), "nothing is taken for whole that is not"
        kills += 1
        assert kills < MOST_KILLS


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), sys.argv[2]))  # noqa: T201  the answer
