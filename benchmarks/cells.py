"""What a cell of each kind of column and each distribution costs: nanoseconds, and as a ratio to ``uniform``.

Columns are those of ``specs/cells``, each made as an Arrow array of 16,384 rows or so from its address, with what it
looks at made before. Distributions are only drawn, from uniforms that are there, beside `scipy.special.ndtri` of the
same uniforms. All take turns in one run; each figure is the median of its turns, in time of the processor, so that what else
runs on the machine counts for little.

    python benchmarks/cells.py [--turns 9] [--only WORD] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import manikin
from manikin import distributions
from manikin.columns.draw import on_ruler
from manikin.model import DataType, Distribution, FileRows
from manikin.plan import make_plan
from manikin.randomness import row_addresses, stream_key, uniforms
from manikin.run.world import World

HERE = Path(__file__).parent
ROWS = 16_384
Costs = dict[str, float]


def columns(turns: int, only: str) -> Costs:
    """Return the nanoseconds that a cell of each column takes."""
    world = World(make_plan(manikin.load(HERE / "specs" / "cells")))
    found: dict[str, list[float]] = defaultdict(list)
    for turn in range(turns + 1):
        frames = [
            pair
            for root in ("patient", "sample")
            for pair in list(world.frames(root, turn % len(world.chunks(root))))
        ]
        for prepared, frame in frames:
            if isinstance(prepared.table.rows, FileRows):
                continue
            for name in prepared.order:
                begun = time.thread_time()
                frame.column(name)
                taken = (time.thread_time() - begun) * 1e9 / frame.rows
                if turn and only in name:  # the first turn makes pools, tables and vocabularies
                    found[f"{prepared.table.name}.{name}"].append(taken)
    return {name: statistics.median(costs) for name, costs in found.items()}


def drawn(turns: int, only: str) -> Costs:
    """Return the nanoseconds that a cell of each distribution takes, and one of `scipy.special.ndtri`."""
    from scipy.special import ndtri  # noqa: PLC0415  # only to measure beside

    samplers: dict[str, Any] = {name: sampler for name, sampler in _samplers() if only in name}
    found: dict[str, list[float]] = defaultdict(list)
    for turn in range(turns + 1):
        addresses = row_addresses(np.arange(turn * ROWS, (turn + 1) * ROWS))
        begun = time.thread_time()
        u = uniforms(stream_key(1, "cells"), addresses)
        if turn:
            found["random number"].append(time.thread_time() - begun)
        for name, draw in {"ndtri": ndtri, **samplers}.items():
            begun = time.thread_time()
            draw(u)
            if turn:
                found[name].append(time.thread_time() - begun)
    return {name: statistics.median(costs) * 1e9 / ROWS for name, costs in found.items()}


def _samplers() -> Iterator[tuple[str, Any]]:
    """Yield what draws from each distribution's example, in the order of the language reference."""
    for name in distributions.ALL:
        moment = name == "calendar"
        datatype = DataType(
            "datetime" if moment else "float" if name in distributions.CONTINUOUS else "integer"
        )
        parameters = on_ruler(Distribution(name, distributions.EXAMPLES[name]), datatype)
        ticks = 1 if moment else None
        yield (
            name,
            distributions.prepare(
                name, parameters, discrete=datatype.is_discrete, ticks_per_second=ticks
            ).draw,
        )


def table(costs: Costs, beside: str) -> Iterator[str]:
    """Yield the lines of a table, with a ratio to one of its entries."""
    for name, cost in costs.items():
        yield f"{name:<28} {cost:8.1f} ns {cost / costs[beside]:8.2f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--only", default="")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    kinds, families = columns(asked.turns, asked.only), drawn(asked.turns, asked.only)
    print("\n".join(table(families, "ndtri")), "", sep="\n")
    print("\n".join(f"{name:<28} {cost:8.1f} ns" for name, cost in kinds.items()))
    if asked.json:
        asked.json.write_text(json.dumps({"columns": kinds, "distributions": families}, indent=2), "utf-8")


if __name__ == "__main__":
    main()
