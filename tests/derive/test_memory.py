"""Memory: the limit is set, with fewer threads where it is small, and changes no answer; what is put aside is private.

That ten million rows need no more than is wanted is shown by ``benchmarks/derive.py``.
"""

from __future__ import annotations

import subprocess
import sys
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
LONG_ROWS = 1_600_000
LONGER = 3
"""How many times as large as the memory the texts are that must be told apart."""
PROGRAM = 250
"""The MB that the program itself takes, Python and its libraries."""
_LONG = """
COPY (
  SELECT repeat('letter ', 11) || hash(i // 2) AS letter_id, repeat('ward ', 16) || hash(i // 4 * 2 + i % 2) AS ward_id
  FROM range({rows}) t(i)
) TO '{to}' (COMPRESSION uncompressed)
"""
_CHILD = """
import sys
from pathlib import Path
from manikin.cli.main import run

status = run(["derive", *sys.argv[1:]])
lines = Path("/proc/self/status").read_text().splitlines()
print(status, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux says how much memory a process held"
)
def test_what_is_larger_than_memory_is_put_aside(tmp_path: Path) -> None:
    path, spec = tmp_path / "letter.parquet", tmp_path / "letters"
    duckdb.sql(_LONG.format(rows=LONG_ROWS, to=path))
    assert path.stat().st_size > LONGER * LITTLE * 1_000_000
    # No column tells all rows apart, so pairs of them are looked at: texts of 200 characters, all of them different.
    words = [str(path), "--out", str(spec), "--memory", str(LITTLE), "--people", "rows"]
    ran = subprocess.run(
        [sys.executable, "-c", _CHILD, *words], check=False, capture_output=True, text=True, timeout=300
    )
    status, peak = map(int, ran.stdout.split()[-2:])
    assert status == 0, ran.stderr
    assert peak < LITTLE + PROGRAM
    assert "letter_id" in (spec / "spec.yaml").read_text()


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
