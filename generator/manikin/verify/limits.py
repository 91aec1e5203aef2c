"""How much memory and time verification may take, and how DuckDB is shut in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manikin.verify.sqltext import quoted


@dataclass(frozen=True)
class Limits:
    """What a verification may use.

    Parameters
    ----------
    memory_bytes : int
        Address space of the child; half of it is DuckDB's, which puts the rest on disk.
    seconds : float
        Wall-clock time of all queries together.
    threads : int
        Threads of DuckDB.
    in_process : bool
        Carry out the queries in this process, without limits, where no child can be started.
    """

    memory_bytes: int = 8 << 30
    seconds: float = 3_600
    threads: int = 2
    in_process: bool = False


def settings(limits: Limits, files: Sequence[str], spill: str) -> list[str]:
    """Return the statements that shut DuckDB in, in the order in which they hold.

    The folder for spilling comes first, since it cannot be set afterwards; then the only files that may
    be read; then no other access, no extensions, and no change of any of this.
    """
    allowed = ", ".join(quoted(file) for file in files)
    return [
        f"SET temp_directory = {quoted(spill)}",
        f"SET memory_limit = '{max(64, limits.memory_bytes // 2**21)}MiB'",
        f"SET threads = {limits.threads}",
        "SET preserve_insertion_order = true",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        f"SET allowed_paths = [{allowed}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ]
