"""Every kind of place: the same tables and the same answers, read alone, with nothing in an error."""

from __future__ import annotations

from pathlib import Path

import pytest

ibis = pytest.importorskip("ibis")

from manikin.derive.door import Door, TooManyGroupsError  # noqa: E402
from manikin.derive.sources import Database, Reference, Wanted, open_source  # noqa: E402
from manikin.derive.structure.typing import types  # noqa: E402
from manikin.derive.summarise import tally  # noqa: E402
from manikin.derive.summarise.subjects import subject  # noqa: E402
from manikin.disclosure import POLICIES  # noqa: E402
from manikin.errors import UserError  # noqa: E402


def counts(database: Database) -> list[tuple[str | None, int, int]]:
    visit = database.tables["visit"]
    answer = database.door.ask(
        visit.group_by("ward").agg(rows=ibis._.count(), people=ibis._.patient_id.nunique())
    )
    rows = [(row["ward"], row["rows"], row["people"]) for row in answer.to_pylist()]
    return sorted(rows, key=str)


EXPECTED = [("A", 167, 167), ("B", 167, 167), (None, 166, 166)]


def test_the_same_answers_everywhere(address: str) -> None:
    database = open_source(address, Wanted())
    assert set(database.tables) == {"patient", "visit"}
    assert counts(database) == EXPECTED
    assert database.door.crossed.groups == 3


def test_declared_keys(address: str) -> None:
    database = open_source(address, Wanted())
    if address.endswith((".duckdb", ".sqlite")):
        assert database.declared["visit"].key == ("visit_id",)
        assert database.declared["visit"].references == (
            Reference(("patient_id",), "patient", ("patient_id",)),
        )
    else:
        assert not database.declared


def test_rows_do_not_cross(address: str) -> None:
    database = open_source(address, Wanted())
    with pytest.raises(TypeError, match="only aggregates"):
        database.door.ask(database.tables["patient"])
    with pytest.raises(TooManyGroupsError):
        database.door.ask(database.tables["patient"].group_by("secret").agg(n=ibis._.count()), most=50)


def test_errors_quote_nothing(address: str) -> None:
    database = open_source(address, Wanted())
    if address.endswith(".sqlite"):
        pytest.skip("SQLite reads any text as a number")
    with pytest.raises(UserError) as caught:
        database.door.ask(database.tables["patient"].aggregate(n=ibis._.secret.cast("int64").sum()))
    assert "planted" not in str(caught.value)


@pytest.mark.slow
def test_postgres(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC", postgres)
    with open_source("env:CLINIC", Wanted(schema="ehr")) as database:
        assert counts(database) == EXPECTED
        assert database.declared["visit"].references == (
            Reference(("patient_id",), "patient", ("patient_id",)),
        )


def test_passwords_are_not_taken_from_the_command_line() -> None:
    with pytest.raises(UserError, match="env:VARIABLE") as caught:
        open_source("postgresql://reader:hunter2@localhost/clinic", Wanted())
    assert "hunter2" not in str(caught.value)


def test_a_server_that_is_not_there_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC", "postgresql://reader:hunter2@127.0.0.1:1/clinic")
    with pytest.raises(UserError, match="could not be read") as caught:
        open_source("env:CLINIC", Wanted())
    assert "hunter2" not in str(caught.value)


def test_wanted_tables(address: str) -> None:
    assert set(open_source(address, Wanted(tables=("visit",))).tables) == {"visit"}
    with pytest.raises(UserError, match="there are: patient, visit"):
        open_source(address, Wanted(tables=("vizit",)))


def test_encodings_and_dialects(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("ward;n\nCôte;1\n".encode("latin-1"))
    (tmp_path / "tabs.tsv").write_text("ward\tn\nA\t1\nB\t\n", encoding="utf-8")
    (tmp_path / "wide.csv").write_bytes("ward,n\nCôte,1\n".encode("utf-16"))
    database = open_source(str(tmp_path), Wanted())
    for name in ("latin", "wide"):
        answer = database.door.ask(database.tables[name].group_by("ward").agg(n=ibis._.count()))
        assert answer["ward"].to_pylist() == ["Côte"]
    answer = database.door.ask(database.tables["tabs"].aggregate(n=ibis._.n.count()))
    assert answer["n"].to_pylist() == [1]


def test_what_is_no_source() -> None:
    with pytest.raises(UserError, match="a DuckDB file"):
        open_source("/no/such/place", Wanted())


def test_sql_server_asks_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    table = ibis.table({"ward": "string", "patient_id": "int64"}, name="visit")
    question = table.group_by("ward").agg(rows=ibis._.count(), people=ibis._.patient_id.nunique())
    compiled = str(ibis.to_sql(question, dialect="mssql"))
    assert "COUNT_BIG(DISTINCT" in compiled
    assert "GROUP BY" in compiled


def test_the_door_counts() -> None:
    connection = ibis.duckdb.connect()
    door = Door(connection)
    connection.raw_sql("CREATE TABLE t AS SELECT unnest([1, 1, 2]) AS a")
    table = connection.table("t")
    door.ask(table.group_by("a").agg(n=ibis._.count()))
    door.ask(table.aggregate(n=ibis._.count()))
    assert (door.crossed.questions, door.crossed.groups) == (2, 3)


def test_types_do_not_rest_on_the_first_rows(tmp_path: Path) -> None:
    """Rows without a value say nothing of a type, however many of them come first."""
    lines = ["id,seen"] + [f"{n},{'' if n < 2_100 else '2021-03-04'}" for n in range(2_110)]
    (tmp_path / "visit.csv").write_text("\n".join(lines) + "\n")
    with open_source(str(tmp_path), Wanted()) as database:
        assert types(database, "visit")["seen"].name == "date"


def test_labels_of_few_do_not_decide_whether_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST", 5)
    connection = ibis.duckdb.connect()
    # Three labels of thirty people each, and nine of one person with twelve rows each.
    connection.raw_sql(
        "CREATE TABLE t AS SELECT i AS who, 'shared ' || i % 3 AS label FROM range(90) r(i) "
        "UNION ALL SELECT 1000, 'own ' || i % 9 FROM range(108) r(i)"
    )
    rows = connection.table("t").rename({"manikin: person": "who"})
    about = subject(Door(connection), rows, has_people=True)
    found = tally.cells(about, rows.label, POLICIES["acro"])
    assert found.told == {"shared 0": 30, "shared 1": 30, "shared 2": 30}
