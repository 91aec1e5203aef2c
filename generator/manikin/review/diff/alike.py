"""Differences of the keys that mean the same for a table and for a column."""

from __future__ import annotations

from manikin.review.diff.change import Direction
from manikin.review.diff.spots import Spot


def hidden(spot: Spot, key: str, *, is_hidden: bool) -> None:
    """Add that something is written no more, or that it is written now."""
    less = Direction.TIGHTENS if is_hidden else Direction.NONE
    spot.add("DIFF-HIDDEN" if is_hidden else "DIFF-SHOWN", key, direction=less, touches=())


def description(spot: Spot, key: str) -> None:
    """Add that something is described in other words."""
    spot.add("DIFF-TITLE", key, touches=())


def source(spot: Spot, key: str) -> None:
    """Add that the numbers are said to be from elsewhere."""
    spot.add("DIFF-SOURCE", key, touches=())
