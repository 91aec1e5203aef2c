"""Row groups put together are the bytes that Arrow writes when it has them all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from manikin.sinks.parquet import ParquetEncoder, ParquetTableWriter, _Writing
from manikin.sinks.row_groups import footer
from manikin.sinks.sink import SinkTable
from manikin.sinks.thrift import parsed, written

GROUP = 500


def rows(count: int) -> pa.Table:
    rng = np.random.default_rng(4)
    words = np.array(["emergency", "elective", "é", ""], object)[rng.integers(0, 4, count)]
    return pa.table(
        {
            "n": np.arange(count),
            "word": pa.array(words, pa.string(), mask=rng.random(count) < 0.1),
            "x": rng.normal(size=count),
            "yes": rng.random(count) < 0.5,
            "price": pa.array(rng.integers(0, 9**6, count))
            .cast(pa.decimal128(19, 0))
            .cast(pa.decimal128(18, 2)),
            "text": pa.array([f"row {n}" for n in range(count)], pa.string()),
        }
    )


def sink_table(table: pa.Table, wide: int = 0) -> SinkTable:
    more = [pa.field(f"w{n}", pa.int64()) for n in range(wide)]
    return SinkTable("t", pa.schema([*table.schema, *more]), {}, {"a": "b"}, categorical=frozenset({"word"}))


@pytest.mark.parametrize("count", [0, 1, GROUP, 3 * GROUP + 7])
@pytest.mark.parametrize("wide", [0, 30])
def test_the_bytes_are_those_of_arrow(tmp_path: Path, count: int, wide: int) -> None:
    table = rows(count)
    for n in range(wide):
        table = table.append_column(f"w{n}", pa.array(np.arange(count) * n, pa.int64()))
    told = sink_table(rows(0), wide)
    encoder, writer = ParquetEncoder(told), ParquetTableWriter(tmp_path / "t.parquet", told)
    writing = _Writing.of(told)
    out = pa.BufferOutputStream()
    with pq.ParquetWriter(out, writing.schema, **writing.options) as arrow:
        arrow.add_key_value_metadata(writing.metadata)
        for start in range(0, count, GROUP):
            piece = table.slice(start, GROUP).combine_chunks()
            words = piece["word"].combine_chunks().dictionary_encode()
            piece = piece.set_column(1, "word", words)
            arrow.write_table(
                pa.Table.from_arrays([c.combine_chunks() for c in piece.columns], schema=writing.schema)
            )
            writer.append(encoder.encode(table.slice(start, GROUP).to_batches()))
    writer.close()
    assert (tmp_path / "t.parquet").read_bytes() == out.getvalue().to_pybytes()


def test_the_end_of_a_file_is_read_and_written_alike() -> None:
    out = pa.BufferOutputStream()
    pq.write_table(rows(100), out, write_page_index=True)
    file = out.getvalue()
    told = footer(file)
    assert told[3][1] == 100
    data = written(told)
    assert parsed(data) == told
    assert data == file[file.size - 8 - len(data) : file.size - 8].to_pybytes()


def test_what_is_not_known_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="not known: 13"):
        parsed(b"\x1d\x00\x00")
