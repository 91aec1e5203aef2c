"""People: which table's rows, or which column's values, are the people that numbers must stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from manikin.derive.view import Evidence, ReferenceView
from manikin.derive.words import PEOPLE_COLUMNS, PEOPLE_TABLES, named_after, words
from manikin.errors import UserError
from manikin.text import plain


@dataclass(frozen=True)
class People:
    """Where people are told apart; `table` is empty where each row counts as a person."""

    table: str = ""
    column: str = ""
    evidence: Evidence = Evidence.GUESSED


def people(
    columns: Mapping[str, Sequence[str]],
    keys: Mapping[str, tuple[str, ...]],
    references: Mapping[str, Sequence[ReferenceView]],
    stated: str = "",
) -> People:
    """Return where people are told apart.

    Parameters
    ----------
    columns, keys, references
        Of each table.
    stated : str
        ``TABLE`` or ``TABLE.COLUMN``, or ``rows`` where each row is about somebody else; empty to look for it.

    Raises
    ------
    UserError
        If what is stated is not there.
    """
    if stated == "rows":
        return People(evidence=Evidence.STATED)
    if stated:
        return _stated(stated, columns, keys)
    for name in PEOPLE_TABLES:
        for table, key in keys.items():
            if len(key) == 1 and named_after(table)[-1:] == (name,):
                return People(table, key[0])
    return _by_column(columns, references)


def _stated(stated: str, columns: Mapping[str, Sequence[str]], keys: Mapping[str, tuple[str, ...]]) -> People:
    table, _, column = stated.partition(".")
    if table not in columns:
        raise UserError(
            f"people: there is no table {plain(table, 100)!r}; there are: {plain(', '.join(columns), 600)}"
        )
    if not column:
        if len(keys[table]) != 1:
            raise UserError(
                f"people: {plain(table, 100)} has no key of one column; name one: {plain(table, 100)}.COLUMN"
            )
        column = keys[table][0]
    if column not in columns[table]:
        raise UserError(f"people: {plain(table, 100)} has no column {plain(column, 100)!r}")
    return People(table, column, Evidence.STATED)


def _by_column(
    columns: Mapping[str, Sequence[str]],
    references: Mapping[str, Sequence[ReferenceView]],
) -> People:
    """Return a column that is called as one that tells people apart, in the table that most others point at."""
    pointed = dict.fromkeys(columns, 0)
    for found in references.values():
        for reference in found:
            pointed[reference.target] += 1
    for name in PEOPLE_COLUMNS:
        here = [
            t for t in columns for c in columns[t] if words(c) == tuple(name.split("_")) or c.lower() == name
        ]
        if here:
            table = max(here, key=lambda t: (pointed[t], -list(columns).index(t)))
            column = next(
                c for c in columns[table] if words(c) == tuple(name.split("_")) or c.lower() == name
            )
            return People(table, column)
    return People()
