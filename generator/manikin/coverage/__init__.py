"""Smallest datasets that reach every branch of a specification.

`goals` says from the specification alone what must occur; `evening` makes rare branches common without making
anything possible that was not; `search` looks at rows of the evened specification and keeps those that are needed
(`cover`); `record` tells what came of it; `making` is what others call. The rows kept are rows of the evened
specification at chosen addresses, so that every rule holds in them and nothing but addresses has to be remembered.

To add a sort of goal: a function ``(column, table, spec) -> Iterator[Found]`` in a module here and its name in
`goals.OF_COLUMNS`; and, where weights decide on it, what evens them in `evening`.
"""

from manikin.coverage.coverage import Coverage, Reached
from manikin.coverage.goal import Goal, LeftOut
from manikin.coverage.making import made
from manikin.coverage.record import to_json, told, words
from manikin.coverage.search import cover

__all__ = ["Coverage", "Goal", "LeftOut", "Reached", "cover", "made", "to_json", "told", "words"]
