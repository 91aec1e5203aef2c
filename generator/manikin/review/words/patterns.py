"""Which columns of a row are missing together, and how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.model import MissingPatterns, Spec, Table
from manikin.review.words import conditions, numbers
from manikin.review.words.form import Profile, Share, Subject, Words, charts, weighed
from manikin.review.words.kind import named

NAME = "patterns"


def subjects(table: Table, _spec: Spec, /) -> Iterator[Subject]:
    """Yield each set of patterns."""
    for found in table.missing_patterns:
        title = f"{named(table)}, missing together ({found.name})"
        profiles = list(_profiles(found))
        commonest = max(profiles[0].shares, key=lambda share: float(share.share))
        count, columns = len(found.patterns), numbers.listed(found.columns)
        when = f" {profiles[0].title}" if profiles[0].title else ""
        told = (
            f"Each row has one of {count} patterns of missing values in {columns}.",
            f"The commonest{when}: {commonest.label}, {numbers.of_every_100(commonest.share)}.",
        )
        words = Words(told, charts(title, "missing together", profiles))
        looks = (*found.columns, *found.draw.given)
        yield Subject(NAME, title, table.name, "", found.address, words, looks)


def _profiles(found: MissingPatterns) -> Iterator[Profile]:
    if found.draw.distribution is not None:
        yield Profile("", _shares(found, found.draw.distribution.parameters), found.draw.distribution.address)
    for case in found.draw.cases:
        shares = _shares(found, case.distribution.parameters)
        yield Profile(conditions.when(case), shares, case.distribution.address)


def _shares(found: MissingPatterns, weights: Mapping[str, Any]) -> tuple[Share, ...]:
    return weighed((_said(found.patterns[int(place)]), weight) for place, weight in weights.items())


def _said(columns: tuple[str, ...]) -> str:
    return " and ".join(columns) if columns else "none missing"
