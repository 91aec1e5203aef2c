"""One file of a build and how it becomes a table in DuckDB: what CSV and Parquet have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from manikin.model import Column, Table
from manikin.verify.build import Loaded, distinct_names
from manikin.verify.report import Outcome, Result
from manikin.verify.sqltext import POSITION, name, select
from manikin.verify.verification import NoneOf, Query, Subject, Verification


class UnreadableError(Exception):
    """A file that does not hold a table; the message says why."""


@dataclass(frozen=True)
class Names:
    """The quoted names by which DuckDB knows a table, as it is in the file and as it is checked."""

    raw: str
    final: str
    columns: Mapping[str, str]

    @classmethod
    def of(cls, table: Table, final: str, *, hidden: bool = False) -> Names:
        """Return the names of a table that is to be called `final`, with those of hidden columns if asked for."""
        held = table.columns if hidden else table.written
        columns = distinct_names(tuple(column.name for column in held))
        return cls(name(f"{final} as in the file"), name(final), columns)


@dataclass(frozen=True)
class Source:
    """One file, or several one after another, and how they become a table.

    `create` makes the table as it is in the file, `refine` the table of typed values from it; `checks`
    look at the former, `results` is what the names and types of the columns already tell.
    """

    table: Table
    paths: tuple[str, ...]
    names: Names
    create: str
    values: Mapping[str, str]
    lacking: Mapping[str, str]
    results: tuple[Result, ...] = ()
    checks: tuple[Verification, ...] = ()

    @property
    def refine(self) -> str:
        """The SQL that makes the table of typed values."""
        columns = [f"{sql} AS {self.names.columns[column]}" for column, sql in self.values.items()]
        return f"CREATE TABLE {self.names.final} AS {select(', '.join([POSITION, *columns]), self.names.raw)}"

    @property
    def loaded(self) -> Loaded:
        """What the checks will see."""
        known = {column: self.names.columns[column] for column in self.values if column not in self.lacking}
        return Loaded(self.names.final, known, self.lacking)


def columns(table: Table, header: Sequence[str]) -> Result:
    """Return whether the columns of a file are those that are declared and written, in their order."""
    wanted = [column.name for column in table.written]
    subject = Subject("columns", "VERIFY02", table.name)
    lacking = [column for column in wanted if column not in header]
    extra = [column for column in header if column not in wanted]
    if not lacking and not extra:
        if list(header) == wanted:
            return subject.result(Outcome.PASSED)
        return subject.result(
            Outcome.FAILED, "the columns are not in the declared order, or one is there twice"
        )
    hidden = [column for column in extra if column in table.by_name]
    others = len(extra) - len(hidden)
    # Names that are not declared are counted, not shown: a file without its header begins with data.
    parts = [f"the file lacks {', '.join(lacking)}"] if lacking else []
    parts += [f"the file holds {', '.join(hidden)}, which is hidden"] if hidden else []
    parts += [f"the file holds {others} column{'s' if others > 1 else ''} not declared"] if others else []
    return subject.result(Outcome.FAILED, "; ".join(parts), len(lacking) + len(extra))


def check(what: str, names: Names, table: Table, column: Column, expect: tuple[str, str]) -> Verification:
    """Return the check that no raw value is broken; `expect` is the SQL of a broken one and its words."""
    where, broken = expect
    query = Query(select("count(*)", names.raw, f"WHERE {where}"), frozenset({names.raw}))
    return Verification(Subject(what, "VERIFY03", table.name, column.name), query, NoneOf(broken))


def length(names: Names, table: Table, column: Column, text: str) -> Iterator[Verification]:
    """Yield the check of the length of texts."""
    most = column.type.max_length
    if most is not None and column.type.is_text:
        expect = (f"length({text}) > {most}", f"values of more than {most} characters")
        yield check("length", names, table, column, expect)
