"""Rows cut into pieces: whatever batches come, the pieces are the same."""

from __future__ import annotations

from itertools import chain

import pyarrow as pa
import pytest

from manikin.build.cutting import Cutter

ROWS = 57


def pieces(step: int, cutter: Cutter) -> list[tuple[list[int], int, bool]]:
    rows = pa.RecordBatch.from_pydict({"n": list(range(ROWS))})
    batches = [rows.slice(start, step) for start in range(0, ROWS, step)]
    found = chain(chain.from_iterable(map(cutter.add, batches)), cutter.rest())
    return [
        ([n for batch in piece.batches for n in batch["n"].to_pylist()], piece.part, piece.ends_part)
        for piece in found
    ]


@pytest.mark.parametrize("step", [1, 7, 10, 100])
def test_groups_are_counted_from_the_start_of_their_part(step: int) -> None:
    found = pieces(step, Cutter(10, 25))
    assert [len(rows) for rows, _, _ in found] == [10, 10, 5, 10, 10, 5, 7]
    assert [part for _, part, _ in found] == [1, 1, 1, 2, 2, 2, 3]
    assert [ends for _, _, ends in found] == [False, False, True, False, False, True, False]
    assert [n for rows, _, _ in found for n in rows] == list(range(ROWS))


@pytest.mark.parametrize("step", [1, 7, 100])
def test_any_number_of_rows_never_crosses_a_part(step: int) -> None:
    found = pieces(step, Cutter(None, 25))
    by_part = {part: [n for rows, p, _ in found if p == part for n in rows] for part in (1, 2, 3)}
    assert by_part == {1: list(range(25)), 2: list(range(25, 50)), 3: list(range(50, ROWS))}
    assert [part for _, part, ends in found if ends] == [1, 2]


def test_rows_that_are_written_are_left_out() -> None:
    # 20 rows are there, and the first batch begins with row 13.
    rows = pa.RecordBatch.from_pydict({"n": list(range(13, ROWS))})
    cutter = Cutter(10, 25, row=20, drop=7)
    found = [*cutter.add(rows), *cutter.rest()]
    assert [n for piece in found for batch in piece.batches for n in batch["n"].to_pylist()] == list(
        range(20, ROWS)
    )
    assert [sum(batch.num_rows for batch in piece.batches) for piece in found] == [5, 10, 10, 5, 7]


def test_one_file_has_no_ends() -> None:
    assert [(len(rows), part, ends) for rows, part, ends in pieces(100, Cutter(None, None))] == [
        (ROWS, 1, False)
    ]
    assert [len(rows) for rows, _, _ in pieces(9, Cutter(30, None))] == [30, 27]
