"""How many values are missing, column by column."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.model import Case, Column, Spec, Table
from manikin.review.words import conditions, numbers
from manikin.review.words.form import Profile, Share, Subject, Words, charts
from manikin.review.words.kind import named

NAME = "missing"


def subjects(table: Table, _spec: Spec, /) -> Iterator[Subject]:
    """Yield each column that declares a share of missing values."""
    for column in table.columns:
        if column.missing is not None:
            yield _subject(table, column)


def _subject(table: Table, column: Column) -> Subject:
    missing = column.missing
    assert missing is not None
    title = f"{named(table)}.{column.name}, missing values"
    draw = missing.draw
    if draw.distribution is not None:
        told = _alone(float(draw.distribution.parameters), draw.distribution.address)
    else:
        rows = [_case(case) for case in draw.cases]
        text = "; ".join(f"{when}: {numbers.of_every_100(share, _fine(share))}" for when, share, _ in rows)
        profiles = [_profile(when, share, at) for when, share, at in rows]
        told = Words((f"Missing: {text}.",), charts(title, "value", profiles))
    return Subject(NAME, title, table.name, column.name, missing.address, told, draw.given)


def _alone(share: float, at: tuple[str | int, ...]) -> Words:
    if share in {0.0, 1.0}:
        return Words(("Always missing." if share else "Never missing.",))
    sentence = f"Missing in {numbers.of_every_100(share, _fine(share))}."
    return Words((sentence,), charts("Missing and present", "value", [_profile("", share, at)]))


def _case(case: Case) -> tuple[str, float, tuple[str | int, ...]]:
    return conditions.when(case), float(case.distribution.parameters), case.distribution.address


def _profile(title: str, share: float, at: tuple[str | int, ...]) -> Profile:
    exact = numbers.exact(share)
    rows = (Share("missing", exact, numbers.number(share)), Share("present", 1 - exact))
    return Profile(title, rows, at)


def _fine(share: float) -> int:
    return numbers.places([share])
