"""Memory: questions take no more than is wanted, with the same answers; sources larger than it are benchmarks/derive.py's."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

pytest.importorskip("ibis")

from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.disclosure import POLICIES

ROWS = 20_000
LITTLE = 100
MUCH = 1_000
_EVENTS = """
COPY (
  SELECT i AS event_id, md5(i::VARCHAR) AS reference, 'patient ' || md5((i // 2)::VARCHAR) AS patient_id,
         ['A', 'B', 'C'][1 + i % 3] AS ward
  FROM range({rows}) t(i)
) TO '{to}'
"""


@pytest.mark.slow
def test_memory_is_limited_and_what_is_put_aside_is_private_and_cleared(tmp_path: Path) -> None:
    path = tmp_path / "event.parquet"
    duckdb.sql(_EVENTS.format(rows=ROWS, to=path))
    views = []
    for memory in (LITTLE, MUCH):
        with open_source(str(path), Wanted(memory=memory)) as database:
            aside = Path(database.door.aside)
            assert aside.stat().st_mode & 0o077 == 0
            limit = database.door.connection.raw_sql("SELECT current_setting('memory_limit')").fetchall()
            views.append((limit, summarise(*structure(database, POLICIES["acro"])).to_json()))
        assert not aside.exists()
    assert views[0][0] != views[1][0]
    assert views[0][1] == views[1][1]
