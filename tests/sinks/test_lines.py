"""No value is written on its own: more rows run no more lines of Python, whatever the type and the format."""

from __future__ import annotations

import ast
from pathlib import Path

import pyarrow as pa
import pytest

from counting import lines
from manikin import load
from manikin.plan import make_plan
from manikin.run import World
from manikin.sinks import SINKS, SinkTable

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "generator" / "manikin"
FEW, MANY, MORE = 64, 4096, 2_000
"""Lines may be some more, for texts of more widths and larger numbers in a footer, and never one a row."""
VALUES = frozenset({"to_pylist", "iterrows", "vectorize", "frompyfunc", "fromiter", "apply_along_axis"})
"""What makes a Python object of each value in one line, where no trace sees it."""
ALLOWED = {
    "columns/vocabulary.py": "a file of the folder is read once",
    "defects/typos.py": "the few rows that are spoilt",
    "sinks/csv.py": "the names of columns",
}


@pytest.fixture(scope="module")
def batches() -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Return few and many rows of a table with a column of every kind."""
    world = World(make_plan(load(ROOT / "benchmarks" / "specs" / "cells")))
    found = []
    for rows in (FEW, MANY):
        frame = world.first("sample", rows)
        columns = [(name, frame.column(name)) for name in frame.prepared.order]
        found.append(pa.record_batch([array for _, array in columns], [name for name, _ in columns]))
    return found[0], found[1]


def decoded(batch: pa.RecordBatch) -> pa.Schema:
    fields = [(field.name, getattr(field.type, "value_type", field.type)) for field in batch.schema]
    return pa.schema(fields)


@pytest.mark.parametrize(
    ("form", "compression"), [(name, way) for name, sink in SINKS.items() for way in sink.COMPRESSIONS]
)
def test_more_rows_are_no_more_lines(
    batches: tuple[pa.RecordBatch, pa.RecordBatch], form: str, compression: str
) -> None:
    encoder = SINKS[form].encoder(SinkTable("sample", decoded(batches[0]), compression=compression))
    for batch in batches:
        encoder.encode([batch])  # what is made once is there
    few, many = (lines(lambda batch=batch: encoder.encode([batch])) for batch in batches)
    assert few > 0
    assert many <= few + MORE


def test_no_list_of_values_is_made_on_the_path_of_a_cell() -> None:
    sources = [
        path
        for name in ("columns", "defects", "distributions", "expressions", "patterns", "run", "sinks")
        for path in sorted((PACKAGE / name).rglob("*.py"))
    ]
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in VALUES
    }
    assert found == set(ALLOWED)
