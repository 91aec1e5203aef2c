"""Tables of the model as a sink sees them."""

from __future__ import annotations

import pyarrow as pa

from manikin.columns.draw import is_choice
from manikin.model import Column, Spec, Table
from manikin.run import schema
from manikin.sinks import SinkTable

_FEW_VALUES = frozenset({"faker", "file", "lookup", "constant"})


def csv_table(name: str, found: pa.Schema, spec: Spec) -> SinkTable:
    """Return a table that is always written as CSV, as the specification wants it."""
    return SinkTable(name, found, delimiter=spec.csv.get("delimiter", ","), line_end=_line_end(spec))


def _line_end(spec: Spec) -> str:
    return "\r\n" if spec.csv.get("line_end") == "crlf" else "\n"


def sink_table(table: Table, spec: Spec, said: str, compression: str = "") -> SinkTable:
    """Return a table of the model as a sink sees it; `said` is what its file says of itself."""
    found = schema(table, spec)
    metadata = {key.decode(): value.decode() for key, value in (found.metadata or {}).items()}
    return SinkTable(
        name=table.name,
        schema=found,
        formats={c.name: c.format for c in table.written if c.format is not None},
        metadata={**metadata, "manikin.status": said},
        delimiter=spec.csv.get("delimiter", ","),
        line_end=_line_end(spec),
        compression=compression,
        categorical=frozenset(c.name for c in table.written if _is_categorical(c)),
    )


def _is_categorical(column: Column) -> bool:
    """Return whether a column has few values, so that a dictionary makes its file smaller and faster."""
    if column.kind == "distribution" and column.draw is not None:
        return all(is_choice(distribution) for distribution in column.draw.distributions)
    return column.kind in _FEW_VALUES
