"""A line of progress on stderr, when somebody is there to see it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn


def _silent(_rows: int) -> None:
    """Say nothing."""


@contextmanager
def progress() -> Iterator[Callable[[int], None]]:
    """Give a function that is told how many more rows there are; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield _silent
        return
    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    columns = (TextColumn("{task.completed:,.0f} rows", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("rows", total=None)
        yield lambda rows: bar.advance(task, rows)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Give a function that is told what is being done; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    columns = (TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what: bar.update(task, description=what)
