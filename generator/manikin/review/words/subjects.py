"""Every number of a specification in words: the registry of kinds of statistics.

To add one: a module here with the members of `manikin.review.words.kind.Kind`, and its line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Iterator

from manikin.model import Spec
from manikin.review.words import (
    correlations,
    defects,
    distances,
    events,
    lists,
    missing,
    patterns,
    references,
    rows,
    states,
    values,
)
from manikin.review.words.form import Subject
from manikin.review.words.kind import Kind

KINDS: dict[str, Kind] = {
    kind.NAME: kind
    for kind in (
        rows,
        values,
        references,
        distances,
        events,
        lists,
        states,
        missing,
        patterns,
        correlations,
        defects,
    )
}


def subjects(spec: Spec) -> Iterator[Subject]:
    """Yield what sections there are, table by table."""
    for table in spec.tables.values():
        for kind in KINDS.values():
            yield from kind.subjects(table, spec)
