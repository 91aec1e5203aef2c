"""Clinic with Snowfakery: ten encounters within each patient, by a recipe, to CSV, the only one of these two that it has."""

from __future__ import annotations

from pathlib import Path

from snowfakery import generate_data
from timing import report

RECIPE = """
- snowfakery_version: 3
- object: patient
  fields:
    sex: {random_choice: {F: 51, M: 49}}
    birth_date: {date_between: {start_date: 1930-01-01, end_date: 2024-12-31}}
    height_cm: {random_number: {min: 140, max: 200}}
  friends:
    - object: encounter
      count: 10
      fields:
        patient_id: ${{patient.id}}
        charge: {random_number: {min: 1, max: 500}}
        started_at: {datetime_between: {start_date: 2024-01-01, end_date: 2024-12-31}}
        category: {random_choice: {emergency: 50, elective: 30, maternity: 15, transfer: 5}}
"""


def make(patients: int, folder: Path, form: str) -> None:
    """Make both tables."""
    if form != "csv":
        raise SystemExit("Snowfakery writes no Parquet")
    recipe = folder / "recipe.yml"
    recipe.write_text(RECIPE, "utf-8")
    generate_data(
        str(recipe),
        target_number=(patients, "patient"),
        output_format="csv",
        output_folder=str(folder / "out"),
    )


report(make, "snowfakery")
