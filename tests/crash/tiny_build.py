"""Publishes a tiny build in a child process that waits to be traced; one for each line of its input.

A line holds, as JSON, the target, the format, the generation (the seed, by which an old build and a new one
are told apart), the folder to stand in and a file for the child's messages. It answers with the child's number, and
when the child has ended with how. Forked from a process that has imported everything, a child makes no call
but those of the build, and is a hundred times faster than an interpreter that starts.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, Self

from manikin.build import dataset, writing
from manikin.errors import UserError
from manikin.interface import load
from manikin.plan import Sizes
from manikin.run import world
from manikin.sinks import parquet

PR_SET_PTRACER = 0x59616D61
SPEC = load(Path(__file__).parent / "tiny")


class InTurn:
    """Writes at once, in the thread that makes the rows.

    Injected faults are counted for each thread: with one thread, each call of a build has one number.
    """

    def __init__(self, most: int) -> None:
        """Take what the real one takes."""

    def __enter__(self) -> Self:
        return self

    def add(self, task: Any, argument: Any) -> None:
        task(argument)

    def __exit__(self, *error: object) -> None:
        """End; nothing waits."""


world.CHUNK_ROWS = 6
writing.CHECKPOINT_ROWS = 10
parquet.GROUP_ROWS = 5
writing.Turns = InTurn  # type: ignore[misc,assignment]


def publish(asked: dict[str, Any]) -> None:
    """Build the tiny dataset; its seed tells the generations apart."""
    dataset.build(
        SPEC,
        Path(asked["target"]),
        sizes=Sizes(seed=asked["generation"]),
        form=asked["form"],
        part_rows=asked["part_rows"],
        resume=asked["resume"],
    )


def child(asked: dict[str, Any]) -> int:
    """Wait to be traced, then publish; return the exit status."""
    messages = os.open(asked["messages"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.chdir(asked["stand"])
    if sys.platform == "linux":  # some systems let only an ancestor trace
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)
    try:
        publish(asked)
    except UserError as error:
        os.write(messages, error.message.encode())
        return int(error.status)
    return 0


def main() -> None:
    """Serve until the input ends."""
    gc.freeze()  # a child looks through nothing that was there before it, whose pages would be copied
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(child(json.loads(line)))
            except BaseException as error:  # noqa: BLE001  the child must never return into the loop
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
                os._exit(70)
        os.waitpid(pid, os.WUNTRACED)  # continued before it has stopped, it would stop for ever
        print(pid, flush=True)  # noqa: T201  the answer
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201  the answer


if __name__ == "__main__":
    main()
