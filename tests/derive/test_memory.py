"""Memory: questions take no more than is wanted, whatever the size of the source, and the answers are the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

pytest.importorskip("ibis")

from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.disclosure import POLICIES

ROWS = 700_000
LITTLE = 50
MUCH = 1_000
_EVENTS = """
COPY (
  SELECT i AS event_id, md5(i::VARCHAR) AS reference, 'patient ' || md5((i // 2)::VARCHAR) AS patient_id,
         ['A', 'B', 'C'][1 + i % 3] AS ward
  FROM range({rows}) t(i)
) TO '{to}'
"""


@pytest.mark.slow
def test_more_than_memory_is_put_aside_and_cleared(tmp_path: Path) -> None:
    path = tmp_path / "event.parquet"
    duckdb.sql(_EVENTS.format(rows=ROWS, to=path))
    # The text of two columns alone, of which one has a value for each row and the other for every second.
    assert ROWS * (32 + 40) > LITTLE * 1_000_000
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
