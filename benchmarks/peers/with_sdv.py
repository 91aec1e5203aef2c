"""Clinic with SDV's HMA: learns from the clinic by hand, of which it is given a little, then samples; only that is timed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sdv.metadata import Metadata
from sdv.multi_table import HMASynthesizer
from timing import report, write

LEARNT = 60


def _learnt() -> Any:
    rng = np.random.default_rng(1)
    rows = LEARNT * 10
    patient = pd.DataFrame(
        {
            "patient_id": np.arange(LEARNT),
            "sex": rng.choice(["F", "M"], LEARNT),
            "birth_date": np.datetime64("1930-01-01") + rng.integers(0, 34_000, LEARNT),
            "height_cm": rng.normal(169, 9.5, LEARNT),
        }
    )
    encounter = pd.DataFrame(
        {
            "encounter_id": np.arange(rows),
            "patient_id": rng.integers(0, LEARNT, rows),
            "charge": rng.lognormal(4.6, 0.7, rows),
            "started_at": np.datetime64("2024-01-01", "s") + rng.integers(0, 365 * 86_400, rows),
            "category": rng.choice(["emergency", "elective", "maternity", "transfer"], rows),
        }
    )
    tables = {"patient": patient, "encounter": encounter}
    metadata = Metadata.detect_from_dataframes(tables)
    synthesizer = HMASynthesizer(metadata, verbose=False)
    synthesizer.fit(tables)
    return synthesizer


SYNTHESIZER = _learnt()


def make(patients: int, folder: Path, form: str) -> None:
    """Sample both tables."""
    tables = SYNTHESIZER.sample_scale(scale=patients / LEARNT)
    for name, table in tables.items():
        write(pa.Table.from_pandas(table, preserve_index=False), folder / name, form)


report(make, "sdv")
