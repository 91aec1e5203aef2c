"""Opening a connection, with the same words for every kind of place when it cannot be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from tempfile import mkdtemp
from typing import Any, Final

from manikin.derive.door import Door
from manikin.derive.sources.source import Wanted
from manikin.errors import ExitStatus, UserError
from manikin.text import plain

READING_MB: Final = 300
"""The memory that is left to each thread for rows as they are read, where there is so much."""
_LIMIT_OF_GROUPS: Final = "operator_memory_limit"
"""A setting of DuckDB 2 and newer."""
THREAD_MB: Final = 125
"""The memory that each thread needs for itself: rows as they are read, of which none can be put aside."""


def duckdb(wanted: Wanted, path: str = ":memory:") -> Door:
    """Return the door to DuckDB, which takes no more memory than is wanted and puts the rest aside on disk.

    What is put aside is real data, in a folder that nobody else can read and that goes when the door is closed.

    Parameters
    ----------
    path : str
        A file, opened to be read alone; none where files are read in place.
    """
    module = backend("duckdb", "derive")
    connection = module.connect(
        path,
        read_only=path != ":memory:",
        memory_limit=f"{wanted.memory}MB",
        # Rows have no order that matters here, and to keep one takes memory.
        preserve_insertion_order=False,
    )
    connection.raw_sql("SET TimeZone = 'UTC'")
    ((threads,),) = connection.raw_sql("SELECT current_setting('threads')").fetchall()
    threads = max(1, min(threads, wanted.memory // THREAD_MB))
    connection.raw_sql(f"SET threads = {threads}")
    _keep_room(connection, wanted.memory, threads)
    door = Door(connection, mkdtemp(prefix="manikin-derive-"))
    connection.raw_sql(f"SET temp_directory = '{door.aside.replace(chr(39), 2 * chr(39))}'")
    return door


def _keep_room(connection: Any, memory: int, threads: int) -> None:
    """Have what is grouped and joined put aside early enough that rows of long text still find room as they are read.

    Otherwise a table of groups grows until nothing is left, and the next rows that are read end the question.
    """
    known = {name for (name,) in connection.raw_sql("SELECT name FROM duckdb_settings()").fetchall()}
    if _LIMIT_OF_GROUPS in known:
        limit = max(memory * 3 // 10, memory - READING_MB * threads)
        connection.raw_sql(f"SET {_LIMIT_OF_GROUPS} = '{limit}MB'")


def backend(name: str, extra: str) -> Any:
    """Return a backend of Ibis by its name.

    Raises
    ------
    UserError
        If the extra that brings it is not installed.
    """
    try:
        import_module(f"ibis.backends.{name}")
        return getattr(import_module("ibis"), name)
    except ImportError:
        raise UserError(f"reading this needs more: pip install 'manikin[{extra}]'") from None


@contextmanager
def quietly(what: str) -> Iterator[None]:
    """Replace the error of a driver, which may quote data or a password, by one that says what was tried.

    Raises
    ------
    UserError
        With the error's kind alone.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001  a driver's error may quote data or credentials
        raise UserError(f"{what} could not be read ({type(error).__name__})", ExitStatus.PROBLEMS) from None


def chosen(there: Iterable[str], wanted: Wanted) -> tuple[str, ...]:
    """Return the tables that are wanted, in the order of their names.

    Raises
    ------
    UserError
        If one is not there, or none is.
    """
    found = sorted(there)
    for name in wanted.tables:
        if name not in found:
            known = ", ".join(found[:12])
            raise UserError(
                f"there is no table {plain(name, 100)!r} in the source; there are: {plain(known, 600)}"
            )
    if not found:
        raise UserError("the source has no tables", ExitStatus.PROBLEMS)
    return tuple(name for name in found if not wanted.tables or name in wanted.tables)
