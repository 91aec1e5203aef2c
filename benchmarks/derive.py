"""How long derive takes to look at ten million rows, beside DuckDB's own SUMMARIZE: ``python benchmarks/derive.py [TIMES]``.

Makes the Parquet file of ``../shared/data/diabetes130`` so many times as long (100 unless told otherwise) in a temporary
folder, every copy with people of its own. Each of the two runs in a process of its own with as many threads, whose peak
of memory is told; derive a second time with a tenth of the memory, for the same view.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "diabetes130" / "diabetic_data.parquet"
AT_MOST = 3.0
LITTLE = 200
_LONGER = """
COPY (
  SELECT encounter_id + k * 1000000000 AS encounter_id, patient_nbr + k * 1000000000 AS patient_nbr,
         d.* EXCLUDE (encounter_id, patient_nbr)
  FROM '{data}' d, range({times}) t(k)
) TO '{to}'
"""


def summarised(path: str) -> None:
    """Let DuckDB summarise a file."""
    duckdb.sql(f"SUMMARIZE SELECT * FROM '{path}'").fetchall()


def derived(path: str, memory: int = 2_000) -> None:
    """Make the view of a file."""
    from manikin.derive.sources import Wanted, open_source  # noqa: PLC0415  not measured for the other
    from manikin.derive.structure import structure  # noqa: PLC0415
    from manikin.derive.summarise import summarise  # noqa: PLC0415
    from manikin.disclosure import POLICIES  # noqa: PLC0415

    with open_source(path, Wanted(memory=memory)) as database:
        view = summarise(*structure(database, POLICIES["acro"]))
    Path(path).with_suffix(f".{memory}.json").write_bytes(view.to_json())


def derived_in_little(path: str) -> None:
    """Make the view of a file with little memory."""
    derived(path, LITTLE)


def _peak() -> float:
    """Return the most memory that this process has held, in MB; what its parent held before it does not count."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


WAYS = {"SUMMARIZE": summarised, "derive": derived, f"derive in {LITTLE} MB": derived_in_little}


def main() -> None:
    """Print how long each took, its peak of memory, and the ratio."""
    if len(sys.argv) == 3:
        started = time.perf_counter()
        WAYS[sys.argv[1]](sys.argv[2])
        print(f"{time.perf_counter() - started:.2f} {time.process_time():.2f} {_peak():.0f}")
        return
    if not DATA.exists():
        sys.exit("there is no ../shared/data/diabetes130")
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/diabetic_data.parquet"
        duckdb.sql("SET memory_limit = '2GB'; SET preserve_insertion_order = false")
        duckdb.sql(_LONGER.format(data=DATA, times=times, to=path))
        rows = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
        print(f"{rows:,} rows of 50 columns, {Path(path).stat().st_size / 1e6:.0f} MB")
        took = {}
        # As installed: what Python compiled is kept, or each process would begin with seconds of that.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        for way in WAYS:
            ran = subprocess.run(
                [sys.executable, __file__, way, path],
                check=True,
                capture_output=True,
                text=True,
                env=environment,
            )
            seconds, processor, peak = map(float, ran.stdout.split())
            took[way] = (seconds, processor)
            print(f"{way:20} {seconds:8.1f} s, of processors {processor:8.1f} s   {peak:6.0f} MB at most")
        views = {file.read_bytes() for file in Path(folder).glob("*.json")}
        print("the same view with less memory" if len(views) == 1 else "ANOTHER VIEW WITH LESS MEMORY")
    ratio, work = (a / b for a, b in zip(took["derive"], took["SUMMARIZE"], strict=True))
    print(
        f"derive takes {ratio:.2f} times as long, {work:.2f} times of processors; it may take {AT_MOST:.0f} times"
    )
    sys.exit(ratio > AT_MOST)


if __name__ == "__main__":
    main()
