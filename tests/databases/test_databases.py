"""One file with all tables: its rows, types and constraints, verified and made again."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest

from manikin import verify
from manikin.build import build, differences
from manikin.databases import DATABASES, design
from manikin.errors import UserError
from manikin.interface import generate, load
from manikin.model import Spec
from manikin.plan import Sizes
from manikin.storage import check_files

SPEC = """
language: 1
dataset: ward-book
version: 1.0.0
title: Every type, every kind of key
owner: {name: Test, contact: test@example.org}
class: publicly-sourced
seed: 3
csv: {delimiter: ";"}
tables:
  visit:
    description: It's a visit
    rows: {per: patient, distribution: {poisson: {mean: 2}}}
    key: [patient, number]
    columns:
      patient: {type: integer, references: patient}
      number: {type: integer, ordinal: {}}
      site: {type: integer, references: site}
      cost: {type: decimal, scale: 2, distribution: {lognormal: {median: 100, sigma: 0.5}}, missing: 0.1}
      note: {type: string, pattern: "[a-c]\\"[x-z],[0-9]", missing: 0.1, description: "Has a 'quote'"}
      at: {type: datetime, distribution: {uniform: {min: 2024-01-01 00:00:00, max: 2024-12-31 00:00:00}}}
      zoned: {type: datetime, precision: ms, timezone: "+01:00", distribution: {uniform: {min: 2024-01-01 00:00:00, max: 2024-12-31 00:00:00}}}
      clock: {type: time, distribution: {uniform: {min: "08:00:00", max: "17:00:00"}}}
  result:
    rows: {per: visit, distribution: {poisson: {mean: 1}}}
    columns:
      number: {type: integer, references: {table: visit, column: number}}
      patient: {type: integer, copy: visit.patient}
      value: {type: float, distribution: {normal: {mean: 0, sd: 1}}}
  patient:
    rows: 120
    key: id
    columns:
      id: {type: integer, sequence: {start: 1}}
      uid: {type: uuid, uuid: {}, unique: true}
      born: {type: date, format: "%d/%m/%Y", distribution: {uniform: {min: 1930-01-01, max: 1960-12-31}}}
      alive: {type: boolean, distribution: {bernoulli: 0.7}, missing: 0.2}
      mother: {type: integer, references: patient}
  site:
    rows: 5
    key: code
    columns: {code: {type: integer, sequence: {start: 10}}}
  nothing:
    rows: 0
    columns: {a: {type: integer, sequence: {}}}
"""


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Spec:
    folder = tmp_path_factory.mktemp("ward")
    (folder / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module", params=DATABASES)
def made(request: pytest.FixtureRequest, spec: Spec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param) / "it"
    build(spec, folder, form=request.param, workers=2)
    return folder


def file(made: Path) -> Path:
    manifest = json.loads((made / "manifest.json").read_bytes())
    return made / manifest["database"]["file"]


def rows(path: Path, table: str) -> list[tuple[Any, ...]]:
    if path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid').fetchall()
    with duckdb.connect(str(path), read_only=True) as connection:
        # DuckDB gives moments with a zone to Python by way of another package.
        what = "* REPLACE (epoch_ms(zoned) / 1000.0 AS zoned)" if table == "visit" else "*"
        return connection.execute(f"SELECT {what} FROM {table} ORDER BY rowid").fetchall()


def test_the_folder_holds_one_file_of_rows(made: Path) -> None:
    found = {path.name for path in made.iterdir()}
    assert found == {file(made).name, "manifest.json", "README.md", "spec"}
    assert check_files(made) == ()
    assert file(made).name.startswith("ward-book.")
    assert file(made).stat().st_mode & 0o777 == 0o644


def test_verified_and_made_again(made: Path) -> None:
    report = verify.verify(made, reproduce=differences)
    assert report.ok, report.problems


def test_rows_are_those_of_every_other_format(made: Path, spec: Spec) -> None:
    for name, table in generate(spec).items():
        found = rows(file(made), name)
        assert len(found) == table.num_rows
        wanted = [tuple(row.values()) for row in table.to_pylist()]
        for row, want in zip(found, wanted, strict=True):
            assert tuple(map(as_said, row)) == tuple(map(as_said, want))


def as_said(value: Any) -> Any:
    """Return a value as both engines can say it."""
    if isinstance(value, bool | Decimal):
        return float(value)
    if isinstance(value, str) and value.endswith("+01:00"):
        return datetime.fromisoformat(value).timestamp()
    if isinstance(value, str) and len(value) == 19 and value[10] == " ":
        return value.replace(" ", "T")
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.timestamp()
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date | time) else value


@pytest.mark.parametrize(
    "breaking",
    [
        "INSERT INTO site VALUES (10)",
        "INSERT INTO site VALUES (NULL)",
        "UPDATE visit SET site = 9",
        "UPDATE patient SET born = NULL",
        "INSERT INTO result VALUES (99, 1, 0.5)",
        "INSERT INTO patient SELECT 9999, uid, born, alive, mother FROM patient LIMIT 1",
    ],
)
def test_constraints_hold(made: Path, tmp_path: Path, breaking: str) -> None:
    copy = tmp_path / file(made).name
    copy.write_bytes(file(made).read_bytes())
    if copy.suffix == ".sqlite":
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(breaking)
    else:
        with duckdb.connect(str(copy)) as connection, pytest.raises(duckdb.ConstraintException):
            connection.execute(breaking)


def test_types_of_duckdb(made: Path) -> None:
    if file(made).suffix != ".duckdb":
        pytest.skip("SQLite's types are those of its values")
    with duckdb.connect(str(file(made)), read_only=True) as connection:
        found = dict(
            connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'visit'"
            ).fetchall()
        )
        comments = connection.execute(
            "SELECT comment FROM duckdb_tables() WHERE table_name = 'visit'"
        ).fetchall()
    assert found["cost"] == "DECIMAL(18,2)"
    assert (found["at"], found["zoned"]) == ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE")
    assert comments[0][0].startswith("It's a visit Synthetic data:")


def test_the_same_rows_are_known_whatever_the_bytes(made: Path, spec: Spec, tmp_path: Path) -> None:
    form = json.loads((made / "manifest.json").read_bytes())["format"]
    build(spec, tmp_path / "again", form=form)
    one, other = (
        json.loads((folder / "manifest.json").read_bytes()) for folder in (made, tmp_path / "again")
    )
    if DATABASES[form].STABLE:
        assert one == other
    else:
        del one["database"], other["database"]
        assert one == other
        assert all(len(table["rows_sha256"]) == 64 for table in one["tables"].values())


def test_another_value_is_found(made: Path, spec: Spec, tmp_path: Path) -> None:
    """A file whose manifest was made to fit is found by making it again."""
    copy = tmp_path / "it"
    shutil.copytree(made, copy)
    path = file(copy)
    change = "UPDATE visit SET cost = cost + 1 WHERE cost IS NOT NULL"
    if path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(change)
            connection.commit()
    else:
        with duckdb.connect(str(path)) as connection:
            connection.execute(change)
    assert not verify.verify(copy).ok
    tree = json.loads((copy / "manifest.json").read_bytes())
    data = path.read_bytes()
    tree["database"] |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (copy / "manifest.json").write_text(json.dumps(tree), encoding="utf-8")
    assert list(differences(copy, spec)), "no rule was broken, but the rows are others"


@pytest.mark.parametrize("form", DATABASES)
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"part_rows": 5}, "never in parts"),
        ({"compression": "zstd"}, "never compressed"),
        ({"sizes": Sizes(defects=True)}, "which defects break"),
        ({"resume": True}, "cannot be continued"),
    ],
)
def test_what_a_database_cannot_be(
    spec: Spec, tmp_path: Path, form: str, asked: dict[str, Any], why: str
) -> None:
    with pytest.raises(UserError, match=why):
        build(spec, tmp_path / "it", form=form, **asked)
    assert not (tmp_path / "it").exists()


def test_tables_that_are_pointed_at_come_first(spec: Spec) -> None:
    found = [table.name for table in design(spec, tuple(spec.tables))]
    assert found.index("patient") < found.index("visit") < found.index("result")
    by_name = {table.name: table for table in design(spec, tuple(spec.tables))}
    assert by_name["result"].references[0].columns == ("patient", "number")
    only = design(spec, ("visit",))
    assert not only[0].references, "what is not there cannot be pointed at"


def small(tmp_path: Path, columns: str) -> Spec:
    (tmp_path / "spec.yaml").write_text(
        SPEC[: SPEC.index("csv:")] + f"tables:\n  a:\n    rows: 9\n    columns: {{{columns}}}\n",
        encoding="utf-8",
    )
    return load(tmp_path)


def test_decimals_that_sqlite_cannot_hold_are_refused(tmp_path: Path) -> None:
    wide = "x: {type: decimal, scale: 3, constant: 12345678901234.5}"
    spec = small(tmp_path, wide)
    with pytest.raises(UserError, match="more than 15 digits"):
        build(spec, tmp_path / "it", form="sqlite")
    assert not (tmp_path / "it").exists()
    build(spec, tmp_path / "it", form="duckdb")
    assert all(isinstance(x, Decimal) for (x,) in rows(tmp_path / "it" / "ward-book.duckdb", "a"))
