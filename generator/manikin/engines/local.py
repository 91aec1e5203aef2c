"""The local engine: threads over chunks, batches in order.

Numpy and Arrow let go of the interpreter's lock while they work, so threads are enough. At most
`workers` + 1 chunks are under way or waiting, which bounds memory whatever the number of rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

import pyarrow as pa

from manikin.plan import Plan
from manikin.run import Task, World, require_feasible, tasks

A = TypeVar("A")
T = TypeVar("T")
Batches = list[tuple[str, pa.RecordBatch]]


def in_order(task: Callable[[A], T], arguments: Iterable[A], workers: int) -> Iterator[T]:
    """Yield ``task(a)`` for each argument, in order, made by `workers` threads."""
    if workers <= 1:
        yield from map(task, arguments)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[T]] = deque()
        try:
            for argument in arguments:
                waiting.append(pool.submit(task, argument))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def world(
    plan: Plan,
    *,
    workers: int = 1,
    chunk: int | None = None,
    addresses: Mapping[str, Sequence[int]] | None = None,
) -> World:
    """Return the run of a plan, whose counting pass uses `workers` threads too; `chunk` and `addresses` as of `World`."""
    return World(plan, chunk, lambda task, numbers: in_order(task, numbers, workers), addresses)


def chunks(made: World, *, workers: int = 1, begin: Mapping[str, int] | None = None) -> Iterator[Batches]:
    """Yield the batches of each chunk of a run, in order; with defects also those of the answer key.

    Parameters
    ----------
    made : World
        The run.
    workers : int
        Threads.
    begin : mapping of str to int, optional
        The first chunk, counted over the whole run, of which each table's rows are wanted; of a run without defects.

    Raises
    ------
    InfeasibleError
        Before the first row, if there are more rows than distinct values.
    """
    require_feasible(made)
    whole = ((task, number) for task, numbers in tasks(made) for number in numbers)

    def make(chunk: tuple[int, tuple[Task, int]]) -> Batches:
        place, (task, number) = chunk
        if not begin:
            return task(number)
        return task(number, only={name for name, first in begin.items() if first <= place})

    first = min(begin.values()) if begin else 0
    yield from in_order(make, islice(enumerate(whole), first, None), workers)


def run(
    made: World,
    handle: Callable[[str, pa.RecordBatch], T],
    *,
    workers: int = 1,
) -> Iterator[tuple[str, T]]:
    """Yield what `handle` makes of every batch of `chunks`, each table's in order."""
    for batches in chunks(made, workers=workers):
        for name, batch in batches:
            yield name, handle(name, batch)
