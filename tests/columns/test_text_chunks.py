"""Cells of text and identifier columns do not depend on how the rows are cut, and come in their types."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from fakes import bench
from manikin.columns import constant, faker, identifier, pattern, permutation, sequence, template, uuid
from manikin.columns.kind import Kind
from manikin.columns.values import plain_array
from manikin.model import Column, DataType

CASES: list[tuple[Kind, Any, bool]] = [
    (constant.KIND, "GB", False),
    (faker.KIND, "last_name", False),
    (identifier.KIND, "nhs_number", False),
    (identifier.KIND, {"mrn": "[A-Z]{2}[0-9]{6}"}, False),
    (pattern.KIND, "(Home|Ward [A-F][0-9]{1,2})", False),
    (pattern.KIND, "[a-z]{20}(-[0-9]{2,30})?", False),
    (pattern.KIND, "[a-z]{20}(-[0-9]{2,30})?", True),
    (permutation.KIND, {"start": 100000}, False),
    (sequence.KIND, {"start": 10, "step": 3}, False),
    (template.KIND, "{number:05}/{number}", False),
    (uuid.KIND, {}, False),
]


@pytest.mark.parametrize(("kind", "parameters", "unique"), CASES)
def test_cutting_rows_changes_nothing(kind: Kind, parameters: Any, unique: bool) -> None:
    number = Column("number", DataType("integer"), "sequence", {})
    datatype = DataType("string") if "string" in kind.TYPES else None
    made = bench(kind, parameters, datatype, others=(number,), unique=unique)
    values = {"number": pa.array(range(1000))}
    whole = plain_array(made.make(0, 1000, values))
    assert whole.type == made.column.type.arrow
    assert whole.equals(
        pa.concat_arrays([plain_array(made.make(*cut, values)) for cut in ((0, 10), (10, 1000))])
    )
    assert len(made.make(5, 5, values)) == 0


@pytest.mark.parametrize("kind", [kind for kind, _, unique in CASES if not unique])
def test_the_example_is_valid(kind: Kind) -> None:
    example = dict(kind.EXAMPLE)
    others = tuple(
        Column(name, DataType("integer"), "sequence", {}) for name in ("family_name", "patient_id")
    )
    made = bench(kind, example[kind.NAME], DataType(example["type"]), others=others)
    assert made.rules() == []
