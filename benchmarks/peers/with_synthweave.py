"""Clinic with synthweave: an entity and its events. It has no lognormal, so a normal stands for the charge."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import synthweave as sw
from timing import report, write

DAYS, SECONDS = 34_698, 365 * 86_400


def make(patients: int, folder: Path, form: str) -> None:
    """Make both tables."""
    people = sw.Entity(
        "patient",
        count=patients,
        identifiers=["patient_id"],
        attributes={
            "sex": sw.Choice(["F", "M"], weights=[0.51, 0.49]),
            "birth_day": sw.Integer(-14_610, -14_610 + DAYS),
            "height_cm": sw.Normal(169, 9.5),
        },
    )
    patient = sw.Table("patient", grain="patient", carry="*", identifiers=["patient_id"])
    encounter = sw.Table(
        "encounter",
        grain=sw.PerEvent("patient", low=5, high=16),
        identifiers=["patient_id"],
        columns={
            "charge": sw.Normal(120, 60, low=0),
            "started_at": sw.Integer(1_704_067_200, 1_704_067_200 + SECONDS),
            "category": sw.Choice(
                ["emergency", "elective", "maternity", "transfer"], weights=[0.5, 0.3, 0.15, 0.05]
            ),
        },
    )
    result = sw.Pipeline(sw.Schema([people], [patient, encounter])).run()
    for name in ("patient", "encounter"):
        write(pa.Table.from_pandas(result[name], preserve_index=False), folder / name, form)


report(make, "synthweave")
