"""Defects: as many as declared, at the places that the answer key tells, each of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from manikin.model import Defect, Table
from manikin.verify import csv_text
from manikin.verify.answer_key import KEY, changed, lines, named, of, of_kind, whole, within
from manikin.verify.build import Build
from manikin.verify.defect_kinds import broken, slip
from manikin.verify.paths import UnavailableError
from manikin.verify.sqltext import POSITION, quoted, select
from manikin.verify.verification import (
    Expectation,
    Found,
    NoneOf,
    Query,
    Subject,
    Verification,
    Within,
    attempt,
)

_PARTS = 10_000


def defects(build: Build, table: Table) -> Iterator[Found]:
    """Yield the checks of the defects of a table, where the build has them."""
    if table.name not in build.standing:
        return
    mine = of(build.spec, table.name)
    yield _lines(table, mine)
    yield _once(table)
    for column in dict.fromkeys(column for defect in mine for column in changed(defect)):
        yield attempt(
            Subject("stands", "VERIFY22", table.name, column), partial(_stands, build, table, column)
        )
    for defect in mine:
        yield _count(build, table, defect)
        condition = partial(_kind, build, table, defect)
        yield attempt(Subject(f"defect {defect.name!r}", "VERIFY22", table.name), condition)


def _lines(table: Table, mine: tuple[Defect, ...]) -> Verification:
    """Return the check that all lines speak of what is declared."""
    known = [f"(defect = {quoted(d.name)} AND kind = {quoted(d.kind)} AND {_allowed(d)})" for d in mine]
    query = select("count(*)", lines(table.name), f"WHERE ({' OR '.join(known) or 'false'}) IS NOT TRUE")
    subject = Subject("answer key", "VERIFY22", table.name)
    return Verification(subject, Query(query, frozenset({KEY})), NoneOf("lines of no declared defect"))


def _allowed(defect: Defect) -> str:
    columns = ", ".join(quoted(column) for column in changed(defect))
    inside = f"cell IN ({columns})" if columns else "false"
    return f"(cell IS NULL OR {inside})" if defect.kind in {"duplicate", "late"} else inside


def _once(table: Table) -> Verification:
    """Return the check that no row bears two defects."""
    rows = select("place", lines(table.name), "GROUP BY place HAVING count(DISTINCT defect) > 1")
    subject = Subject("one defect", "VERIFY23", table.name)
    query = Query(select("count(*)", f"({rows})"), frozenset({KEY}))
    return Verification(subject, query, NoneOf("rows with more than one defect"))


def _count(build: Build, table: Table, defect: Defect) -> Verification:
    """Return the check of the number of rows with a defect."""
    rows = build.manifest.tables[table.name].rows
    wanted = rows * round(defect.share * _PARTS) // _PARTS
    query = select("count(DISTINCT place)", lines(table.name, named([defect])))
    subject = Subject(f"rows with {defect.name!r}", "VERIFY23", table.name)
    return Verification(subject, Query(query, frozenset({KEY})), Within("rows", wanted, wanted))


def _stands(build: Build, table: Table, column: str) -> tuple[Query, Expectation]:
    """Return the query of the lines whose value does not stand in the file, or is the right one."""
    standing = build.standing[table.name]
    if column not in standing.columns or column not in build.tables[table.name].columns:
        raise UnavailableError(f"{table.name}.{column} is written in a format that leaves part of it out")
    told = csv_text.cast(table.by_name[column], "k.stands")
    source = f"{lines(table.name, within(column))} AS k LEFT JOIN {standing.name} AS t"
    where = (
        f"ON t.{POSITION} = k.place WHERE t.{POSITION} IS NULL OR {told} IS DISTINCT FROM t.{standing.columns[column]} "
        f"OR ({told} IS NULL AND k.stands IS NOT NULL) OR k.stands IS NOT DISTINCT FROM k.should_be"
    )
    query = select("count(*)", source, where)
    return Query(query, frozenset({KEY, standing.name})), NoneOf(
        "lines of the answer key that the file contradicts"
    )


def _kind(build: Build, table: Table, defect: Defect) -> tuple[Query, Expectation]:
    """Return the query of the rows whose defect is not of its kind."""
    words = NoneOf("rows that are wrong in another way than declared")
    if defect.kind == "late":
        return _late(build, table, defect), words
    if defect.kind == "duplicate":
        return _second(build, table, defect), words
    where = broken(table, defect)
    cells = f"{lines(table.name, named([defect]))} AS k"
    if defect.kind == "swap":
        other = f"{lines(table.name, named([defect]))} AS o"
        cells = f"{cells} LEFT JOIN {other} ON o.place = k.place AND o.cell <> k.cell"
    return Query(select("count(*)", cells, f"WHERE ({where}) IS NOT FALSE"), frozenset({KEY})), words


def _late(build: Build, table: Table, defect: Defect) -> Query:
    """Return the query of the late rows that do not stand behind all others, or belong there anyway."""
    standing = build.standing[table.name].name
    mine = of(build.spec, table.name)
    rows, late = select("count(*)", standing), select("count(*)", whole(table.name, of_kind(mine, "late")))
    clean = build.manifest.tables[table.name].rows
    where = f"WHERE place < ({rows}) - ({late}) OR place >= ({rows}) OR clean >= {clean - 1}"
    return Query(select("count(*)", lines(table.name, named([defect])), where), frozenset({KEY, standing}))


def _second(build: Build, table: Table, defect: Defect) -> Query:
    """Return the query of the second rows that are not the row before them, but for the slips that are told."""
    standing = build.standing[table.name]
    joins = [
        f"{whole(table.name, [defect])} AS k",
        f"LEFT JOIN {standing.name} AS t ON t.{POSITION} = k.place",
        f"LEFT JOIN {standing.name} AS b ON b.{POSITION} = k.place - 1",
    ]
    differing = [f"t.{POSITION} IS NULL", f"b.{POSITION} IS NULL"]
    for column, called in standing.columns.items():
        here = f"t.{called}"
        if column in changed(defect):
            alias = f"c{len(joins)}"
            told = lines(table.name, f"{named([defect])} AND {within(column)}")
            joins.append(f"LEFT JOIN {told} AS {alias} ON {alias}.place = k.place")
            differing.append(f"({alias}.place IS NOT NULL AND ({slip(alias)}) IS NOT FALSE)")
            here = f"CASE WHEN {alias}.place IS NULL THEN {here} ELSE {alias}.should_be END"
        differing.append(f"{here} IS DISTINCT FROM b.{called}")
    query = select("count(*)", " ".join(joins), f"WHERE {' OR '.join(differing)}")
    return Query(query, frozenset({KEY, standing.name}))
