"""Work that must be done in turn, beside the work that can be done in any order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self


class Turns:
    """Runs tasks one after another in a thread of its own: writing, while the next rows are made.

    Used as a context, which ends when every task is done, or, after an error, when the running one is.

    Parameters
    ----------
    most : int
        How many tasks may wait; beyond that, adding waits. Bounds memory.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[Any]] = deque()

    def __enter__(self) -> Self:
        return self

    def add(self, task: Callable[[Any], object], argument: object) -> None:
        """Add a task; raises what an earlier one raised."""
        self._waiting.append(self._pool.submit(task, argument))
        while len(self._waiting) > self._most:
            self._waiting.popleft().result()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            while kind is None and self._waiting:
                self._waiting.popleft().result()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)
