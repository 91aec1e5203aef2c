"""Which values move, in words: in one line, and as a tree of what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from manikin.review.diff.change import Count, Follow, RowCount, Values
from manikin.review.diff.marks import q
from manikin.review.words import numbers


def values(found: Values) -> str:
    """Return in one line which values change, and how many things follow."""
    if found.every:
        return "every drawn value"
    told = [f"{q(name)}: new" for name in found.new] + [f"{q(name)}: gone" for name in found.gone]
    moved = [count for count in found.counts if count.changed]
    told += [_count(count) for count in moved[:6]]
    told += [f"{numbers.plural(len(moved) - 6, 'more column')}"] if len(moved) > 6 else []
    told += [_rows(rows) for rows in found.rows if rows.added or rows.removed]
    if not told:
        told = ["none"] if not found.follows else []
    if found.follows:
        told.append(f"{numbers.plural(_size(found.follows), 'thing')} more in consequence")
    elif told != ["none"] and not (found.new or found.gone):
        told.append("nothing follows from it" if len(told) == 1 else "nothing follows from them")
    return "; ".join(told)


def follows(found: Sequence[Follow], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield what follows as lines of a tree, each with its depth."""
    for follow in found:
        count = follow.count
        name = q(f"{follow.table}.{follow.column}") if follow.column else f"rows of {q(follow.table)}"
        how = _HOW.get(follow.by, follow.by)
        if isinstance(count, Count):
            yield depth, f"{_number(count)} values of {name} ({how})"
        elif isinstance(count, RowCount):
            yield depth, _rows(count)
        else:
            yield depth, f"{name} ({how})"
        yield from follows(follow.follows, depth + 1)


_HOW: Final = {
    "cases": "its cases",
    "rows": "which rows there are",
    "check": "a rule draws again",
    "references": "a reference",
    "reference": "a reference",
    "parts": "a part",
    "order": "the order of rows",
}


def _size(found: Sequence[Follow]) -> int:
    return sum(1 + _size(follow.follows) for follow in found)


def _count(count: Count) -> str:
    return f"{_number(count)} values of {q(count.name)}"


def _number(count: Count) -> str:
    if count.at_least:
        return f"at least {numbers.number(count.changed)} of the first {numbers.number(count.of)}"
    return f"{numbers.number(count.changed)} of {numbers.number(count.of)}"


def _rows(rows: RowCount) -> str:
    least = "at least " if rows.at_least else ""
    parts = [f"{least}{numbers.plural(rows.added, 'row')} added"] if rows.added else []
    parts += [f"{least}{numbers.plural(rows.removed, 'row')} removed"] if rows.removed else []
    whole = "" if rows.at_least else f" ({numbers.number(rows.old)} → {numbers.number(rows.new)})"
    return f"{q(rows.table)}: {' and '.join(parts)}{whole}"
