"""No value is handled by Python: how often it is called does not depend on the rows of a chunk."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest

from manikin.build.output import Output
from manikin.build.tables import sink_table
from manikin.engines import local
from manikin.interface import load
from manikin.manifest import NOT_APPROVED
from manikin.plan import Sizes, make_plan

ROOT = Path(__file__).parent.parent.parent
SPECS = {
    "benchmarks/specs/clinic": "patient",
    "specs/ed-attendances": "patient",
    "specs/uclh-person-death": "person",
    "specs/inpatient-spells": "patient",
}


def calls(path: str, table: str, rows: int, form: str) -> int:
    """Return how often Python is called to make and encode the rows of one chunk."""
    spec = load(ROOT / path)
    made = local.world(make_plan(spec, Sizes(rows=((table, rows),))), chunk=10_000)
    encoders = {
        plan.table.name: Output(form).sink.encoder(sink_table(plan.table, spec, NOT_APPROVED))
        for plan in made.plan.tables
    }
    counted = [0]

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        counted[0] += event == "call"

    list(local.chunks(made))  # what is made once is there
    sys.setprofile(count)
    try:
        for batches in local.chunks(made):
            for name, batch in batches:
                if batch.num_rows:
                    encoders[name].encode([batch])
    finally:
        sys.setprofile(None)
    return counted[0]


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("path", SPECS)
def test_more_rows_are_no_more_calls(path: str, form: str) -> None:
    few, many = (calls(path, SPECS[path], rows, form) for rows in (500, 2_000))
    assert many < few + 1_500, f"{many - few} calls more for at least 1,500 rows more, each of several cells"
