"""The local engine: threads over chunks, batches in order.

Numpy and Arrow let go of the interpreter's lock while they work, so threads are enough. At most
`workers` + 1 chunks are under way or waiting, which bounds memory whatever the number of rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa

from manikin.plan import Plan
from manikin.run import World, require_feasible, tasks

T = TypeVar("T")
Task = Callable[[int], list[tuple[str, pa.RecordBatch]]]


def in_order(task: Callable[[int], T], numbers: range, workers: int) -> Iterator[T]:
    """Yield ``task(n)`` for each number, in order, made by `workers` threads."""
    if workers <= 1:
        yield from map(task, numbers)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[T]] = deque()
        try:
            for number in numbers:
                waiting.append(pool.submit(task, number))
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


def run(
    made: World,
    handle: Callable[[str, pa.RecordBatch], T],
    *,
    workers: int = 1,
) -> Iterator[tuple[str, T]]:
    """Yield what `handle` makes of every batch, each table's in order; with defects also those of the answer key.

    Parameters
    ----------
    made : World
        The run.
    handle : callable
        Called in the worker's thread with the table's name and the batch, such as to encode it.
    workers : int
        Threads.

    Raises
    ------
    InfeasibleError
        Before the first row, if there are more rows than distinct values.
    """
    require_feasible(made)
    for task, numbers in tasks(made):

        def chunk(number: int, task: Task = task) -> list[tuple[str, T]]:
            return [(name, handle(name, batch)) for name, batch in task(number)]

        for parts in in_order(chunk, numbers, workers):
            yield from parts
