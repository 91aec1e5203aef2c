"""Clinic with mimesis: a schema of fields for each table, a value at a time. It knows no references between them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from mimesis import Fieldset, Locale
from timing import report, write


def make(patients: int, folder: Path, form: str) -> None:
    """Make both tables."""
    few = Fieldset(locale=Locale.EN_GB, seed=1, i=patients)
    patient = pa.table(
        {
            "patient_id": range(1, patients + 1),
            "sex": few("choice", items=["F", "M"]),
            "birth_date": few("date", start=1930, end=2024),
            "height_cm": few("numeric.float_number", start=140.0, end=200.0, precision=1),
        }
    )
    rows = patients * 10
    many = Fieldset(locale=Locale.EN_GB, seed=2, i=rows)
    encounter = pa.table(
        {
            "encounter_id": range(1, rows + 1),
            "patient_id": many("numeric.integer_number", start=1, end=patients),
            "charge": many("numeric.float_number", start=0.0, end=500.0, precision=2),
            "started_at": many("datetime", start=2024, end=2024),
            "category": many("choice", items=["emergency", "elective", "maternity", "transfer"]),
        }
    )
    write(patient, folder / "patient", form)
    write(encounter, folder / "encounter", form)


report(make, "mimesis")
