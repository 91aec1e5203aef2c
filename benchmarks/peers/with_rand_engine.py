"""Clinic with rand-engine: keys and references by its `pk` and `fk`, written by its own writer."""

from __future__ import annotations

from pathlib import Path

from rand_engine import DataGenerator
from timing import report


def make(patients: int, folder: Path, form: str) -> None:
    """Make both tables."""
    key = {"method": "pk", "kwargs": {"start": 1}}
    patient = {
        "patient_id": key,
        "sex": {"method": "distincts_prop", "kwargs": {"distincts": {"F": 51, "M": 49}}},
        "birth_date": {"method": "dates", "kwargs": {"start": "1930-01-01", "end": "2024-12-31"}},
        "height_cm": {"method": "floats_normal", "kwargs": {"mean": 169, "std": 9.5, "decimals": 6}},
    }
    shares = {"emergency": 50, "elective": 30, "maternity": 15, "transfer": 5}
    encounter = {
        "encounter_id": {"method": "pk", "kwargs": {"start": 1}},
        "patient_id": {"method": "fk", "kwargs": {"parent": key, "parent_size": patients}},
        "charge": {"method": "lognormal", "kwargs": {"mean": 4.6, "std": 0.7}},
        "started_at": {"method": "unix_timestamps", "kwargs": {"start": "2024-01-01", "end": "2024-12-31"}},
        "category": {"method": "distincts_prop", "kwargs": {"distincts": shares}},
    }
    for name, spec, rows in (("patient", patient, patients), ("encounter", encounter, patients * 10)):
        DataGenerator(spec, seed=1).size(rows).write.format(form).save(str(folder / f"{name}.{form}"))


report(make, "rand-engine")
