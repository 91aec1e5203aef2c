"""A table as it would be without its defects, made from what stands in its file and the answer key.

Every value is put back, every second writing taken out, every late row put in its place. All other checks look at
the result; so a defect that the answer key does not tell is found as any other fault is.
"""

from __future__ import annotations

from typing import Final

from manikin.model import Defect, Spec, Table
from manikin.verify import csv_text
from manikin.verify.answer_key import KEY, changed, lines, named, of, of_kind, whole, within
from manikin.verify.source import Names, Source
from manikin.verify.sqltext import POSITION, select
from manikin.verify.verification import NoneOf, Query, Subject, Verification

PLACE: Final = '"place in the file"'
_TURN: Final = '"turn of the row"'
_PUNCTUAL: Final = '"not late"'
_CLEAN: Final = '"place told"'
"""Names that no column of a specification can have."""


def standing_name(table: str) -> str:
    """Return what DuckDB calls a table as it stands in its file, not quoted."""
    return f"{table} as it stands"


def mended_source(table: Table, standing: Source, spec: Spec) -> Source:
    """Return how a table without its defects comes about."""
    names, defects = Names.of(table, table.name), of(spec, table.name)
    touched = tuple(dict.fromkeys(column for defect in defects for column in changed(defect)))
    lost = [column for column in touched if csv_text.loses(table.by_name[column])]
    lacking = {**standing.lacking, **dict.fromkeys(lost, "is written in a format that leaves part of it out")}
    known = [column for column in standing.values if column not in lacking]
    return Source(
        table=table,
        paths=standing.paths,
        names=names,
        create=f"CREATE TABLE {names.raw} AS {_mended(table, standing, defects, known)}",
        values={column: names.columns[column] for column in known},
        lacking=lacking,
        checks=(_places(table, names, defects),),
    )


def _mended(table: Table, standing: Source, defects: tuple[Defect, ...], known: list[str]) -> str:
    """Return the query of the mended rows: their places without defects, their places in the file, their values."""
    joins, values = [f"{standing.names.final} AS t"], []
    for column in known:
        here, called = f"t.{standing.names.columns[column]}", standing.names.columns[column]
        if any(column in changed(defect) for defect in defects):
            alias = f"c{len(joins)}"
            joins.append(f"LEFT JOIN {lines(table.name, within(column))} AS {alias} {_same(alias)}")
            put_back = csv_text.cast(table.by_name[column], f"{alias}.should_be")
            here = f"CASE WHEN {alias}.place IS NULL THEN {here} ELSE {put_back} END"
        values.append(f"{here} AS {called}")
    joins.append(f"LEFT JOIN {whole(table.name, of_kind(defects, 'duplicate'))} AS twice {_same('twice')}")
    late = whole(table.name, of_kind(defects, "late"))
    before = "*, clean - row_number() OVER (ORDER BY clean) + 1 AS before"
    joins.append(f"LEFT JOIN ({select(before, late)}) AS late {_same('late')}")
    punctual = f"row_number() OVER (PARTITION BY late.place IS NULL ORDER BY t.{POSITION}) - 1"
    turn = f"coalesce(late.before, {punctual}) AS {_TURN}, late.place IS NULL AS {_PUNCTUAL}, late.clean AS {_CLEAN}"
    rows = select(
        ", ".join([f"t.{POSITION} AS {PLACE}", turn, *values]), " ".join(joins), "WHERE twice.place IS NULL"
    )
    # A late row belongs before the punctual row that as many punctual rows stand before.
    order = f"row_number() OVER (ORDER BY {_TURN}, {_PUNCTUAL}, {_CLEAN}) - 1"
    listed = [PLACE, *(standing.names.columns[column] for column in known)]
    return select(f"{order} AS {POSITION}, {', '.join(listed)}", f"({rows})")


def _same(alias: str) -> str:
    return f"ON {alias}.place = t.{POSITION}"


def _places(table: Table, names: Names, defects: tuple[Defect, ...]) -> Verification:
    """Return the check that every line tells rightly where its row would be without defects."""
    second = f"CASE WHEN {named(of_kind(defects, 'duplicate'))} THEN 1 ELSE 0 END"
    source = f"{lines(table.name)} AS k LEFT JOIN {names.raw} AS m ON m.{PLACE} = k.place - {second}"
    query = select("count(*)", source, f"WHERE m.{POSITION} IS DISTINCT FROM k.clean")
    return Verification(
        Subject("places without defects", "VERIFY22", table.name),
        Query(query, frozenset({names.raw, KEY})),
        NoneOf("lines of the answer key with another row's place"),
    )
