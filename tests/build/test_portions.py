"""A part that is made on its own is byte for byte that of the whole build."""

from __future__ import annotations

from pathlib import Path

import pytest

from manikin.build import build
from manikin.build.output import Output
from manikin.build.portions import portions, write
from manikin.engines.spark import opened, packed
from manikin.model import Spec
from manikin.plan import make_plan
from manikin.run import World
from manikin.sinks import SINKS


@pytest.mark.parametrize("form", SINKS)
@pytest.mark.parametrize("part_rows", [97, 10_000])
def test_parts_made_apart_and_backwards_are_those_of_the_build(
    spec: Spec, tmp_path: Path, form: str, part_rows: int
) -> None:
    whole = build(spec, tmp_path / "whole", form=form, part_rows=part_rows)
    made, output = opened(packed(World(make_plan(spec), chunk=60))), Output(form, part_rows)
    todo = portions(made, output)
    names = [output.file(portion.table, portion.part) for portion in todo]
    assert names == [part.file for table in whole.tables.values() for part in table.parts]
    for portion, name in reversed(list(zip(todo, names, strict=True))):
        record = write(made, portion, output, tmp_path / name)
        assert (tmp_path / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
        told = next(
            part for table in whole.tables.values() for part in table.parts if part.file == record.path
        )
        assert (record.rows, record.bytes, record.sha256) == (told.rows, told.bytes, told.sha256)


def test_a_part_asks_only_for_its_own_chunks(spec: Spec) -> None:
    made = World(make_plan(spec), chunk=60)
    of_visits = [p for p in portions(made, Output("csv", 97)) if p.table == "visit"]
    assert len(of_visits) > 5
    for portion in of_visits:
        begin, end = made.starts["visit"][portion.chunks.start], made.starts["visit"][portion.chunks.stop]
        assert begin == portion.before <= (portion.part - 1) * 97 < end
        assert len(portion.chunks) <= 3
