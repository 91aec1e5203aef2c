"""A planted clinic of two tables, with every kind of column, in every form that can be read."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

Row = dict[str, Any]
Tables = dict[str, list[Row]]
SCHEMAS = {
    "patient": pa.schema(
        [
            ("patient_id", pa.int64()),
            ("born", pa.date32()),
            ("sex", pa.string()),
            ("alive", pa.bool_()),
            ("height", pa.decimal128(5, 2)),
            ("n", pa.int64()),
            ("ref", pa.string()),
            ("remark", pa.string()),
        ]
    ),
    "visit": pa.schema(
        [
            ("visit_id", pa.int64()),
            ("patient_id", pa.int64()),
            ("ward", pa.string()),
            ("started", pa.timestamp("us")),
            ("ended", pa.timestamp("us")),
            ("score", pa.int64()),
            ("manikin_key", pa.string()),
        ]
    ),
}
DDL = """
CREATE TABLE patient (patient_id BIGINT, born DATE, sex TEXT, alive BOOLEAN, height DECIMAL(5, 2), n BIGINT, ref TEXT, remark TEXT);
CREATE TABLE visit (visit_id BIGINT, patient_id BIGINT, ward TEXT, started TIMESTAMP, ended TIMESTAMP, score BIGINT, manikin_key TEXT);
"""
WARDS = ("A", "B", 'it\'s "x"', "Ä")


def clinic(people: int = 400, seed: int = 1) -> Tables:
    """Return a clinic: rare labels, gaps, a few people with many visits, some without any."""
    draw = random.Random(seed)
    patients = [
        {
            "patient_id": 100_000 + 7 * number,
            "born": dt.date(1930, 1, 1) + dt.timedelta(draw.randrange(30_000))
            if draw.random() < 0.9
            else None,
            "sex": draw.choice("FFMM") if draw.random() < 0.97 else "X",
            "alive": draw.random() < 0.985,
            "height": Decimal(draw.randrange(14_000, 20_000)) / 100 if draw.random() < 0.6 else None,
            "n": draw.randrange(6),
            "ref": f"R{number:05}",
            "remark": f"was told {draw.random()}" if draw.random() < 0.5 else None,
        }
        for number in range(people)
    ]
    visits: list[Row] = []
    for place, patient in enumerate(patients):
        for _ in range(60 if place == 3 else draw.choice((0, 1, 1, 2, 3, 5))):
            started = dt.datetime(2019, 1, 1) + dt.timedelta(minutes=draw.randrange(1_500_000))
            visits.append(
                {
                    "visit_id": 5_000_000 + len(visits),
                    "patient_id": patient["patient_id"],
                    "ward": draw.choice((*WARDS, *WARDS, None))
                    if draw.random() < 0.98
                    else f"rare {place % 9}",
                    "started": started,
                    "ended": started + dt.timedelta(minutes=draw.randrange(9_000))
                    if draw.random() < 0.8
                    else None,
                    "score": draw.randrange(90, 4_000),
                    "manikin_key": draw.choice(("yes", "no")),
                }
            )
    return {"patient": patients, "visit": visits}


def linked(tables: Tables, seed: int = 1) -> Tables:
    """Return a clinic in which columns go together: numbers with the sex, a ward with the sex of the patient, a score with the ward."""
    draw = random.Random(seed)
    numbers = {"F": (0, 1, 2), "M": (3, 4, 5)}
    patients = [
        {**row, "n": draw.choice(numbers[row["sex"]])}
        if row["sex"] in numbers and draw.random() < 0.95
        else row
        for row in tables["patient"]
    ]
    taller = {"F": Decimal("0.00"), "M": Decimal("25.00")}
    patients = [
        {**row, "height": row["height"] + taller.get(row["sex"], Decimal("0.00"))} if row["height"] else row
        for row in patients
    ]
    sex = {row["patient_id"]: row["sex"] for row in patients}
    wards = {"F": WARDS[:2], "M": WARDS[2:]}
    visits = [
        {**row, "ward": draw.choice(there)}
        if row["ward"] in WARDS and (there := wards.get(sex[row["patient_id"]])) and draw.random() < 0.95
        else row
        for row in tables["visit"]
    ]
    longer = dict(zip(WARDS, (1, 2, 4, 8), strict=True))
    visits = [{**row, "score": row["score"] * longer.get(row["ward"], 1)} for row in visits]
    return {"patient": patients, "visit": visits}


def settled(tables: Tables) -> Tables:
    """Return a clinic in which a number settles the sex, but of a few, and what is missing is missing together."""
    patients = [
        {
            **row,
            "n": {"F": 1, "M": 4}.get(row["sex"], 1) + row["n"] % 2 if place % 40 else row["n"],
            "remark": None if row["height"] is None else row["remark"],
        }
        for place, row in enumerate(tables["patient"])
    ]
    return {"patient": patients, "visit": tables["visit"]}


def arrow(tables: Tables) -> dict[str, pa.Table]:
    """Return the tables as Arrow's."""
    return {name: pa.Table.from_pylist(rows, SCHEMAS[name]) for name, rows in tables.items()}


def csv(tables: Tables, folder: Path) -> str:
    """Write a folder of CSV files."""
    for name, table in arrow(tables).items():
        pa_csv.write_csv(table, folder / f"{name}.csv")
    return str(folder)


def parquet(tables: Tables, folder: Path) -> str:
    """Write a folder of Parquet files."""
    for name, table in arrow(tables).items():
        pq.write_table(table, folder / f"{name}.parquet")
    return str(folder)


def duckdb_file(tables: Tables, folder: Path) -> str:
    """Write a DuckDB file."""
    path = folder / "clinic.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(DDL)
        for name, table in arrow(tables).items():
            connection.register("incoming", table)
            connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")
    return str(path)


def sqlite_file(tables: Tables, folder: Path) -> str:
    """Write an SQLite file."""
    path = folder / "clinic.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(DDL)
        for name, rows in tables.items():
            marks = ", ".join("?" * len(SCHEMAS[name]))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", map(_stored, rows))
    connection.close()
    return str(path)


def _stored(row: Row) -> tuple[Any, ...]:
    return tuple(
        str(value) if isinstance(value, dt.date) else float(value) if isinstance(value, Decimal) else value
        for value in row.values()
    )


FORMS: dict[str, Callable[[Tables, Path], str]] = {
    "csv": csv,
    "parquet": parquet,
    "duckdb": duckdb_file,
    "sqlite": sqlite_file,
}


def postgres_schema(connection: Any, schema: str, tables: Tables) -> None:
    """Make the clinic a schema of a server, which the role ``reader`` may only read."""
    connection.execute(f"CREATE SCHEMA {schema}; SET search_path TO {schema}")
    connection.execute(DDL)
    for name, rows in tables.items():
        with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))
    connection.execute(
        f"GRANT USAGE ON SCHEMA {schema} TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reader"
    )


def shuffled(tables: Tables, seed: int) -> Tables:
    """Return the same rows in another order."""
    draw = random.Random(seed)
    return {name: draw.sample(list(rows), len(rows)) for name, rows in tables.items()}


def changed(tables: Tables, table: str, place: int, **values: Any) -> Tables:
    """Return the tables with one row changed."""
    rows = list(tables[table])
    rows[place] = {**rows[place], **values}
    return {**tables, table: rows}


def with_rows(tables: Tables, table: str, more: Iterable[Row]) -> Tables:
    """Return the tables with more rows."""
    return {**tables, table: [*tables[table], *more]}
