"""The answer key: where each defect is, what should stand there and what does.

A table of its own. Lines of one table come in the order of the rows of its file. Rows are counted from 1, the
header of a CSV file left out.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

NAME: Final = "defects"
"""The name of the answer key among the tables, and of its file."""
SCHEMA: Final = pa.schema(
    [
        pa.field("table", pa.string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("clean_row", pa.int64(), nullable=False),
        pa.field("key", pa.string()),
        pa.field("defect", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("column", pa.string()),
        pa.field("should_be", pa.string()),
        pa.field("stands", pa.string()),
    ]
)
"""``row`` is the number in the file, ``clean_row`` the number without defects, ``key`` the values of the row's key.

A row that is written twice or late has a line without a column.
"""
