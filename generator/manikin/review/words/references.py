"""How often each row of another table is referred to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manikin import distributions
from manikin.columns.paths import target_table
from manikin.model import Column, Distribution, FileRows, Spec, Table
from manikin.review.words import conditions, numbers
from manikin.review.words.form import Profile, Share, Subject, Words, charts, weighed
from manikin.review.words.kind import named
from manikin.review.words.shapes import Say, phrase

NAME = "references"


def subjects(table: Table, spec: Spec, /) -> Iterator[Subject]:
    """Yield each reference that a distribution picks."""
    for column in table.columns:
        if column.kind == "references" and column.draw is not None and column.draw.distributions:
            yield _subject(table, column, spec)


def _subject(table: Table, column: Column, spec: Spec) -> Subject:
    draw = column.draw
    assert draw is not None
    target = spec.tables[str(target_table(column))]
    title = f"{named(table)}.{column.name}, rows of {target.name} that are referred to"
    cases = [(conditions.when(case), case.distribution) for case in draw.cases]
    cases = cases or [("", one) for one in draw.distributions]
    told = []
    profiles = []
    for when, one in cases:
        shape = phrase(one.name, one.parameters, Say(str))
        told.append(f"{when[:1].upper()}{when[1:]}: {shape[:1].lower()}{shape[1:]}." if when else f"{shape}.")
        shares = _shares(one, target, spec)
        if shares:
            profiles.append(Profile(when, shares, one.address))
    words = Words(tuple(told), charts(title, target.name, profiles))
    return Subject(NAME, title, table.name, column.name, draw.address or column.address, words, draw.given)


def _shares(one: Distribution, target: Table, spec: Spec) -> tuple[Share, ...]:
    """Return the share of each row of a vocabulary; nothing for a table that is itself made, or without weights."""
    if not isinstance(target.rows, FileRows) or not target.key:
        return ()
    file = spec.files[target.rows.file]
    read = (*target.key, *_name(target, file.column_names))
    keys = [
        ": ".join(filter(None, p))
        for p in zip(*(_texts(file.column(k).to_pylist()) for k in read), strict=True)
    ]
    if one.name == "zipf":
        weights = distributions.rank_weights(len(keys), one.parameters["exponent"])
        total = sum(weights)
        return tuple(
            Share(key, numbers.exact(weight / total)) for key, weight in zip(keys, weights, strict=True)
        )
    if one.name == "weights":
        written = _texts(file.column(one.parameters).to_pylist())
        return weighed((key, float(weight)) for key, weight in zip(keys, written, strict=True) if weight)
    return ()


def _name(target: Table, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the first written text column beside the key, which says what a code means, if there is one."""
    texts = (
        name
        for name in columns
        if name not in target.key and target.by_name[name].type.is_text and not target.by_name[name].hidden
    )
    return tuple(texts)[:1]


def _texts(cells: Sequence[object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in cells]
