"""Where a build begins again: each table by itself, so that a slow one does not hold back the others."""

from __future__ import annotations

from manikin.build.checkpoints import Chunks


def test_a_table_whose_rows_wait_begins_earlier_than_one_whose_rows_are_written() -> None:
    chunks = Chunks({"parent": (0, 0), "child": (0, 0)})
    for _ in range(5):
        chunks.add({"parent": 10, "child": 100})
    assert chunks.restart({"parent": 0, "child": 450}) == {"parent": (0, 0), "child": (4, 400)}
    assert chunks.restart({"parent": 20, "child": 500}) == {"parent": (2, 20), "child": (5, 500)}


def test_it_goes_on_from_where_it_began() -> None:
    chunks = Chunks({"parent": (2, 20), "child": (4, 400)})
    chunks.add({"parent": 10})
    chunks.add({"parent": 10})
    chunks.add({"parent": 10, "child": 100})
    assert chunks.restart({"parent": 25, "child": 499}) == {"parent": (2, 20), "child": (4, 400)}
    assert chunks.restart({"parent": 40, "child": 500}) == {"parent": (4, 40), "child": (5, 500)}


def test_chunks_without_rows_of_a_table_are_passed() -> None:
    chunks = Chunks({"a": (0, 0), "b": (0, 0)})
    for rows in ({"a": 5}, {"a": 5}, {"b": 7}):
        chunks.add(rows)
    assert chunks.restart({"a": 10, "b": 0}) == {"a": (3, 10), "b": (2, 0)}
