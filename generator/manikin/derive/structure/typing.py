"""Types: what the catalogue says, and for text what all of its values look like.

Text is looked at by counting how many values match a pattern, in one question for a whole table; a type is
taken only if every value has its form. Digits that begin with 0, or are longer than a number holds, stay text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from manikin.derive.words import UPWARD_WORDS, is_key_like, words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from manikin.derive.sources import Database

WIDEST_SCALE: Final = 6
_FEW: Final = (2_000, 100_000)
_WIDEST: Final = 10**15
"""Whole numbers below it are told apart by fractions of 64 bits."""
_DATE: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
_FORMS: Final[Mapping[str, str]] = {
    "boolean": "true false",
    "integer": r"^-?(0|[1-9][0-9]{0,17})$",
    **{
        f"decimal {scale}": rf"^-?(0|[1-9][0-9]{{0,11}})?(\.[0-9]{{1,{scale}}})?$"
        for scale in range(1, WIDEST_SCALE + 1)
    },
    "date": _DATE + "$",
    "datetime": _DATE + "[T ]" + _TIME + "(Z|\\+00:?00)?$",
    "time": "^" + _TIME + "$",
    "date %d/%m/%Y": r"^(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[0-9]{4}$",
    "uuid": r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
}
"""The forms that text may have, the narrowest first: patterns, or words."""
_BESIDE_NUMBERS: Final = frozenset({"date", "datetime", "uuid", "date %d/%m/%Y"})


@dataclass(frozen=True)
class Typed:
    """A column's type in words of the language, and the expression that has it.

    Parameters
    ----------
    name : str
        A type of the language.
    scale : int
        Digits after the point.
    precision : str
        The finest part of a time.
    max_length : int or None
        What the catalogue allows at most.
    format : str
        How dates are written where it is not as the language does.
    """

    name: str
    scale: int = 0
    precision: str = "s"
    max_length: int | None = None
    format: str = ""

    def expression(self, column: Any, *, tries: bool = False) -> Any:
        """Return the column as values of the type.

        Parameters
        ----------
        column : ibis expression
            The column as it is stored.
        tries : bool
            Whether the database can leave out what is none, such as the 30th of February; else it refuses.
        """
        kind = column.type()
        if kind.is_timestamp() and kind.timezone:
            return column.cast("timestamp")
        if kind.is_floating() and self.name == "integer":
            return column.cast("int64")
        if not kind.is_string() or self.name not in _CASTS:
            return column
        if self.format:
            # Day, month and year in another order; as text, so that a day that is none is left out too.
            column = column[6:10] + "-" + column[3:5] + "-" + column[0:2]
        if self.name == "boolean":
            return column.lower() == "true"
        cast = _CASTS[self.name].format(scale=self.scale)
        return column.try_cast(cast) if tries else column.cast(cast)


_CASTS: Final[Mapping[str, str]] = {
    "boolean": "boolean",
    "integer": "int64",
    "decimal": "decimal(18, {scale})",
    "date": "date",
    "datetime": "timestamp",
    "time": "time",
}


def types(database: Database, table: str) -> dict[str, Typed]:
    """Return the type of every column of a table."""
    columns = database.tables[table]
    known = {name: _catalogued(columns[name].type()) for name in columns.columns}
    # Where the catalogue knows numbers, text of digits was meant as text: identifiers, codes with zeros in front.
    possible = (
        _FORMS
        if table in database.untyped
        else {form: _FORMS[form] for form in _FORMS if form in _BESIDE_NUMBERS}
    )
    known |= _whole(database, table, known)
    forms = {name: list(possible) for name, typed in known.items() if typed.name == "string"}
    # What a few rows do not have, all rows do not have; only the rest is looked for in more of them.
    for few in _FEW:
        found = _matching(database, columns.limit(few), forms)
        forms = {name: found.get(name, possible) for name, possible in forms.items()}
        forms = {name: possible for name, possible in forms.items() if possible}
    forms = _matching(database, columns, forms)
    return {**known, **{name: _judged(found[0]) for name, found in forms.items() if found}}


def _whole(database: Database, table: str, known: Mapping[str, Typed]) -> dict[str, Typed]:
    """Return the columns of fractions that are called as keys or as what points at them, and hold whole numbers alone.

    Files have whole numbers as fractions where one was missing when they were written.
    """
    columns = database.tables[table]
    names = [
        name
        for name, typed in known.items()
        if typed.name == "float" and (is_key_like(name) or UPWARD_WORDS & set(words(name)))
    ]
    if not names:
        return {}
    counts = {}
    for place, name in enumerate(names):
        size = columns[name].abs()
        counts[f"n{place}"] = columns[name].count()
        counts[f"w{place}"] = columns[name].count(
            where=(size < _WIDEST) & (columns[name].floor() == columns[name])
        )
    answer = database.door.ask(columns.aggregate(**counts), 1).to_pylist()[0]
    return {
        name: Typed("integer")
        for place, name in enumerate(names)
        if answer[f"n{place}"] and answer[f"n{place}"] == answer[f"w{place}"]
    }


def _catalogued(there: Any) -> Typed:
    """Return the type that the catalogue says."""
    if there.is_boolean():
        return Typed("boolean")
    if there.is_integer():
        return Typed("integer")
    if there.is_decimal():
        return Typed("decimal", scale=min(there.scale or 0, 12)) if there.scale else Typed("integer")
    if there.is_floating():
        return Typed("float")
    if there.is_date():
        return Typed("date")
    if there.is_timestamp():
        return Typed("datetime")
    if there.is_time():
        return Typed("time")
    if there.is_uuid():
        return Typed("uuid")
    length = getattr(there, "length", None)
    return Typed("string", max_length=length if length and length <= 65_536 else None)


def _matching(database: Database, rows: ir.Table, forms: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return, for each column, the forms that every value of some rows has; none where there are no values."""
    counts = {}
    for place, (name, possible) in enumerate(forms.items()):
        counts[f"n{place}"] = rows[name].count()
        for number, form in enumerate(possible):
            counts[f"f{place}_{number}"] = rows[name].count(where=_has(rows[name], form))
    if not counts:
        return {}
    answer = database.door.ask(rows.aggregate(**counts)).to_pylist()[0]
    return {
        name: [f for number, f in enumerate(possible) if answer[f"f{place}_{number}"] == answer[f"n{place}"]]
        for place, (name, possible) in enumerate(forms.items())
        if answer[f"n{place}"]
    }


def _has(column: ir.Value, form: str) -> ir.Value:
    words_of_it = _FORMS[form]
    return (
        column.re_search(words_of_it)
        if words_of_it.startswith("^")
        else column.lower().isin(words_of_it.split())
    )


def _judged(form: str) -> Typed:
    kind, _, detail = form.partition(" ")
    if kind == "boolean":
        return Typed("boolean")
    return Typed(kind, scale=int(detail) if kind == "decimal" else 0, format=detail if kind == "date" else "")
