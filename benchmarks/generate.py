"""Generate beside the same tables written by hand with numpy and pyarrow, as ratios in one run.

100 000 patients of 4 columns and 1 000 000 encounters of 5 (key, foreign key, lognormal, timestamp,
four-way category): in memory, to Parquet and to CSV, one worker. A ratio above 1 means faster than by
hand. The two take turns, so that a slow machine slows both; medians are shown.

    python benchmarks/generate.py [--patients 100000] [--runs 5] [--workers 1]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

import manikin
from manikin import build
from manikin.model import Spec
from manikin.plan import Sizes

HERE = Path(__file__).parent
CATEGORIES = ["emergency", "elective", "maternity", "transfer"]


def by_hand(patients: int) -> dict[str, pa.Table]:
    """Return the tables as a careful person would write them for this one purpose."""
    rng = np.random.default_rng(1)
    encounters = patients * 10
    sex = pa.DictionaryArray.from_arrays(
        pa.array((rng.random(patients) > 0.51).astype(np.int8)), pa.array(["F", "M"])
    )
    patient = pa.table(
        {
            "patient_id": np.arange(1, patients + 1),
            "sex": sex,
            "birth_date": pa.array(rng.integers(-14610, 20089, patients).astype(np.int32)).cast(pa.date32()),
            "height_cm": rng.normal(169, 9.5, patients),
        }
    )
    category = rng.choice(4, encounters, p=[0.5, 0.3, 0.15, 0.05]).astype(np.int8)
    start = np.datetime64("2024-01-01", "s")
    encounter = pa.table(
        {
            "encounter_id": np.arange(1, encounters + 1),
            "patient_id": np.sort(rng.integers(1, patients + 1, encounters)),
            "charge": rng.lognormal(4.6, 0.7, encounters),
            "started_at": start + rng.integers(0, 365 * 86_400, encounters).astype("timedelta64[s]"),
            "category": pa.DictionaryArray.from_arrays(pa.array(category), pa.array(CATEGORIES)),
        }
    )
    return {"patient": patient, "encounter": encounter}


def hand_parquet(patients: int, folder: Path) -> None:
    """Write the tables by hand to Parquet, dictionaries only where they help."""
    for name, table in by_hand(patients).items():
        words = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
        pq.write_table(table, folder / f"{name}.parquet", use_dictionary=words)


def hand_csv(patients: int, folder: Path) -> None:
    """Write the tables by hand to CSV."""
    for name, table in by_hand(patients).items():
        pcsv.write_csv(table, folder / f"{name}.csv")


def timed(task: Callable[[], object]) -> float:
    """Return the seconds that a task takes."""
    begun = time.perf_counter()
    task()
    return time.perf_counter() - begun


def compare(name: str, ours: Callable[[], object], hand: Callable[[], object], rows: int, runs: int) -> None:
    """Print both in millions of rows a second, and the ratio."""
    pairs = [(timed(ours), timed(hand)) for _ in range(runs)]
    ratio = statistics.median(b / a for a, b in pairs)
    a, b = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(
        f"{name:<10} manikin {rows / a / 1e6:6.2f} M rows/s   by hand {rows / b / 1e6:6.2f} M rows/s   ratio {ratio:5.2f}"
    )


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    spec: Spec = manikin.load(HERE / "specs" / "clinic")
    sizes = Sizes(rows=(("patient", asked.patients),))
    rows = sum(t.num_rows for t in manikin.generate(spec, rows={"patient": asked.patients}).values())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def write(form: str) -> Callable[[], object]:
            return lambda: build.build(spec, folder / form, sizes=sizes, form=form, workers=asked.workers)

        n = asked.patients
        in_memory = lambda: manikin.generate(spec, rows={"patient": n}, workers=asked.workers)  # noqa: E731
        compare("memory", in_memory, lambda: by_hand(n), rows, asked.runs)
        compare("parquet", write("parquet"), lambda: hand_parquet(n, folder), rows, asked.runs)
        compare("csv", write("csv"), lambda: hand_csv(n, folder), rows, asked.runs)


if __name__ == "__main__":
    main()
