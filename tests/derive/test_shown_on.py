"""Real data of every shape: derived, validated, generated and verified with no hand edit."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

pytest.importorskip("ibis")

from manikin.cli.main import run
from manikin.derive.draft.layout import layouts
from manikin.derive.draft.renaming import renamed
from manikin.derive.view import Depth, TableView, View, from_json

DATA = Path(__file__).parent.parent.parent.parent / "shared" / "data"
SOURCES = [
    "adult",
    "chinook",
    "chinook/chinook.sqlite",
    "diabetes130",
    "mimic4_demo",
    "nhsr",
    "omop_synthea27nj",
    "sakila",
    "synthea_ma1462",
]
MOST_LINES = 1_500
KINDS = {
    "integer": ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT"),
    "float": ("DOUBLE", "FLOAT"),
    "string": ("VARCHAR",),
    "boolean": ("BOOLEAN",),
    "date": ("DATE",),
    "datetime": ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"),
    "time": ("TIME",),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="there is no ../shared/data")
@pytest.mark.parametrize("source", SOURCES)
def test_from_data_to_data(source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, built = tmp_path / "drafted", tmp_path / "built"
    assert run(["derive", str(DATA / source), "--out", str(spec)]) == 0, capsys.readouterr()
    assert len((spec / "spec.yaml").read_text().splitlines()) < MOST_LINES
    assert run(["generate", str(spec), "--out", str(built), "--format", "parquet"]) == 0, capsys.readouterr()
    assert run(["verify", str(built)]) == 0, capsys.readouterr().out
    view, _ = renamed(from_json((spec / "view.json").read_bytes()))
    rows = {
        name: made["rows"]
        for name, made in json.loads((built / "manifest.json").read_text())["tables"].items()
    }
    for table in view.tables:
        if table.depth in {Depth.STATISTICS, Depth.STRUCTURE}:
            # As many as were told, to a rounded number; where few parents have many rows each, to a fiftieth.
            assert _expected(table.name, view) == pytest.approx(table.rows, rel=0.005, abs=15), table.name
            assert rows[table.name] == pytest.approx(table.rows, rel=0.02, abs=15), table.name
    _loads_back(view, built)


def _expected(table: str, view: View) -> float:
    """Return how many rows a draft lets expect."""
    layout = layouts(view)[table]
    if layout.parent is None:
        return layout.rows
    weight = sum(count for _, _, count in layout.bins.bins)
    average = sum((low + high) / 2 * count for low, high, count in layout.bins.bins) / weight
    return average * _expected(layout.parent.target, view)


def _loads_back(view: View, built: Path) -> None:
    """Require that every table has the columns of the source, in their order and with their types."""
    for table in view.tables:
        found = duckdb.execute("SELECT name, type FROM (DESCRIBE SELECT * FROM read_parquet(?))".replace("name, type", "column_name, column_type"),
                               [str(built / f"{table.name}.parquet")]).fetchall()  # fmt: skip
        assert [name for name, _ in found] == [column.name for column in table.columns]
        for name, kind in found:
            assert kind in KINDS.get(_type(table, name, view), (kind,)), (table.name, name)


def _type(table: TableView, name: str, view: View) -> str:
    """Return the type of a column: of what it points at, since a file of no values does not say."""
    column = table.columns_by_name[name]
    if column.present:
        return column.type
    pointing = next((r for r in table.references if name in r.columns), None)
    if pointing is None or pointing.target == table.name:
        return column.type if pointing is None else ""
    there = pointing.target_columns[pointing.columns.index(name)]
    return _type(view.table(pointing.target), there, view)
