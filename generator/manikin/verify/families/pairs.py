"""A table's rules about a row and the rows that match it hold of all pairs, by a join of the files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Pair, Table
from manikin.model.pairs import OTHER
from manikin.verify import formulas
from manikin.verify.build import Build
from manikin.verify.paths import UnavailableError
from manikin.verify.rows import Rows
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt


def pairs(build: Build, table: Table) -> Iterator[Found]:
    """Yield the table's rules about pairs."""
    for pair in table.pairs:
        yield attempt(
            Subject(f"pair {pair.name!r}", "VERIFY20", table.name), partial(_hold, build, table, pair)
        )


def _hold(build: Build, table: Table, pair: Pair) -> tuple[Query, Expectation]:
    rows = Rows(build, table)
    match = {theirs: rows.column(mine) for mine, theirs in pair.match}
    if not pair.sql:
        return _matched(rows, pair, match)
    alias = rows.join(pair.table, match)
    parts = [f'{alias}."#" IS NOT NULL', *_apart(rows, pair, alias)]
    parts += [_formula(rows, pair.where, pair, alias)] if pair.where else []
    parts.append(f"{_formula(rows, pair.sql, pair, alias)} IS FALSE")
    return rows.count(" AND ".join(parts)), NoneOf("pairs of rows that break it")


def _apart(rows: Rows, pair: Pair, alias: str) -> list[str]:
    """Return the SQL of the other row being another, where it is of the same table."""
    return [f'{alias}."#" <> t."#"'] if pair.table == rows.table.name else []


def _matched(rows: Rows, pair: Pair, match: dict[str, str]) -> tuple[Query, Expectation]:
    """Return the query of rows that have no match, and that there are none."""
    there = rows.build.loaded(pair.table)
    equal = [f"o.{rows.build.column(pair.table, theirs)} = {mine}" for theirs, mine in match.items()]
    spoken = [_formula(rows, pair.where, pair, "o")] if pair.where else []
    asked = " AND ".join(f"{mine} IS NOT NULL" for mine in match.values())
    inside = (
        f"SELECT 1 FROM {there.name} AS o WHERE {' AND '.join([*equal, *_apart(rows, pair, 'o'), *spoken])}"  # noqa: S608  quoted parts
    )
    query = rows.count(f"{asked} AND NOT EXISTS ({inside})")
    return rows.reading(query.sql, there.name), NoneOf("rows that have no match")


def _formula(rows: Rows, text: str, pair: Pair, alias: str) -> str:
    """Return a rule's SQL, the other row's columns taken from `alias`."""

    def look(path: str) -> str:
        word, _, rest = path.partition(".")
        if word != OTHER or not rest:
            return rows.named(path)
        if "." in rest:
            raise UnavailableError(f"{path} looks beyond the row that matches")
        return f"{alias}.{rows.build.column(pair.table, rest)}"

    return formulas.rewritten(text, look)
