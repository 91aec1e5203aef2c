"""Columns that another column of the row settles, such as the name of a code: each of its labels comes with one only.

Like an order of dates it is one yes or no: it holds unless enough people have a row against it. Which pairs are looked at
follows from the permitted counts of labels, which must add up.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from manikin.derive.contents import Categories, Determined
from manikin.derive.door import TooManyGroupsError
from manikin.derive.permits import DETERMINED, Sticky
from manikin.derive.rows import Rows
from manikin.derive.structure.facts import people_with
from manikin.derive.summarise.subjects import Subject
from manikin.derive.summarise.tally import cells, cells_of, counted, surely_told
from manikin.derive.view import ColumnView, TableView
from manikin.disclosure.policy import Policy

MOST_LABELS: Final = 1_000
MOST_PAIRS: Final = 40
"""The most pairs of columns of one table that the data are asked about."""
_STEPS: Final = 3_000
_APART: Final = "\x1f"


def determined(table: TableView, about: Subject, rows: Rows, policy: Policy) -> TableView:
    """Return a table of which some columns follow from another one."""
    if isinstance(policy, Sticky):
        return table  # what was approved stays as it was
    found: dict[str, Determined] = {}
    for given, column in _candidates(table):
        used = {one.column for one in found.values()}
        if column.name in found or given.name in found or column.name in used:
            continue
        follows = _follows(table, given, column, about, rows, policy)
        if follows is not None:
            found[column.name] = follows
    columns = tuple(replace(c, content=found.get(c.name, c.content)) for c in table.columns)
    return replace(table, columns=columns)


def _candidates(table: TableView) -> list[tuple[ColumnView, ColumnView]]:
    """Return pairs of which the first may settle the second: those of as many labels first, then in the table's order."""
    filled = {name for reference in table.references for name in reference.columns}
    filled |= {*table.key, *(name for name, _ in table.copies)}
    labelled = [
        column
        for column in table.columns
        if column.name not in filled
        and column.type != "boolean"
        and isinstance(column.content, Categories)
        and 1 < len(column.content.counts) <= MOST_LABELS
    ]
    pairs = [
        (len(_counts(one)) - len(_counts(other)), place, after, one, other)
        for place, one in enumerate(labelled)
        for after, other in enumerate(labelled)
        if one is not other and _may(one, other, after > place) and _are_missing_alike(one, other, table)
    ]
    return [(one, other) for *_, one, other in sorted(pairs, key=lambda pair: pair[:3])[:MOST_PAIRS]]


def _counts(column: ColumnView) -> Sequence[int]:
    assert isinstance(column.content, Categories)
    return [count for _, count in column.content.counts]


def _are_missing_alike(given: ColumnView, column: ColumnView, table: TableView) -> bool:
    """Return whether one column is missing where the other is: neither ever, or always together."""
    if not given.missing and not column.missing:
        return True
    patterns = [names for names, _ in table.missing_together]
    return any(given.name in names for names in patterns) and all(
        (given.name in names) == (column.name in names) for names in patterns
    )


def _may(given: ColumnView, column: ColumnView, is_after: bool) -> bool:  # noqa: FBT001  read as a pair
    """Return whether the counts of one column add up to those of another; of two with as many labels the first settles."""
    parts, sums = _counts(given), _counts(column)
    if len(parts) < len(sums) or (len(parts) == len(sums) and not is_after):
        return False
    assert isinstance(given.content, Categories)
    slack = 10 * (len(parts) + 1)
    return _adds_up(sorted(parts, reverse=True), list(sums), slack, slack + given.content.other)


def _adds_up(parts: Sequence[int], sums: list[int], below: int, above: int) -> bool:
    """Return whether numbers can be sorted into sums, each met but for a little; where that takes long, that they may."""
    steps = 0

    def fits(place: int) -> bool:
        nonlocal steps
        steps += 1
        if place == len(parts) or steps > _STEPS:
            return steps > _STEPS or all(left <= above for left in sums)
        tried = set()
        for number, left in enumerate(sums):
            if left not in tried and left + below >= parts[place]:
                tried.add(left)
                sums[number] -= parts[place]
                if fits(place + 1):
                    return True
                sums[number] += parts[place]
        return False

    return fits(0)


def _follows(
    table: TableView, given: ColumnView, column: ColumnView, about: Subject, rows: Rows, policy: Policy
) -> Determined | None:
    """Return which label comes with each label of another column; None where enough people have another one."""
    there, has_person = rows.with_person(table.name, [given.name, column.name])
    start, end = (there[name].cast("string") for name in (given.name, column.name))
    pair: Any = start + _APART + end
    assert isinstance(given.content, Categories)
    assert isinstance(column.content, Categories)
    labels = [label for label, _ in given.content.counts]
    told = _pairs_told(replace(about, rows=there), pair, labels, policy.at(column.name, DETERMINED))
    pairs = dict(_split(told, labels, [label for label, _ in column.content.counts]))
    if len(pairs) < len(labels) or len(set(pairs.values())) < 2:
        return None
    known = [label + _APART + pairs[label] for label in labels]
    against = start.isin(labels) & ~pair.isin(known).fill_null(False)
    asked = there.aggregate(n=people_with(there, against, has_person=has_person))
    if policy.permit(int(about.door.ask(asked, 1).to_pylist()[0]["n"] or 0)):
        return None
    return Determined(given.name, tuple((label, pairs[label]) for label in labels))


def _pairs_told(about: Subject, pair: Any, labels: Sequence[str], policy: Policy) -> Mapping[Hashable, int]:
    """Return the pairs of labels that may be told; none where numbers of rows show already that no more need be asked."""
    keyed = about.keyed(pair)
    try:
        counts = counted(about, keyed, policy.threshold)
    except TooManyGroupsError:
        return cells(about, pair, policy).told
    if not _may_follow(counts, surely_told(about, counts, policy), labels):
        return {}
    return cells_of(about, keyed, counts, policy).told


def _may_follow(counts: Iterable[Hashable], sure: Collection[Hashable], labels: Sequence[str]) -> bool:
    """Return whether each label may come with one other only, and not all with the same, whichever pairs may be told.

    Parameters
    ----------
    counts : iterable
        All pairs that have enough rows.
    sure : collection
        Those of them that may be told, whoever their rows are about.
    """
    possible: dict[str, set[str]] = {label: set() for label in labels}
    certain: dict[str, set[str]] = {label: set() for label in labels}
    for key in counts:
        start, dash, end = str(key).partition(_APART)
        if dash and start in possible:
            possible[start].add(end)
            if key in sure:
                certain[start].add(end)
    left = [certain[label] or possible[label] for label in labels]
    is_one = all(ends and len(certain[label]) < 2 for label, ends in zip(labels, left, strict=True))
    return is_one and len(set().union(*left)) > 1


def _split(told: Any, starts: Sequence[str], ends: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of labels whose first has that one second."""
    found: dict[str, list[str]] = {}
    for key in sorted(told):
        start, _, end = str(key).partition(_APART)
        found.setdefault(start, []).append(end)
    allowed = set(ends)
    for start in starts:
        if len(found.get(start, ())) == 1 and found[start][0] in allowed:
            yield start, found[start][0]
