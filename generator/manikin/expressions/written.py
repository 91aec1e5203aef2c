"""Numbers as the text that CAST makes of them, all rows at once. Knows no SQL.

Floats have the fewest digits that tell them from every other, as DuckDB and Python write them; decimals have all the
digits of their scale. `orjson` finds the digits of floats; where it would write a power of ten in another form, the text
is put right.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from manikin.expressions.term import Datum

_LEAST: Final = 1e-4
_PAST: Final = 1e16
"""Floats from the first up to the second are written without a power of ten."""
_PLAIN_SCALE: Final = 6
"""Decimals of a larger scale come out of Arrow with a power of ten when they are small."""
_FORMS: Final = (
    (r"^(-?)0\.0000([0-9])$", r"\1\2e-05"),
    (r"^(-?)0\.0000([0-9])([0-9]+)$", r"\1\2.\3e-05"),
    (r"e-([0-9])$", r"e-0\1"),
    (r"e([0-9])", r"e+\1"),
)
"""What orjson writes of the others, and what is meant."""


def floats(values: Datum) -> Datum:
    """Return finite floats as text."""
    if isinstance(values, pa.Scalar):
        return floats(pa.array([values.as_py()], pa.float64()))[0]
    if not len(values):
        return pa.array([], pa.string())
    numbers = np.ascontiguousarray((values.fill_null(0.5) if values.null_count else values).to_numpy())
    written = _listed(orjson.dumps(numbers, option=orjson.OPT_SERIALIZE_NUMPY))
    size = np.abs(numbers)
    odd = (size < _LEAST) & (size > 0.0) | (size >= _PAST)
    if odd.any():
        mask = pa.array(odd)
        others = written.filter(mask)
        for form, meant in _FORMS:
            others = pc.replace_substring_regex(others, form, meant)
        written = pc.replace_with_mask(written, mask, others)
    return (
        pc.if_else(pc.is_valid(values), written, pa.scalar(None, pa.string()))
        if values.null_count
        else written
    )


def decimals(values: Datum) -> Datum:
    """Return decimals as text."""
    found = pc.cast(values, pa.string())
    scale = values.type.scale
    if scale <= _PLAIN_SCALE:
        return found
    # With 1 added to its size a number below 1 is written plainly; the 1 is then taken off the text.
    wide = pa.decimal256(75, scale)
    more = pc.add(pc.abs(pc.cast(values, wide)), pa.scalar(1, wide))
    behind = pc.utf8_slice_codeunits(pc.cast(more, pa.string()), 1)
    sign = pc.if_else(pc.less(values, pa.scalar(0, values.type)), "-0", "0")
    return pc.if_else(pc.match_substring(found, "E"), pc.binary_join_element_wise(sign, behind, ""), found)


def _listed(text: bytes) -> pa.Array:
    """Return the values of a list in JSON, in which no value holds a comma."""
    ends = pa.py_buffer(np.array([1, len(text) - 1], np.int32))
    return pc.split_pattern(pa.StringArray.from_buffers(1, ends, pa.py_buffer(text)), ",").flatten()
