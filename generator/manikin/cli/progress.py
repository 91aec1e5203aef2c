"""A line of progress on stderr, when somebody is there to see it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    """How many rows are made in a second."""

    def render(self, task: Task) -> Text:
        """Return the rate in words; nothing before there is one."""
        return Text("" if not task.speed else f"{task.speed:,.0f} rows a second")


def _silent(_rows: int, _total: int) -> None:
    """Say nothing."""


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how many more rows there are, and of how many; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield _silent
        return
    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    columns = (
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} rows", markup=False),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("left", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("rows", total=0)

        def tick(rows: int, total: int) -> None:
            bar.update(task, total=total)
            bar.advance(task, rows)

        yield tick


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
