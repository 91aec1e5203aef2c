"""Where it cannot be worked out how many rows there are, or how long something lasts, that alone is told."""

from __future__ import annotations

from typing import Any

import pytest

TABLES = """\
tables:
  patient:
    rows: 10
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
  entry:
    parts:
      a: {rows: {per: patient, distribution: COUNTS}, columns: {}}
    columns:
      patient_id: {type: integer, references: patient}
      code: {type: string, unique: true, pattern: "[A-Z]"}
"""
STAYS = """\
tables:
  patient:
    rows: 10
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
  stay:
    rows: {per: patient, distribution: {exactly: 2}}
    columns:
      state: {type: string, states: {start: {a: 1}, transitions: {a: {a: 1}}, dwell: {a: {exactly: 1}}}}
      began: {type: date, events: {from: 2025-01-01, first: {exactly: 0}, gap: {dwell_of: state}, unit: days}}
      ended: {type: date, events: {end_of: began, length: {exactly: 1}, unit: days, no_overlap: true}}
"""


@pytest.mark.parametrize(
    "text",
    [
        TABLES.replace("COUNTS", "{uniform: {min: 2020-01-01, max: 2020-02-01}}"),
        TABLES.replace("COUNTS", "{exactly: 1}").replace("per: patient", "per: nobody"),
        STAYS,
    ],
)
def test_no_traceback(text: str, judge: Any) -> None:
    assert judge(text).problems
