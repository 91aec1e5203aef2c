"""One part of one table, made on its own from the chunks that its rows lie in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from manikin.build.cutting import Cutter, Piece
from manikin.build.output import Output
from manikin.build.tables import sink_table
from manikin.run import World, make, stages
from manikin.sinks import FileRecord


@dataclass(frozen=True)
class Portion:
    """A part of a table.

    Parameters
    ----------
    table, root : str
        The table, and the one that its rows descend from.
    part : int
        Its number, from 1.
    chunks : range
        The chunks in which its rows lie.
    before : int
        How many rows the table has before these chunks.
    """

    table: str
    root: str
    part: int
    chunks: range
    before: int


def portions(made: World, output: Output) -> list[Portion]:
    """Return all parts of all written tables; a table without rows has one too."""
    assert output.part_rows is not None
    chunks = dict(stages(made))
    found = []
    for plan in made.plan.tables:
        if not plan.written:
            continue
        name, rows = plan.table.name, made.row_count(plan.table.name)
        starts = _starts(made, name, chunks[plan.root])
        for part, first in enumerate(range(0, max(1, rows), output.part_rows), 1):
            last = min(first + output.part_rows, rows) - 1
            if last < first:
                found.append(Portion(name, plan.root, part, range(0), 0))
                continue
            begin, end = bisect_right(starts, first) - 1, bisect_right(starts, last)
            found.append(Portion(name, plan.root, part, range(begin, end), starts[begin]))
    return found


def _starts(made: World, name: str, chunks: range) -> list[int]:
    """Return the first row of a table in each chunk."""
    plan = made.plan.table(name)
    if plan.table.parent is not None:
        return made.starts[name][:-1]
    return [0] if len(chunks) <= 1 else [number * made.chunk_of(name) for number in chunks]


def write(made: World, portion: Portion, output: Output, path: Path) -> FileRecord:
    """Write a part into a new file, byte for byte what it is in a build of the whole.

    Raises
    ------
    UserError
        If a row cannot be made, or the disk is full or refuses.
    """
    assert output.part_rows is not None
    table = sink_table(made.plan.table(portion.table).table, made.plan.spec, output.said)
    encoder, writer = output.sink.encoder(table), output.sink.writer(path, table)
    first = (portion.part - 1) * output.part_rows
    cutter = Cutter(encoder.together, output.part_rows, first, first - portion.before)
    try:
        for piece in takewhile(lambda piece: piece.part == portion.part, _pieces(made, portion, cutter)):
            writer.append(encoder.encode(piece.batches))
            if piece.ends_part:
                break
        return writer.close()
    except BaseException:
        writer.abort()
        raise


def _pieces(made: World, portion: Portion, cutter: Cutter) -> Iterator[Piece]:
    for number in portion.chunks:
        for _, batch in make(made, portion.root, number, only={portion.table}):
            yield from cutter.add(batch)
    yield from cutter.rest()
