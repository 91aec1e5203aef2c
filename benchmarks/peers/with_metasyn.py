"""Clinic with metasyn: one frame of given distributions for each table. It knows no references between them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from metasyn import MetaFrame
from metasyn.distribution import categorical, normal, uniform, uniquekey
from metasyn.var import MetaVar
from timing import report


def _frame(*variables: MetaVar) -> MetaFrame:
    frame = MetaFrame.__new__(MetaFrame)
    frame.meta_vars, frame.n_rows = list(variables), None
    return frame


def make(patients: int, folder: Path, form: str) -> None:
    """Make both tables."""
    key = uniquekey.UniqueKeyDistribution(1, True)  # consecutive
    frames = {
        "patient": _frame(
            MetaVar("patient_id", "discrete", key),
            MetaVar("sex", "categorical", categorical.MultinoulliDistribution(["F", "M"], [0.51, 0.49])),
            MetaVar(
                "birth_date",
                "date",
                uniform.DateUniformDistribution(dt.date(1930, 1, 1), dt.date(2024, 12, 31)),
            ),
            MetaVar("height_cm", "continuous", normal.ContinuousNormalDistribution(169, 9.5)),
        ),
        "encounter": _frame(
            MetaVar("encounter_id", "discrete", key),
            MetaVar("patient_id", "discrete", uniform.DiscreteUniformDistribution(1, patients + 1)),
            MetaVar("charge", "continuous", normal.LogNormalDistribution(4.6, 0.7)),
            MetaVar(
                "started_at",
                "datetime",
                uniform.DateTimeUniformDistribution(dt.datetime(2024, 1, 1), dt.datetime(2024, 12, 31)),
            ),
            MetaVar(
                "category",
                "categorical",
                categorical.MultinoulliDistribution(
                    ["emergency", "elective", "maternity", "transfer"], [0.5, 0.3, 0.15, 0.05]
                ),
            ),
        ),
    }
    for name, rows in (("patient", patients), ("encounter", patients * 10)):
        table = frames[name].synthesize(rows, seed=1, progress_bar=False)
        if form == "parquet":
            table.write_parquet(folder / f"{name}.parquet")
        else:
            table.write_csv(folder / f"{name}.csv")


report(make, "metasyn")
