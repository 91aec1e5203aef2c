"""The same rows give the same view, byte by byte: in every form, on every engine, in any order; and no row crosses."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")
sys.path.insert(0, str(Path(__file__).parent))

import clinic

from manikin.derive.door import Door
from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.disclosure import POLICIES

PEOPLE = 220


def derived(address: str, schema: str = "", fidelity: str = "marginal") -> tuple[bytes, Door]:
    with open_source(address, Wanted(schema=schema)) as database:
        view, rows = structure(database, POLICIES["acro"])
        return summarise(replace(view, fidelity=fidelity), rows).to_json(), database.door


@pytest.fixture(scope="module")
def expected() -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        yield derived(clinic.csv(clinic.clinic(PEOPLE), Path(folder)))[0]


@pytest.mark.slow
def test_sqlite_in_another_order(expected: bytes, tmp_path: Path) -> None:
    tables = clinic.shuffled(clinic.clinic(PEOPLE), 1)
    view, door = derived(clinic.sqlite_file(tables, tmp_path))
    assert view == expected
    # All that came out are groups: of labels, of places on grids, of months; and each answer is small.
    rows = sum(map(len, tables.values()))
    assert door.crossed.questions < 150
    assert 0 < door.crossed.most < 150 < rows


@pytest.mark.slow
@pytest.mark.parametrize("form", ["duckdb", "parquet"])
def test_other_forms(form: str, expected: bytes, tmp_path: Path) -> None:
    tables = clinic.shuffled(clinic.clinic(PEOPLE), 2)
    assert derived(clinic.FORMS[form](tables, tmp_path))[0] == expected


@pytest.mark.slow
def test_postgres_by_a_role_that_may_only_read(
    postgres: str, expected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    psycopg: Any = pytest.importorskip("psycopg")
    with psycopg.connect(postgres.replace("reader:@", "postgres:@"), autocommit=True) as connection:
        clinic.postgres_schema(connection, "clinic", clinic.shuffled(clinic.clinic(PEOPLE), 3))
    monkeypatch.setenv("CLINIC", postgres)
    assert derived("env:CLINIC", "clinic")[0] == expected


@pytest.mark.slow
def test_cases_of_a_role_that_may_only_read(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes together is told from a server as from a file, to the byte; and nothing may be written there."""
    psycopg: Any = pytest.importorskip("psycopg")
    tables = clinic.linked(clinic.clinic())
    with psycopg.connect(postgres.replace("reader:@", "postgres:@"), autocommit=True) as connection:
        clinic.postgres_schema(connection, "linked", clinic.shuffled(tables, 4))
    with (
        psycopg.connect(postgres, autocommit=True) as reader,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        reader.execute("DELETE FROM linked.visit")
    monkeypatch.setenv("CLINIC", postgres)
    view, door = derived("env:CLINIC", "linked", fidelity="dependent")
    assert view == derived(clinic.FORMS["duckdb"](tables, tmp_path), fidelity="dependent")[0]
    assert b'"conditional"' in view
    assert door.crossed.most < 300, "as many groups as pairs of labels and ranges"


@pytest.mark.slow
@pytest.mark.parametrize("fidelity", ["marginal", "dependent"])
def test_the_groups_that_cross_do_not_grow_with_the_rows(fidelity: str, tmp_path: Path) -> None:
    crossed = []
    for people in (400, 3_200):
        folder = tmp_path / str(people)
        folder.mkdir()
        address = clinic.parquet(clinic.clinic(people), folder)
        crossed.append(derived(address, fidelity=fidelity)[1].crossed.most)
    assert crossed[1] < 1.5 * crossed[0] + 50


@pytest.mark.slow
def test_cases_are_the_same_everywhere_and_no_row_crosses(tmp_path: Path) -> None:
    tables = clinic.linked(clinic.clinic())
    found = []
    for place, form in enumerate(("csv", "sqlite", "duckdb")):
        folder = tmp_path / form
        folder.mkdir()
        address = clinic.FORMS[form](clinic.shuffled(tables, place), folder)
        view, door = derived(address, fidelity="dependent")
        # As many groups as pairs of labels and ranges, whatever reads them.
        found.append((view, door.crossed.most))
    assert found[0] == found[1] == found[2]
    assert b'"conditional"' in found[0][0]
