"""What travels to every executor, once: the plan with its vocabularies, its counts and the pools of names.

A worker makes its run of it once, and keeps it for all its tasks. What is not in the parcel is made again there, since
it follows from the plan: tables of quantiles, and the tables that references point at.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from manikin.columns import pools
from manikin.plan import Plan
from manikin.run import World
from manikin.run.world import Starts

_KEPT = 2
"""How many runs a worker keeps: the one that is counted, and the one that is made."""


@dataclass(frozen=True)
class _Parcel:
    plan: Plan
    chunks: Mapping[str, int]
    addresses: Mapping[str, Sequence[int]]
    starts: Starts | None
    pools: Mapping[tuple[str, str], tuple[str, ...]]


class _Received(World):
    """A run in a worker, which has its counts from the driver; without them it can do nothing but count."""

    def __init__(self, parcel: _Parcel) -> None:
        super().__init__(parcel.plan, addresses=parcel.addresses)
        self._chunk.update(parcel.chunks)
        if parcel.starts is None:
            self._is_counting = True
        else:
            self.starts = parcel.starts


def packed(
    made: World, addresses: Mapping[str, Sequence[int]] | None = None, *, is_counted: bool = True
) -> bytes:
    """Return a run as bytes.

    Parameters
    ----------
    made : World
        The run.
    addresses : mapping of str to sequence of int, optional
        Which rows its tables without a parent have, if not the first ones.
    is_counted : bool
        Whether its counts travel too; they are worked out now, if they are not known.
    """
    roots = [root.table.name for root in made.plan.roots]
    parcel = _Parcel(
        made.plan,
        {root: made.chunk_of(root) for root in roots},
        addresses or {},
        made.starts if is_counted else None,
        pools.pools(made.plan.spec),
    )
    return pickle.dumps(parcel, protocol=5)


@lru_cache(maxsize=_KEPT)
def opened(parcel: bytes) -> World:
    """Return the run in a parcel: the same one for the same bytes."""
    found = pickle.loads(parcel)  # noqa: S301  it comes from our own driver, as does the function that reads it
    pools.hold(found.pools)
    return _Received(found)


class Sent:
    """Bytes on their way to the executors: a broadcast, which travels once to each.

    A session of Spark Connect has no broadcasts; there the bytes travel with the function, and Spark itself sends a large
    function once to each executor.

    Parameters
    ----------
    spark : pyspark.sql.SparkSession
        The session.
    parcel : bytes
        What is sent.
    """

    def __init__(self, spark: Any, parcel: bytes) -> None:
        context = _context(spark)
        self._parcel = parcel if context is None else None
        self._broadcast = None if context is None else context.broadcast(parcel)

    def world(self) -> World:
        """Return the run, in a worker."""
        return opened(self._parcel if self._broadcast is None else self._broadcast.value)

    def let_go(self) -> None:
        """Remove it from the executors."""
        if self._broadcast is not None:
            self._broadcast.unpersist()


def _context(spark: Any) -> Any:
    """Return the Spark context of a session; None of Spark Connect."""
    from pyspark.errors import PySparkException  # noqa: PLC0415  a large package, needed here alone

    try:
        return spark.sparkContext
    except (AttributeError, NotImplementedError, PySparkException):
        return None
