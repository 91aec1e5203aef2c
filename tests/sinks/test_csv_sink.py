"""CSV files: what is written, and that others read it as it was meant."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manikin.errors import UserError
from manikin.sinks import SINKS, SinkTable
from manikin.sinks.csv import CsvEncoder


def table(batch: pa.RecordBatch, **rest: Any) -> SinkTable:
    fields = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in batch.schema
    ]
    return SinkTable("t", pa.schema(fields), **rest)


def encoded(batch: pa.RecordBatch, **rest: Any) -> bytes:
    return b"".join(map(bytes, CsvEncoder(table(batch, **rest)).encode([batch]).pieces))


def mixed(rows: int, words: list[str | None]) -> pa.RecordBatch:
    rng = np.random.default_rng(5)
    columns = {
        "id": np.arange(rows),
        "x": pa.array(rng.normal(size=rows), mask=rng.random(rows) < 0.1),
        "at": pa.array(rng.integers(0, 10**9, rows)).cast(pa.timestamp("s")),
        "word": pa.array([words[i % len(words)] for i in range(rows)], pa.string()),
        "code": pa.array([words[i % len(words)] for i in range(rows)], pa.string()).dictionary_encode(),
    }
    return pa.RecordBatch.from_pydict({name: pa.array(column) for name, column in columns.items()})


def test_a_file(tmp_path: Path) -> None:
    batch = pa.RecordBatch.from_pydict(
        {
            "id": [1, 2, 3],
            "a,b": ["plain", "", None],
            "on": pa.array([0, None, 19_000], pa.date32()),
            "yes": [True, None, False],
            "sex": pa.array(["F", 'a "b"', None]).dictionary_encode(),
            "x": [-0.0, 1.5, None],
        }
    )
    sink, told = SINKS["csv"], table(batch, formats={"on": "%d/%m/%Y"})
    writer = sink.writer(tmp_path / "t.csv", told)
    writer.append(sink.encoder(told).encode([batch]))
    writer.append(sink.encoder(told).encode([batch.slice(0, 0)]))
    record = writer.close()
    data = (tmp_path / "t.csv").read_bytes()
    assert data.decode() == (
        'id,"a,b",on,yes,sex,x\n1,plain,01/01/1970,true,F,0\n2,"",,,"a ""b""",1.5\n3,,08/01/2022,false,,\n'
    )
    assert (record.path, record.bytes, record.rows) == ("t.csv", len(data), 3)
    assert record.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_delimiters_and_line_ends(delimiter: str, line_end: str) -> None:
    batch = pa.RecordBatch.from_pydict({"a": ["x,;|\ty", "z"], "b": [1, 2]})
    data = encoded(batch, delimiter=delimiter, line_end=line_end).decode()
    assert data == f'"x,;|\ty"{delimiter}1{line_end}z{delimiter}2{line_end}'


def test_a_format_that_holds_the_delimiter_is_quoted() -> None:
    batch = pa.RecordBatch.from_pydict({"on": pa.array([0, None], pa.date32()), "n": [1, 2]})
    assert encoded(batch, formats={"on": "%d %b, %Y"}) == b'"01 Jan, 1970",1\n,2\n'


@settings(max_examples=60)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6), min_size=1
    )
)
def test_python_reads_back_every_text(words: list[str]) -> None:
    batch = pa.RecordBatch.from_pydict({"word": words, "end": ["."] * len(words)})
    text = encoded(batch, line_end="\r\n").decode()
    assert [row[0] for row in csv.reader(io.StringIO(text, newline=""))] == words


def test_duckdb_tells_missing_from_empty(tmp_path: Path) -> None:
    words = ["", None, " a ", "b,c", 'd"', "e\nf", "NA", "null"]
    batch = pa.RecordBatch.from_pydict({"word": words, "end": ["."] * len(words)})
    sink = SINKS["csv"]
    writer = sink.writer(tmp_path / "t.csv", table(batch))
    writer.append(sink.encoder(table(batch)).encode([batch]))
    writer.close()
    read = f"read_csv('{tmp_path}/t.csv', all_varchar = true, allow_quoted_nulls = false, header = true)"
    assert [row[0] for row in duckdb.sql(f"SELECT word FROM {read}").fetchall()] == words


@pytest.mark.parametrize("words", [["plain", None], ["plain", None, "", 'q"q', "a,b"]])
def test_both_ways_to_write_lines_give_the_same(
    words: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = mixed(1_000, words)
    whole = encoded(batch)
    encoder = CsvEncoder(table(batch))
    texts = [encoder._text(place, column)[0] for place, column in enumerate(batch.columns)]
    assert b"".join(map(bytes, encoder._joined(texts))) == whole
    monkeypatch.setattr("manikin.sinks.csv._MOST_TEXT", 1_000)
    assert encoded(batch) == whole


def test_the_bytes_do_not_depend_on_the_batches() -> None:
    batch = mixed(3_000, ["plain", None, "", "a,b", "c"])
    whole = encoded(batch)
    for step in (7, 1_000):
        parts = [encoded(batch.slice(start, step)) for start in range(0, 3_000, step)]
        assert b"".join(parts) == whole
    assert b"".join(encoded(batch.slice(start, 1)) for start in range(50)) == encoded(batch.slice(0, 50))


def test_numbers_are_as_arrow_writes_them() -> None:
    batch = mixed(500, ["a"])
    rows = list(csv.DictReader(io.StringIO("id,x,at,word,code\n" + encoded(batch).decode())))
    assert [row["x"] for row in rows] == [text or "" for text in batch["x"].cast(pa.string()).to_pylist()]
    assert [row["at"] for row in rows] == batch["at"].cast(pa.string()).to_pylist()


def test_a_column_with_dates_beyond_four_digits_is_named() -> None:
    batch = pa.RecordBatch.from_pydict({"due": pa.array([10**7], pa.int32()).cast(pa.date32())})
    with pytest.raises(UserError, match=r"a date of t\.due lies before the year 1 or after 9999"):
        encoded(batch)
