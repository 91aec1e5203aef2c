"""Carries out queries in DuckDB, shut in: reads the named files and nothing else, within limits.

Run as a program of its own, in a process that may be killed: DuckDB's own limits do not hold for every
function. Reads a job as JSON from standard input, writes one line of JSON for each step as it is done.
Imports nothing of the package. Answers are numbers; an error is told by its class, since its text may
quote the data.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

_MOST_ROWS = 100_000


def run(job: Mapping[str, Any], emit: Callable[[dict[str, Any]], None]) -> None:
    """Carry out the steps of a job.

    Parameters
    ----------
    job : Mapping
        ``settings``, statements that shut DuckDB in; ``steps``, a list of ``[id, sql]``.
    emit : callable
        Told the answer to each step: ``{"id", "rows"}`` or ``{"id", "error"}``.
    """
    import duckdb  # noqa: PLC0415  after the limits are set

    with duckdb.connect(":memory:") as connection:
        for statement in job["settings"]:
            connection.execute(statement)
        for step, sql in job["steps"]:
            try:
                rows = connection.execute(sql).fetchmany(_MOST_ROWS)
                emit({"id": step, "rows": [[_number(value) for value in row] for row in rows]})
            except (duckdb.Error, MemoryError, ValueError, OverflowError) as error:
                emit({"id": step, "error": type(error).__name__})


def _number(value: object) -> int | float | None:
    """Return a number as it is; anything else as nothing, so that no value of the data gets out."""
    return value if isinstance(value, int | float) else None


def _limit_memory(size: int) -> None:
    """Let the system refuse more than `size` bytes, where it can."""
    try:
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ImportError, ValueError, OSError):
        return


def main() -> None:
    """Read a job from standard input and answer on standard output."""
    job = json.load(sys.stdin)
    _limit_memory(job["memory_bytes"])

    def emit(answer: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

    run(job, emit)


if __name__ == "__main__":
    main()
