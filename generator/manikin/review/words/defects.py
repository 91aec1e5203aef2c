"""What is wrong on purpose, and in how many rows; only in data that are generated with defects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from manikin.model import Defect, Spec, Table
from manikin.review.words import numbers
from manikin.review.words.form import Profile, Share, Subject, Words, charts

NAME = "defects"


def _typos(p: Any) -> str:
    return f"one slip of the finger in {numbers.listed(list(p), 'or')}"


def _swap(p: Any) -> str:
    return f"the values of {numbers.listed(list(p))} stand in each other's place"


def _swap_day_and_month(p: Any) -> str:
    return f"day and month of {p} stand in each other's place"


def _replace(p: Any) -> str:
    told = [f"{column} is {numbers.listed([str(v) for v in values], 'or')}" for column, values in p.items()]
    return f"another value stands there: {numbers.listed(told, 'or')}"


def _blank(p: Any) -> str:
    return f"the value of {numbers.listed(list(p), 'or')} is lost"


def _shift(p: Any) -> str:
    unit = p.get("unit", "days")
    return f"{p['column']} is {numbers.number(p['min'])} to {numbers.number(p['max'])} {unit} later than it should be"


def _duplicate(p: Any) -> str:
    vary = p.get("vary", ()) if isinstance(p, Mapping) else ()
    return "the row is there twice" + (
        f", the second time with a slip in {numbers.listed(list(vary), 'or')}" if vary else ""
    )


def _late(_: Any) -> str:
    return "the row stands at the end of the file"


SAID: dict[str, Callable[[Any], str]] = {
    "typos": _typos,
    "swap": _swap,
    "swap_day_and_month": _swap_day_and_month,
    "replace": _replace,
    "blank": _blank,
    "shift": _shift,
    "duplicate": _duplicate,
    "late": _late,
}
"""One for each kind of defect."""


def subjects(table: Table, spec: Spec, /) -> Iterator[Subject]:
    """Yield each defect of a table."""
    for defect in spec.defects:
        if defect.table == table.name:
            yield _subject(defect)


def _subject(defect: Defect) -> Subject:
    title = f"{defect.table}, wrong on purpose: {defect.name}"
    share = numbers.exact(defect.share)
    fine = numbers.places([share])
    told = (
        f"In {numbers.of_every_100(share, fine)} rows {SAID[defect.kind](defect.parameters)}.",
        "Only where the data are generated with defects; the answer key lists every one.",
    )
    rows = (Share("wrong on purpose", share, numbers.number(defect.share)), Share("right", 1 - share))
    words = Words(told, charts(title, "rows", [Profile("", rows, defect.address)]))
    return Subject(NAME, title, defect.table, "", defect.address, words)
