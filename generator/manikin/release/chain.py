"""Decisions as a chain: each names the last ones before it, so that none can be taken out or put in between unseen.

Decisions that were made side by side follow the same ones, and the next follows both.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from manikin.release.decision import Decision


class Chain:
    """Decisions on one dataset; those that are named and missing are told when the files are read.

    Parameters
    ----------
    decisions : sequence of Decision
        In any order.
    """

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._by_digest = {made.digest: made for made in decisions}

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions, each after those that it follows; those made side by side by their day."""
        found = self._by_digest.values()
        return tuple(sorted(found, key=lambda made: (len(self._before[made.digest]), made.on, made.digest)))

    @cached_property
    def _before(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for start in self._by_digest:
            stack = [start]
            while stack:
                here = stack[-1]
                wanted = [at for at in self._by_digest[here].follows if at in self._by_digest]
                waiting = [at for at in wanted if at not in found]
                if here in found or not waiting:
                    found.setdefault(
                        here, frozenset(wanted).union(*(found[at] for at in wanted if at in found))
                    )
                    stack.pop()
                else:
                    # A digest covers what it follows, so there is no circle to be caught in.
                    stack += waiting
        return found

    def before(self, made: Decision) -> tuple[Decision, ...]:
        """Return the decisions that one was made after, oldest first."""
        found = self._before[made.digest]
        return tuple(other for other in self.decisions if other.digest in found)

    def is_before(self, one: Decision, other: Decision) -> bool:
        """Return whether `other` was made with `one` at hand."""
        return one.digest in self._before[other.digest]
