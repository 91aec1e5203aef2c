"""A vocabulary in the build is, row by row, the file of the specification."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import FileRows, Table
from manikin.verify.build import Build
from manikin.verify.paths import UnavailableError
from manikin.verify.sqltext import select
from manikin.verify.verification import Expectation, Found, NoneOf, Query, Subject, attempt


def vocabularies(build: Build, table: Table) -> Iterator[Found]:
    """Yield the check of a table that is loaded from a file."""
    if isinstance(table.rows, FileRows):
        yield attempt(Subject("vocabulary", "VERIFY16", table.name), partial(_same, build, table))


def _same(build: Build, table: Table) -> tuple[Query, Expectation]:
    source = build.sources.get(table.name)
    if source is None:
        raise UnavailableError("the vocabulary is not in the folder of the specification")
    built = build.tables[table.name]
    lacking = [c.name for c in table.written if c.name not in built.columns]
    if lacking:
        raise UnavailableError(
            f"{table.name}.{lacking[0]} {built.lacking.get(lacking[0], 'is not in the file')}"
        )
    pairs = [(f"t.{built.columns[c.name]}", f"s.{source.columns[c.name]}") for c in table.written]
    differs = " OR ".join(f"{here} IS DISTINCT FROM {there}" for here, there in pairs) or "false"
    both = f'{built.name} AS t FULL JOIN {source.name} AS s ON t."#" = s."#"'
    sql = select("count(*)", both, f'WHERE t."#" IS NULL OR s."#" IS NULL OR {differs}')
    return Query(sql, frozenset({built.name, source.name})), NoneOf(
        "rows that are not those of the vocabulary"
    )
