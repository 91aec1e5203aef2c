"""The rules that rows keep, in words, with their SQL beside them where words are not enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from manikin.columns.paths import UnknownPathError, resolve
from manikin.model import Check, Spec, Table, Unique
from manikin.model.pairs import Pair
from manikin.review.words import numbers, sql

_MOMENTS = {"date", "datetime", "time"}


@dataclass(frozen=True)
class Rule:
    """One rule.

    Parameters
    ----------
    table : str
        The table whose rows keep it.
    name : str
        What its author calls it.
    words : str
        What it says.
    code : tuple of str
        SQL as it stands, where words do not say all; empty otherwise.
    kept : str
        How it is kept.
    address : tuple
        Where it stands.
    """

    table: str
    name: str
    words: str
    code: tuple[str, ...]
    kept: str
    address: tuple[str | int, ...]


def rules(spec: Spec) -> Iterator[Rule]:
    """Yield every rule, table by table."""
    for table in spec.tables.values():
        for check in table.checks:
            yield _check(check, table, spec)
        for unique in table.unique:
            yield _unique(unique, table, spec)
        for pair in table.pairs:
            yield _pair(pair, table, spec)


def _check(check: Check, table: Table, spec: Spec) -> Rule:
    kept = (
        "Holds by the way rows are made; a row that broke it would stop the generation."
        if not check.redraw
        else "A row that breaks it is drawn again"
        + (
            "."
            if check.keeps == Check.keeps
            else f"; at least {numbers.of_100(check.keeps, 1)} of every 100 keep it at once."
        )
    )
    if check.at_least_one:
        words = f"At least one of {numbers.listed(list(check.at_least_one))} is there."
        return Rule(table.name, check.name, words, (), kept, check.address)
    if check.when:
        parts = [_said(text, table, spec) for text in (check.when, check.then)]
        words = f"If {parts[0]}, then {parts[1]}." if all(parts) else ""
        code = () if words else (f"if {check.when}", f"then {check.then}")
        return Rule(table.name, check.name, words, code, kept, check.address)
    said = _said(check.sql, table, spec)
    return Rule(table.name, check.name, _sentence(said), () if said else (check.sql,), kept, check.address)


def _unique(unique: Unique, table: Table, spec: Spec) -> Rule:
    said = _said(unique.where, table, spec) if unique.where else ""
    of = f", of those for which {said}" if said else ""
    words = f"No two rows have the same {numbers.listed(list(unique.columns))}{of}."
    code = (f"where {unique.where}",) if unique.where and not said else ()
    return Rule(table.name, "", words, code, "A row that repeats one is drawn again.", unique.address)


def _pair(pair: Pair, table: Table, spec: Spec) -> Rule:
    match = numbers.listed([f"{ours} equals its {theirs}" for ours, theirs in pair.match])
    said = _said(pair.sql, table, spec) if pair.sql else ""
    where = _said(pair.where, table, spec) if pair.where else ""
    of = f"each row and each row of {pair.table} for which {match}"
    if not pair.sql:
        words = f"For each row there is a row of {pair.table} for which {match}."
    else:
        words = f"Of {of}: {said}." if said else f"Of {of}:"
    if where:
        words = f"Where {where}: {words[:1].lower()}{words[1:]}"
    code = [f"where {pair.where}"] if pair.where and not where else []
    code += [pair.sql] if pair.sql and not said else []
    kept = "Holds by the way rows are made; a pair that broke it would stop the generation."
    return Rule(table.name, pair.name, words, tuple(code), kept, pair.address)


def _said(text: str, table: Table, spec: Spec) -> str:
    def is_moment(path: str) -> bool:
        try:
            return bool(path) and resolve(path, table, spec).column.type.name in _MOMENTS
        except UnknownPathError:
            return False  # such as `other.x` of a pair: nothing says that it is a date

    return sql.said(text, is_moment)


def _sentence(words: str) -> str:
    return f"{words}." if words else ""  # it may begin with a name, which stays as it is
