"""Differences of vocabularies: lines that came, went or changed, told apart by the key."""

from __future__ import annotations

from typing import Final

from manikin.model import FileRows
from manikin.review.diff.graph import ROWS
from manikin.review.diff.lists import Key, lines_of
from manikin.review.diff.spots import TableSpot
from manikin.review.diff.supports import together

MOST_NAMED: Final = 20
"""How many lines a change names."""


def compare_lines(spot: TableSpot) -> None:
    """Add the lines of a vocabulary that differ, as one change."""
    before, after = spot.tables
    assert isinstance(before.rows, FileRows)
    assert isinstance(after.rows, FileRows)
    files = spot.walk.old.tree["files"], spot.walk.new.tree["files"]
    digests = files[0][before.rows.file], files[1][after.rows.file]
    if digests[0] == digests[1]:
        return
    old, new = lines_of(spot.walk.old.spec, before.name), lines_of(spot.walk.new.spec, after.name)
    columns = spot.walk.matched.columns
    shared = {node[1]: was[1] for node, was in columns.items() if node[0] == after.name and node[1] != ROWS}
    at = [
        (old.columns.index(was), new.columns.index(now)) for now, was in shared.items() if now in new.columns
    ]
    came = [key for key in new.rows if key not in old.rows]
    gone = [key for key in old.rows if key not in new.rows]
    changed = [
        key
        for key in new.rows
        if key in old.rows and any(old.rows[key][a] != new.rows[key][b] for a, b in at)
    ]
    kept = [key for key in old.rows if key in new.rows]
    is_moved = kept != [key for key in new.rows if key in old.rows]
    if not (came or gone or changed or is_moved):
        return
    spot.walk.add(
        "DIFF-LINES",
        (*spot.words, "lines"),
        {"lines": len(old.rows), "digest": digests[0], "gone": _named(gone)},
        {
            "lines": len(new.rows),
            "digest": digests[1],
            "new": _named(came),
            "changed": _named(changed),
            "counts": [len(came), len(gone), len(changed)],
        },
        at=((*spot.was, "file"), (*spot.now, "file")),
        direction=together(more=bool(came or changed), less=bool(gone or changed)),
        touches={(after.name, ROWS), *((after.name, name) for name in shared)},
    )


def _named(keys: list[Key]) -> list[str]:
    return [", ".join("" if part is None else part for part in key) for key in keys[:MOST_NAMED]]
