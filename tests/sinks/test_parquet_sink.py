"""Parquet files: types, metadata, and bytes that depend on nothing but the rows."""

from __future__ import annotations

import hashlib
from itertools import chain
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from manikin.build.cutting import Cutter
from manikin.sinks import SINKS, FileRecord, SinkTable
from manikin.sinks import parquet as parquet_sink

ROWS = 1_000
SCHEMA = pa.schema(
    [
        pa.field("id", pa.int64(), nullable=False),
        pa.field("word", pa.string()),
        pa.field("kind", pa.int64()),
        pa.field("x", pa.float64()),
        pa.field("price", pa.decimal128(18, 2)),
        pa.field("at", pa.timestamp("ms", "+01:00")),
        pa.field("on", pa.date32()),
        pa.field("clock", pa.time32("ms")),
        pa.field("yes", pa.bool_()),
    ]
)
TABLE = SinkTable(
    "t",
    SCHEMA,
    metadata={"manikin.synthetic": "true", "manikin.dataset": "tiny"},
    categorical=frozenset({"word", "kind", "yes"}),
)


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> pa.Table:
    monkeypatch.setattr(parquet_sink, "GROUP_ROWS", 300)
    rng = np.random.default_rng(6)
    words = np.array(["emergency", "elective", "", "é", "unused"], object)[rng.integers(0, 4, ROWS)]
    return pa.table(
        {
            "id": np.arange(ROWS),
            "word": pa.array(words, mask=rng.random(ROWS) < 0.1),
            "kind": rng.integers(8_507, 8_510, ROWS),
            "x": pa.array(np.where(rng.random(ROWS) < 0.2, -0.0, rng.normal(size=ROWS))),
            "price": pa.array(rng.integers(0, 10**6, ROWS))
            .cast(pa.decimal128(19, 0))
            .cast(pa.decimal128(18, 2)),
            "at": pa.array(rng.integers(0, 10**12, ROWS)).cast(pa.timestamp("ms", "+01:00")),
            "on": pa.array(rng.integers(0, 20_000, ROWS).astype(np.int32)).cast(pa.date32()),
            "clock": pa.array(rng.integers(0, 86_400_000, ROWS).astype(np.int32)).cast(pa.time32("ms")),
            "yes": rng.random(ROWS) < 0.5,
        }
    ).cast(SCHEMA)


def written(folder: Path, batches: list[pa.RecordBatch]) -> FileRecord:
    sink = SINKS["parquet"]
    folder.mkdir(exist_ok=True)
    (folder / "t.parquet").unlink(missing_ok=True)
    writer, encoder = sink.writer(folder / "t.parquet", TABLE), sink.encoder(TABLE)
    cutter = Cutter(encoder.together, None)
    for piece in chain(chain.from_iterable(map(cutter.add, batches)), cutter.rest()):
        writer.append(encoder.encode(piece.batches))
    return writer.close()


def test_what_is_written_is_read_back(rows: pa.Table, tmp_path: Path) -> None:
    record = written(tmp_path, rows.to_batches())
    path = tmp_path / "t.parquet"
    found = pq.read_table(path)
    assert found.schema.equals(SCHEMA)
    assert found.equals(rows)
    assert not np.signbit(found["x"].to_numpy()[found["x"].to_numpy() == 0]).any()
    assert record == FileRecord(
        "t.parquet", path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest(), ROWS
    )
    types = {name: kind for name, kind, *_ in duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()}
    assert types["word"] == "VARCHAR"
    assert types["price"] == "DECIMAL(18,2)"
    (totals,) = duckdb.sql(f"SELECT count(word), sum(price) FROM '{path}'").fetchall()
    assert totals == (ROWS - rows["word"].null_count, sum(rows["price"].to_pylist()))


def test_the_file_says_that_it_is_synthetic(rows: pa.Table, tmp_path: Path) -> None:
    written(tmp_path, rows.to_batches())
    metadata = pq.read_metadata(tmp_path / "t.parquet").metadata
    assert metadata[b"manikin.synthetic"] == b"true"
    assert metadata[b"manikin.dataset"] == b"tiny"


def test_only_categories_have_dictionaries_and_groups_a_fixed_size(rows: pa.Table, tmp_path: Path) -> None:
    written(tmp_path, rows.to_batches())
    found = pq.read_metadata(tmp_path / "t.parquet")
    assert [found.row_group(group).num_rows for group in range(found.num_row_groups)] == [300, 300, 300, 100]
    group = found.row_group(0)
    coded = {
        group.column(place).path_in_schema
        for place in range(group.num_columns)
        if "RLE_DICTIONARY" in group.column(place).encodings
    }
    assert coded == {"word", "kind"}
    columns = [group.column(place) for place in range(group.num_columns)]
    assert {column.path_in_schema for column in columns if column.statistics is None} == {"word"}, "of words"


def recoded(batch: pa.RecordBatch, words: list[str | None]) -> pa.RecordBatch:
    """Return a batch whose text has a dictionary of its own."""
    codes = [None if word is None else words.index(word) for word in batch["word"].to_pylist()]
    column = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(words))
    return batch.set_column(1, "word", column)


@pytest.mark.parametrize("step", [1, 7, 299, 300, 301, 999])
def test_the_bytes_depend_on_the_rows_alone(rows: pa.Table, tmp_path: Path, step: int) -> None:
    whole = written(tmp_path, rows.to_batches())
    plain = [batch for start in range(0, ROWS, step) for batch in rows.slice(start, step).to_batches()]
    words: list[str | None] = ["", "é", "elective", "unused", "emergency"]
    turned = [recoded(batch, words[n % 5 :] + words[: n % 5]) for n, batch in enumerate(plain)]
    encoded = [batch.set_column(1, "word", batch["word"].dictionary_encode()) for batch in plain]
    assert written(tmp_path, plain) == whole
    assert written(tmp_path, turned) == whole
    assert written(tmp_path, encoded) == whole


def test_dictionaries_with_missing_or_repeated_words(rows: pa.Table, tmp_path: Path) -> None:
    whole = written(tmp_path, rows.to_batches())
    words: list[str | None] = ["emergency", None, "elective", "", "é", "elective"]
    codes = [1 if word is None else words.index(word) for word in rows["word"].to_pylist()]
    column = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words))
    assert written(tmp_path, rows.set_column(1, "word", column).to_batches()) == whole


def test_an_empty_table_is_a_file_with_types(rows: pa.Table, tmp_path: Path) -> None:
    assert written(tmp_path, []).rows == 0
    assert pq.read_table(tmp_path / "t.parquet").schema.equals(SCHEMA)
