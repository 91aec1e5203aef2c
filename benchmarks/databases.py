"""How fast a database is written, beside the engine's own bulk insert of the same rows from memory.

Run: python benchmarks/databases.py [ROWS]
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa

from manikin.build import build
from manikin.databases import DATABASES
from manikin.interface import generate, load

SPEC = """
language: 1
dataset: bench
version: 1.0.0
title: Visits
owner: {name: Benchmark, contact: bench@example.org}
class: publicly-sourced
seed: 1
tables:
  visit:
    rows: %d
    key: id
    columns:
      id: {type: integer, sequence: {start: 1}}
      sex: {type: string, distribution: {choice: {F: 1, M: 1}}, missing: 0.1}
      seen_on: {type: date, distribution: {uniform: {min: 2020-01-01, max: 2024-12-31}}}
      height: {type: float, distribution: {normal: {mean: 170, sd: 10}}}
      cost: {type: decimal, scale: 2, distribution: {lognormal: {median: 100, sigma: 0.5}}}
"""
_DDL = "CREATE TABLE visit (id BIGINT NOT NULL PRIMARY KEY, sex TEXT, seen_on DATE NOT NULL, height DOUBLE, cost DECIMAL(18,2))"


def into_duckdb(path: Path, table: pa.Table) -> None:
    """Insert an Arrow table."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(_DDL)
        connection.register("held", table)
        connection.execute("INSERT INTO visit SELECT * FROM held")


def into_sqlite(path: Path, rows: list[tuple[object, ...]]) -> None:
    """Insert rows that are Python's already, without a journal."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    connection.execute(_DDL)
    connection.executemany("INSERT INTO visit VALUES (?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    connection.close()


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print the seconds of both, and their ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "spec.yaml").write_text(SPEC % count, encoding="utf-8")
        spec = load(folder)
        table = generate(spec)["visit"]
        columns = [
            table[column].cast(kind).to_pylist()
            for column, kind in zip(
                table.column_names,
                (pa.int64(), pa.string(), pa.string(), pa.float64(), pa.float64()),
                strict=True,
            )
        ]
        rows = list(zip(*columns, strict=True))
        own = {
            "duckdb": timed(lambda: into_duckdb(folder / "own.duckdb", table)),
            "sqlite": timed(lambda: into_sqlite(folder / "own.sqlite", rows)),
        }
        print(f"{count:,} rows of 5 columns, {os.cpu_count()} processors")
        print(f"{'format':8} {'build':>8} {'own insert from memory':>24} {'ratio':>6}")
        for form in DATABASES:
            taken = timed(
                lambda form=form: build(spec, folder / form, form=form, workers=os.cpu_count() or 1)
            )
            print(f"{form:8} {taken:7.1f}s {own[form]:23.1f}s {taken / own[form]:6.1f}")


if __name__ == "__main__":
    main()
