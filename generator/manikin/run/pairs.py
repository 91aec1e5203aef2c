"""Rules about a row and the rows that match it, of the rows that are made together.

Rows below one row of the first table above them are: so what is judged depends on no chunk. Rows further apart
are left to verification.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from manikin.columns.expression import evaluate
from manikin.columns.pairing import compiled_for
from manikin.columns.values import Mask, plain_array, take
from manikin.errors import InfeasibleError
from manikin.model import FileRows, Pair
from manikin.model.pairs import OTHER
from manikin.randomness import Integers
from manikin.run.frame import Frame


@dataclass(frozen=True)
class _Pairs:
    """Rows of one frame beside rows of another; what an expression needs of cells."""

    frame: Frame
    other: Frame
    mine: Integers
    theirs: Integers

    @property
    def rows(self) -> int:
        return len(self.mine)

    def value(self, path: str) -> pa.Array:
        word, _, rest = path.partition(".")
        if word == OTHER and rest:
            return take(self.other.column(rest), self.theirs)
        return take(self.frame.value(path), self.mine)


def require_pairs(frame: Frame, frames: Mapping[str, Frame]) -> None:
    """Make sure that the rows of a frame keep their table's rules about rows that match.

    Parameters
    ----------
    frame : Frame
        The rows.
    frames : Mapping of str to Frame
        The rows of all tables of the lineage that are made together, by their tables' names.

    Raises
    ------
    InfeasibleError
        If a row breaks one.
    """
    for pair in frame.prepared.table.pairs:
        there = frame.world.prepared.get(pair.table)
        if there is None:
            continue
        is_file = isinstance(there.table.rows, FileRows)
        broken = _broken(frame, frame.world.whole(pair.table) if is_file else frames[pair.table], pair)
        if broken:
            what = "pairs of rows break" if pair.sql else f"of {frame.rows:,} rows have no match as asked by"
            msg = (
                f"{frame.prepared.table.name}: {broken:,} {what} the rule {pair.name!r} of `pairs`, for which nothing "
                "is drawn again. Make the columns so that it holds, or mend the rule"
            )
            raise InfeasibleError(msg)


def _broken(frame: Frame, other: Frame, pair: Pair) -> int:
    found = _matches(frame, other, pair)
    if pair.where:
        spoken = np.flatnonzero(_holds(pair.where, pair, found, otherwise=False))
        found = _Pairs(frame, other, found.mine[spoken], found.theirs[spoken])
    if pair.sql:
        return int(np.count_nonzero(~_holds(pair.sql, pair, found, otherwise=True)))
    asked: Mask = np.ones(frame.rows, np.bool_)
    for name, _ in pair.match:
        asked &= frame.column(name).is_valid().to_numpy(zero_copy_only=False)
    asked[found.mine] = False
    return int(np.count_nonzero(asked))


def _holds(text: str, pair: Pair, pairs: _Pairs, *, otherwise: bool) -> Mask:
    """Return for which pairs an expression is true; `otherwise` where it has no answer."""
    prepared = pairs.frame.prepared
    expression = compiled_for(text, pair, prepared.table, prepared.spec)
    place = f"{prepared.table.name}, pair {pair.name!r}"
    answer = evaluate(expression, pairs, place)  # type: ignore[arg-type]  # all that an expression asks for
    found: Mask = answer.fill_null(otherwise).to_numpy(zero_copy_only=False)
    return found


def _matches(frame: Frame, other: Frame, pair: Pair) -> _Pairs:
    """Return the pairs of rows whose columns are equal, no row with itself."""
    names = [f"k{place}" for place in range(len(pair.match))]
    one = _side(frame, [mine for mine, _ in pair.match], names, "mine")
    two = _side(other, [theirs for _, theirs in pair.match], names, "theirs")
    if not isinstance(other.prepared.table.rows, FileRows):
        names.append("root")
        one = one.append_column("root", pa.array(_roots(frame)))
        two = two.append_column("root", pa.array(_roots(other)))
    met = one.join(two, keys=names, join_type="inner")
    mine, theirs = (met.column(name).to_numpy() for name in ("mine", "theirs"))
    if frame is other:
        apart = np.flatnonzero(mine != theirs)
        mine, theirs = mine[apart], theirs[apart]
    return _Pairs(frame, other, mine, theirs)


def _side(frame: Frame, columns: list[str], names: list[str], rows: str) -> pa.Table:
    arrays = [plain_array(frame.column(column)) for column in columns]
    places = pa.array(np.arange(frame.rows, dtype=np.int64))
    return pa.table([*arrays, places], names=[*names, rows])


def _roots(frame: Frame) -> Integers:
    """Return which row of the first table above each row belongs to."""
    rows: Integers = np.arange(frame.rows, dtype=np.int64)
    while frame.place.parent is not None:
        owners = frame.place.parent_rows
        assert owners is not None
        frame, rows = frame.place.parent, owners[rows]
    return rows
