"""A program that is stopped says so in one sentence, with the status that a shell expects."""

from __future__ import annotations

import importlib
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from manikin.build import writing
from manikin.cli import generate
from manikin.run import world

main = importlib.import_module("manikin.cli.main")  # the package offers its function by the same name
SPEC = Path(__file__).parent.parent.parent / "benchmarks" / "specs" / "clinic"


@pytest.fixture
def stopped_by(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[type[KeyboardInterrupt]], int]:
    """Return what runs `manikin generate`, stopped in the middle, and gives its status."""
    monkeypatch.setattr(world, "CHUNK_ROWS", 100)
    monkeypatch.setattr(writing, "CHECKPOINT_ROWS", 500)

    def run(stop: type[KeyboardInterrupt]) -> int:
        left = [8]

        class Bar:
            def __enter__(self) -> Callable[[int, int], None]:
                return self.tick

            def __exit__(self, *_: object) -> None:
                """Nothing to end."""

            def tick(self, _rows: int, _total: int) -> None:
                left[0] -= 1
                if not left[0]:
                    raise stop

        with monkeypatch.context() as patch:
            patch.setattr(generate, "progress", Bar)
            asked = ["--rows", "patient=1500", "--workers", "2", "--out", str(tmp_path / "it")]
            return int(main.run(["generate", str(SPEC), *asked]))

    return run


@pytest.mark.parametrize(("stop", "status"), [(KeyboardInterrupt, 130), (main.Terminated, 143)])
def test_a_stopped_build_says_how_to_continue(
    stopped_by: Callable[[type[KeyboardInterrupt]], int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    stop: type[KeyboardInterrupt],
    status: int,
) -> None:
    before = threading.active_count()
    assert stopped_by(stop) == status
    told = capsys.readouterr().err.strip()
    assert told == (
        "manikin: stopped; nothing was published. What is done is kept in .it.manikin-partial: the same command with "
        "--resume continues it."
    )
    assert threading.active_count() == before, "no thread goes on"
    assert [path.name for path in tmp_path.iterdir()] == [".it.manikin-partial"]
    asked = ["--rows", "patient=1500", "--out", str(tmp_path / "it"), "--resume"]
    assert main.run(["generate", str(SPEC), *asked]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["it"]


def test_the_system_can_ask_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers = []
    monkeypatch.setattr(signal, "signal", lambda number, handler: handlers.append((number, handler)))
    monkeypatch.setattr(main, "run", lambda _: 0)
    with pytest.raises(SystemExit):
        main.main()
    ((number, handler),) = handlers
    assert number == signal.SIGTERM
    with pytest.raises(main.Terminated):
        handler(number, None)
