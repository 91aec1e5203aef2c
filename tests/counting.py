"""How much Python runs: what is made value by value runs more of it for more values."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines(make: Callable[[], Any]) -> int:
    """Return how many lines of Python run; every turn of a loop, of a comprehension too, is at least one."""
    counted = [0]

    def trace(_: FrameType, event: str, __: Any) -> Any:
        counted[0] += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        make()
    finally:
        sys.settrace(before)
    return counted[0]
