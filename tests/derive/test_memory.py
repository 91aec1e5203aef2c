"""Memory: the limit is set, with fewer threads where it is small, and changes no answer; what is put aside is private.

The file here would fit into either limit. That ten million rows need no more than is wanted is shown by
``benchmarks/derive.py``.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

pytest.importorskip("ibis")

from manikin.derive import door
from manikin.derive.sources import Wanted, open_source
from manikin.derive.sources.opening import THREAD_MB
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.disclosure import POLICIES
from manikin.errors import UserError

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
            threads = database.door.connection.raw_sql("SELECT current_setting('threads')").fetchall()
            assert threads[0][0] <= max(1, memory // THREAD_MB)
            views.append((limit, summarise(*structure(database, POLICIES["acro"])).to_json()))
        assert not aside.exists()
    assert views[0][0] != views[1][0]
    assert views[0][1] == views[1][1]


def test_too_little_memory_is_said_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "event.parquet"
    duckdb.sql(_EVENTS.format(rows=100, to=path))

    def full(*_: object) -> None:
        raise duckdb.OutOfMemoryException("failed to allocate 'a value'")

    with open_source(str(path), Wanted(memory=LITTLE)) as database:
        monkeypatch.setattr(door, "_answered", full)
        rows = database.tables["event"]
        with pytest.raises(UserError, match=r"found no room.*--memory MB") as told:
            database.door.ask(rows.aggregate(n=rows.count()))
    assert "value" not in str(told.value)
