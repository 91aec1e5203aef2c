"""A draw in words: one distribution, or cases that choose among several, as sentences and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from manikin import distributions
from manikin.columns.draw import is_choice, options
from manikin.distributions import Sampler
from manikin.model import DataType, Distribution, Draw
from manikin.review.words import calendars, conditions, numbers, spread
from manikin.review.words.axes import Axis, Counts, Numbers, axis
from manikin.review.words.form import Chart, Profile, Share, Words, charts, weighed
from manikin.review.words.shapes import Say, phrase

_ENDS = {"min", "max"}
MOST_TOLD = 6
"""The most cases that are told in a sentence each; of more the tables tell."""


@dataclass(frozen=True)
class Reading:
    """How the distributions of one draw are read.

    Parameters
    ----------
    say : Say
        How written places are said.
    marks : Axis
        Where tables are cut.
    sampler : callable
        What draws from a distribution.
    first : str
        What the labels of the tables are, such as "value" or "rows".
    datatype : DataType or None
        The column's type, where values are listed.
    order : tuple of str
        The categories from least to greatest, where they have an order.
    """

    say: Say
    marks: Axis
    sampler: Callable[[Distribution], Sampler]
    first: str = "value"
    datatype: DataType | None = None
    order: tuple[str, ...] = ()


def of_column(datatype: DataType, order: tuple[str, ...] = ()) -> Reading:
    """Return how the values of a column are read."""
    return Reading(
        spread.saying(datatype),
        axis(datatype),
        lambda d: spread.sampler(d, datatype),
        "value",
        datatype,
        order,
    )


def of_rows(what: str) -> Reading:
    """Return how numbers of rows are read."""
    return Reading(Say(_number), Counts(), spread.counted, what)


def of_distance(unit: str) -> Reading:
    """Return how distances in a unit of time are read."""

    def place(value: Any) -> str:
        return f"{numbers.number(value)} {unit}"

    return Reading(Say(place, unit), Numbers(is_whole=False, unit=unit), spread.distance, "distance")


def words(draw: Draw, reading: Reading, caption: str) -> Words:
    """Return a draw as sentences and tables."""
    cases = [(conditions.when(case), case.distribution) for case in draw.cases]
    if draw.distribution is not None:
        cases = [("", draw.distribution)]
    return of_cases(cases, reading, caption)


def of_cases(cases: Sequence[tuple[str, Distribution]], reading: Reading, caption: str) -> Words:
    """Return cases, each with when it holds, as sentences and tables.

    A sentence for each of a few cases; the tables hold all of them side by side, listed values apart from bands.
    """
    told = [_sentence(title, one, reading) for title, one in cases[:MOST_TOLD]]
    if len(cases) > MOST_TOLD:
        told = [f"{len(cases):,} cases, each in its own column of the tables below."]
    return Words(tuple(told), tuple(_charts(cases, reading, caption)))


def _sentence(title: str, one: Distribution, reading: Reading) -> str:
    shape = phrase(one.name, one.parameters, reading.say)
    more = "" if _is_listed(one, reading) or one.name == "calendar" else _summary(one, reading)
    if one.name == "quantiles" and not title:
        return f"{more} {shape}."
    start = f"{title[:1].upper()}{title[1:]}: {shape[:1].lower()}{shape[1:]}" if title else shape
    return f"{start}. {more}".strip()


def _summary(one: Distribution, reading: Reading) -> str:
    if one.name in {"exactly", "uniform", "histogram", "weights"}:
        return ""
    return spread.summary(reading.sampler(one), reading.marks)


def _charts(cases: Sequence[tuple[str, Distribution]], reading: Reading, caption: str) -> list[Chart]:
    listed = [(title, one) for title, one in cases if _is_listed(one, reading)]
    rhythms = [(title, one) for title, one in cases if one.name == "calendar"]
    others = [
        (title, one)
        for title, one in cases
        if not _is_listed(one, reading) and one.name not in {"calendar", "weights"}
    ]
    if all(one.name == "exactly" for _, one in others):
        others = []  # the sentences say it all
    found: list[Chart] = []
    if listed:
        profiles = [Profile(title, _listed(one, reading), one.address) for title, one in listed]
        found += charts(caption, reading.first, profiles)
    if rhythms and reading.datatype is not None:
        known = [calendars.profiles(one, title) for title, one in rhythms]
        for part, first in calendars.FIRST.items():
            if part == "hours" and reading.datatype.name == "date":
                continue
            rhythm = charts(f"{caption}, by {first}", first, [own[part] for own in known if part in own])
            found += [replace(chart, places=1, is_whole=True) for chart in rhythm]
    if others:
        found += charts(caption, reading.first, _bands(others, reading))
    return found


def _is_listed(one: Distribution, reading: Reading) -> bool:
    is_truth = reading.datatype is not None and reading.datatype.name == "boolean"
    return (
        is_choice(one) or (is_truth and one.name == "bernoulli") or (one.name == "histogram" and not is_truth)
    )


def _listed(one: Distribution, reading: Reading) -> tuple[Share, ...]:
    """Return listed values: as they are drawn, or of a table of counts its own ranges."""
    if one.name == "histogram":
        rows = sorted(one.parameters.items(), key=lambda pair: int(str(pair[0]).partition("-")[0]))
        return weighed((_range(str(key)), weight) for key, weight in rows)
    if one.name == "bernoulli":
        share = numbers.exact(one.parameters)
        return (Share("true", share, numbers.number(one.parameters)), Share("false", 1 - share))
    assert reading.datatype is not None
    found = options(one, reading.datatype, reading.order)
    labels = [_label(value, reading.datatype) for value in found.values]
    if isinstance(one.parameters, dict) and one.name == "choice":
        return weighed(zip(labels, found.weights, strict=True))
    total = sum(numbers.exact(weight) for weight in found.weights)
    return tuple(
        Share(label, numbers.exact(weight) / total)
        for label, weight in zip(labels, found.weights, strict=True)
    )


def _bands(cases: Sequence[tuple[str, Distribution]], reading: Reading) -> list[Profile]:
    is_bounded = all(isinstance(one.parameters, dict) and one.parameters.keys() >= _ENDS for _, one in cases)
    marks = reading.marks
    if isinstance(marks, Numbers) and all(one.name in distributions.COUNTS for _, one in cases):
        # Whole numbers, whatever the column may hold: none, one, two.
        marks = Counts(marks.size, is_whole=True, unit=marks.unit)
    found = spread.bands([reading.sampler(one) for _, one in cases], marks, is_bounded=is_bounded)
    return [Profile(title, own, one.address) for (title, one), own in zip(cases, found, strict=True)]


def _label(value: Any, datatype: DataType) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if datatype.name in {"integer", "float", "decimal"}:
        return datatype.show(value)  # without commas: it may be a code
    return axis(datatype).place(value) if datatype.is_ordered else str(value)


def _range(key: str) -> str:
    first, _, last = key.partition("-")
    return numbers.span(numbers.number(int(first)), numbers.number(int(last or first)))


def _number(value: Any) -> str:
    return numbers.number(value)
