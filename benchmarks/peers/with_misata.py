"""Clinic with misata: its own YAML and its own command, in this process."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from misata.cli import main
from timing import report

SPEC = """
seed: 7
tables:
  patient:
    rows: {patients}
    columns:
      patient_id: {{type: int, unique: true, min: 1, max: {patients}}}
      sex: {{type: categorical, choices: [F, M], probabilities: [0.51, 0.49]}}
      birth_date: {{type: date, start: "1930-01-01", end: "2024-12-31"}}
      height_cm: {{type: float, distribution: normal, mean: 169, std: 9.5}}
  encounter:
    rows: {encounters}
    columns:
      encounter_id: {{type: int, unique: true, min: 1, max: {encounters}}}
      patient_id: {{type: foreign_key}}
      charge: {{type: float, distribution: lognormal, mu: 4.6, sigma: 0.7}}
      started_at: {{type: datetime, start: "2024-01-01", end: "2024-12-31"}}
      category:
        type: categorical
        choices: [emergency, elective, maternity, transfer]
        probabilities: [0.5, 0.3, 0.15, 0.05]
relationships:
  - patient.patient_id -> encounter.patient_id
"""


def make(patients: int, folder: Path, form: str) -> None:
    """Make both tables."""
    spec = folder / "misata.yaml"
    spec.write_text(SPEC.format(patients=patients, encounters=patients * 10), "utf-8")
    asked = ["generate", "-c", str(spec), "-o", str(folder / "out"), "--format", form, "--no-oracle"]
    done = CliRunner().invoke(main, asked)
    if done.exit_code:
        raise SystemExit(done.output[-400:])


report(make, "misata")
