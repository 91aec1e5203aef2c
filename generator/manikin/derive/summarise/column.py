"""What is told of one column: which content suits its type, its name and what enough people share.

Which content it is follows from names, types and permitted numbers alone, never from true counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from manikin.derive.contents import Categories, Content, Distance, Nothing, Shape, Words
from manikin.derive.structure.typing import Typed
from manikin.derive.structure.words import CODE_WORDS, is_key_like, words
from manikin.derive.summarise.grid import grid, plain_number
from manikin.derive.summarise.knots import knots
from manikin.derive.summarise.labels import may_be_told, sort_by_name
from manikin.derive.summarise.shapes import shape
from manikin.derive.summarise.tally import Cells, Subject, cells, presence
from manikin.derive.view import ColumnView
from manikin.disclosure.policy import Policy

if TYPE_CHECKING:
    import ibis.expr.types as ir

ENOUGH_SHOWN: Final = 0.8
"""The share of rows whose label is told from which a column of text is one of categories."""
MOST_CODES: Final = 40
"""The most whole numbers that are told one by one."""
_UNSURE: Final = "Hardly any value is shared by enough people, so nothing was learnt of its text."
_FEW: Final = "Too few people have a value for more than its type to be told."


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
    value = about.rows[column.name]
    present, missing = presence(about, value, policy)
    found = replace(column, present=present, missing=missing)
    if not present:
        return replace(found, note=_FEW)
    content = _content(about, table, found, typed, policy, before)
    if isinstance(content, Nothing):
        return replace(found, content=content, note=_FEW)
    note = _UNSURE if content == Words("text") else ""
    return replace(found, content=content, note=note)


def _content(
    about: Subject, table: str, column: ColumnView, typed: Typed, policy: Policy, before: Mapping[str, str]
) -> Content:
    value = about.rows[column.name]
    if typed.name in {"string", "uuid"}:
        return _text(about, table, column, value, policy)
    if typed.name == "boolean":
        return _categories(cells(about, value.cast("string").lower(), policy, may=may_be_told)) or Nothing()
    if typed.name in {"date", "datetime"} and column.name in before:
        return _distance(about, before[column.name], column.name, typed, policy) or Nothing()
    if typed.name == "integer" and (codes := _codes(about, column, value, policy)) is not None:
        return codes
    places = grid(column.name, typed)
    return (knots(about, value, places, policy) if places is not None else None) or Nothing()


def _text(about: Subject, table: str, column: ColumnView, value: ir.Value, policy: Policy) -> Content:
    sort = sort_by_name(table, column.name)
    if sort:
        return Words(sort)
    if column.type == "uuid":
        return Nothing()
    if column.is_unique:
        found = shape(about, value, policy)
        return Shape(found) if found else Words("text")
    counted = cells(about, value, policy, may=may_be_told)
    if counted.shown >= ENOUGH_SHOWN:
        return _categories(counted) or Nothing()
    found = shape(about, value, policy) if is_key_like(column.name) else ""
    return Shape(found) if found else Words("text")


def _codes(about: Subject, column: ColumnView, value: ir.Value, policy: Policy) -> Content | None:
    """Return the counts of whole numbers that are codes or few; None where they are quantities, or identifiers."""
    is_code = bool(CODE_WORDS & set(words(column.name))) or is_key_like(column.name)
    counted = cells(about, value, policy)
    if counted.shown >= ENOUGH_SHOWN and (is_code or len(counted.told) <= MOST_CODES):
        return _categories(counted)
    if is_code or column.is_unique:
        found = shape(about, value, policy)
        return Shape(found) if found else Nothing()
    return None


def _categories(counted: Cells) -> Categories | None:
    labels = sorted(counted.told, key=lambda key: (isinstance(key, str), key))
    named = tuple((key if isinstance(key, str) else plain_number(key), counted.told[key]) for key in labels)
    return Categories(named, counted.other) if named else None


def _distance(about: Subject, start: str, end: str, typed: Typed, policy: Policy) -> Distance | None:

    first, last = about.rows[start], about.rows[end]
    unit = "days" if typed.name == "date" or first.type().is_date() else "minutes"
    if unit == "days":
        apart = last.cast("date").delta(first.cast("date"), unit="day")
    else:
        apart = last.epoch_seconds() // 60 - first.epoch_seconds() // 60
    places = grid("apart", Typed("integer"))
    assert places is not None
    found = knots(about, apart, places, policy, unit)
    return Distance(start, found) if found is not None else None
