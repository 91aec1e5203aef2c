"""What is told of one column: which content suits its type, its name and what enough people share.

Which content it is follows from names, types and permitted numbers alone, never from true counts. A name may say that
nothing is to be learnt; that something may be, only permitted numbers say.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.contents import Categories, Content, Distance, Nothing, Shape, Words
from manikin.derive.structure.typing import Typed
from manikin.derive.summarise.calendars import calendar
from manikin.derive.summarise.grid import EXACT_BELOW, Grid, grid, is_birth, is_narrow
from manikin.derive.summarise.knots import knots, knots_of
from manikin.derive.summarise.labels import may_be_told, sort_by_name
from manikin.derive.summarise.shapes import digits, shape
from manikin.derive.summarise.subjects import Subject
from manikin.derive.summarise.tally import Cells, Presence, cells, cells_of, counted, presence
from manikin.derive.summarise.writing import label
from manikin.derive.view import TOO_FEW, ColumnView
from manikin.derive.words import CODE_WORDS, is_key_like, words
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

ENOUGH_SHOWN: Final = 0.8
"""The share of rows whose label is told from which a column of text is one of categories."""
MOST_CODES: Final = 40
"""The most whole numbers that are told one by one."""
_UNSURE: Final = "Hardly any value is shared by enough people, so nothing was learnt of its text."
Told = tuple[Content, Presence]
"""A content, and how many rows have a value."""


def told(
    about: Subject, table: str, column: ColumnView, typed: Typed, policy: Policy, before: Mapping[str, str]
) -> ColumnView:
    """Return a column with what may be told of it.

    Parameters
    ----------
    about : Subject
        The rows of its table.
    before : Mapping of str to str
        For dates that are never before another one of the row, that one.
    """
    content, there = _content(about, table, column, typed, policy, before)
    found = replace(
        column,
        present=there.present,
        missing=there.missing,
        content=content if there.present else Nothing(),
    )
    if isinstance(found.content, Nothing):
        return replace(found, note="" if column.type == "uuid" and there.present else TOO_FEW)
    return replace(found, note=_UNSURE if found.content == Words("text") else "")


def _content(
    about: Subject, table: str, column: ColumnView, typed: Typed, policy: Policy, before: Mapping[str, str]
) -> Told:
    value = about.rows[column.name]
    if typed.name in {"string", "uuid"}:
        return _text(about, table, column, value, policy)
    if typed.name == "boolean":
        found = cells(about, _truth(value), policy)
        return _categories(found) or Nothing(), found.there
    if typed.name in {"date", "datetime"} and column.name in before:
        distance = _distance(about, before[column.name], column.name, typed, policy)
        if distance is not None:
            return distance, presence(about, value, policy)
    places = grid(column.name, typed)
    assert places is not None
    if typed.name == "integer":
        return _whole(about, column, value, places, policy)
    quantiles, there = knots(about, value, places, policy)
    if quantiles is not None and typed.name in {"date", "datetime"} and not is_birth(column.name):
        rhythm = calendar(about, value, quantiles, policy, has_time=typed.name == "datetime")
        return rhythm or quantiles, there
    return quantiles or Nothing(), there


def _truth(value: Any) -> Any:
    import ibis  # noqa: PLC0415  only there with the extra `derive`

    return ibis.cases((value, "true"), (~value, "false"))


def _text(about: Subject, table: str, column: ColumnView, value: ir.Value, policy: Policy) -> Told:
    sort = sort_by_name(table, column.name)
    if sort:
        return Words(sort), presence(about, value, policy)
    if column.type == "uuid":
        return Nothing(), presence(about, value, policy)
    if column.is_unique:
        return _shape(about, column, value, policy), presence(about, value, policy)
    counts = _labelled(about, column, value, policy, may_be_told)
    if counts.shown >= ENOUGH_SHOWN:
        return _categories(counts) or Nothing(), counts.there
    return _shape(about, column, value, policy), counts.there


def _shape(about: Subject, column: ColumnView, value: ir.Value, policy: Policy) -> Content:
    """Return the shape of identifiers; words where text is neither called nor made as those are."""
    if not (column.is_unique or is_key_like(column.name)):
        return Words("text")
    found = shape(about, value, policy)
    is_sentence = " " in found and not is_key_like(column.name)
    return Shape(found) if found and not is_sentence else Words("text")


def _whole(about: Subject, column: ColumnView, value: Any, places: Grid, policy: Policy) -> Told:
    """Return the counts of whole numbers that are codes or few; quantiles where they are quantities."""
    is_code = bool(CODE_WORDS & set(words(column.name))) or is_key_like(column.name)
    if column.is_unique:
        found = digits(about, value, policy)
        return Shape(found) if found else Nothing(), presence(about, value, policy)
    keyed = places.on(about, value)
    counts = counted(about, keyed)
    small = _small(about, keyed, counts, policy)
    codes = (
        small
        if small is not None
        else _labelled(about, column, value.cast("int64") if is_narrow(value) else value, policy)
    )
    if codes.shown >= ENOUGH_SHOWN and (is_code or len(codes.told) <= MOST_CODES):
        return _categories(codes) or Nothing(), codes.there
    if is_code:
        found = digits(about, value, policy)
        return Shape(found) if found else Nothing(), codes.there
    counts.pop(None, None)
    quantiles = knots_of(about, keyed, counts, codes.there, places, policy)
    return quantiles or Nothing(), codes.there


def _small(about: Subject, keyed: Any, counts: Mapping[Any, tuple[int, int]], policy: Policy) -> Cells | None:
    """Return the cells of whole numbers by their bins, where hardly any is too large to be a bin of its own."""
    wide = sum(rows for place, (rows, _) in counts.items() if place is not None and abs(place) >= EXACT_BELOW)
    if policy.permit(wide):
        return None
    return cells_of(about, keyed, dict(counts), policy)


def _labelled(
    about: Subject,
    column: ColumnView,
    value: Any,
    policy: Policy,
    may: Callable[[Hashable], bool] = lambda _: True,
) -> Cells:
    """Return what may be told of each value; of people themselves nothing, without a question."""
    if column.name != about.person or policy.threshold == 1:
        return cells(about, value, policy, may)
    there = presence(about, value, policy)
    return Cells({}, there.present, there)


def _categories(counts: Cells) -> Categories | None:
    labels = sorted(counts.told, key=lambda key: (isinstance(key, str), key))
    named = tuple((label(key), counts.told[key]) for key in labels)
    return Categories(named, counts.other) if named else None


def _distance(about: Subject, start: str, end: str, typed: Typed, policy: Policy) -> Distance | None:
    first, last = about.rows[start], about.rows[end]
    unit = "days" if typed.name == "date" or first.type().is_date() else "minutes"
    if unit == "days":
        apart = last.cast("date").delta(first.cast("date"), unit="day")
    else:
        apart = last.epoch_seconds() // 60 - first.epoch_seconds() // 60
    places = grid("apart", Typed("integer"))
    assert places is not None
    found, _ = knots(about, apart, places, policy)
    return Distance(start, replace(found, unit=unit)) if found is not None else None
