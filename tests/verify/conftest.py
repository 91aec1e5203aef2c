"""A small hospital, made honestly by the test itself, written as a build, and faults planted in it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from manikin import model as m
from manikin.verify import Limits, Outcome, VerifyReport, verify

Data = dict[str, dict[str, list[Any]]]
"""Table, column, values."""

SITES = [("A1", "North", 400), ("B2", "South", 120), ("C3", "West", 60)]
DIGEST = "sha256:" + "0" * 64
PATIENTS = 600
QUOTED = re.compile(r'[,"\n]')


def draw(name: str, parameters: Any) -> m.Draw:
    return m.Draw(m.Distribution(name, parameters))


def column(name: str, kind: str, parameters: Any = None, **more: Any) -> m.Column:
    datatype = more.pop("type", "string")
    return m.Column(
        name, datatype if isinstance(datatype, m.DataType) else m.DataType(datatype), kind, parameters, **more
    )


def drawn(name: str, distribution: str, parameters: Any, **more: Any) -> m.Column:
    return column(name, "distribution", draw=draw(distribution, parameters), **more)


def share(p: float) -> m.Missing:
    return m.Missing(draw("bernoulli", p))


def by_sex(female: Any, male: Any) -> m.Draw:
    return m.Draw(
        None,
        ("patient.sex",),
        (
            m.Case((m.Condition("patient.sex", "F"),), m.Distribution("choice", female)),
            m.Case(None, m.Distribution("choice", male)),
        ),
    )


@cache  # frozen: a test that wants another makes it of this one
def hospital() -> m.Spec:
    """Return a specification that uses nearly every kind of column."""
    site = m.Table(
        "site",
        m.FileRows("site.csv", ""),
        (column("site_code", "file"), column("site_name", "file"), column("beds", "file", type="integer")),
        ("site_code",),
    )
    cm = m.DataType("decimal", scale=1)
    patient = m.Table(
        "patient",
        m.FixedRows(PATIENTS),
        (
            column("patient_id", "sequence", {"start": 1}, type="integer"),
            column("nhs_number", "identifier", "nhs_number"),
            drawn("sex", "choice", {"F": 3, "M": 1}),
            drawn("birth_date", "uniform", {"min": "1930-01-01", "max": "2019-12-31"}, type="date"),
            drawn("frailty", "choice", {"fit": 8, "frail": 2}, hidden=True),
            drawn(
                "height",
                "normal",
                {"mean": 169, "sd": 9, "min": 120, "max": 215},
                type=cm,
                missing=share(0.2),
            ),
            drawn("weight", "lognormal", {"median": 76, "sigma": 0.2}, type=cm, missing_with=("height",)),
            drawn("active", "bernoulli", 0.9, type="boolean"),
            column("email", "template", "p{patient_id:05}.{sex}@example.org"),
            column("token", "uuid", {}, type="uuid"),
            column("ward", "pattern", "(Home|Ward [A-F][0-9]{1,2})", type=m.DataType("string", max_length=8)),
            column("buddy", "references", "patient", type="integer"),
            column("country", "constant", "GB"),
        ),
        ("patient_id",),
    )
    attendance = m.Table(
        "attendance",
        m.PerRows("patient", draw("histogram", {"0": 1, "1": 2, "2-3": 2})),
        (
            column("attendance_id", "permutation", {"start": 100000}, type="integer"),
            column("patient_id", "references", "patient", type="integer"),
            column("seq", "ordinal", {}, type="integer"),
            column("site_code", "references", "site", draw=draw("zipf", {"exponent": 1.0})),
            column("site_name", "lookup", {"table": "site", "by": "site_code", "column": "site_name"}),
            column("sex", "copy", "patient.sex"),
            drawn("arrived_at", "calendar", {"from": "2024-01-01", "to": "2024-12-31"}, type="datetime"),
            column("age", "expression", "date_sub('year', patient.birth_date, arrived_at)", type="integer"),
            column("rate", "expression", "age / 7.0 + site_code.beds", type="float"),
            column("triage", "distribution", type="integer", draw=by_sex({"1": 1, "2": 3}, {"2": 1, "3": 1})),
            column(
                "left_at",
                "after",
                {
                    "column": "arrived_at",
                    "by": {"exponential": {"mean": 3}},
                    "unit": "hours",
                    "until": "closes",
                },
                type="datetime",
            ),
        ),
        ("attendance_id",),
        (m.Check("leaves after arriving", "left_at >= arrived_at"), m.Check("not too old", "age < oldest")),
    )
    files = {
        "site.csv": pa.table(
            {
                "site_code": ["A1", "B2", "C3"],
                "site_name": ["North", "South", "West"],
                "beds": ["400", "120", "60"],
            }
        )
    }
    return m.Spec(
        *("hospital", "1.0.0", "A hospital", "structural"),
        seed=1,
        locale="en_GB",
        tables={table.name: table for table in (attendance, patient, site)},
        constants={"closes": "2025-01-31", "oldest": 120},
        files=files,
        digest=DIGEST,
    )


def _check_digit(nine: str) -> int:
    return (11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11) % 11


def _years(born: date, moment: datetime) -> int:
    return moment.year - born.year - ((moment.month, moment.day) < (born.month, born.day))


def honest() -> Data:
    """Return tables as the specification of `hospital` declares them, in lists of the caller's own."""
    return {
        name: {column: list(values) for column, values in columns.items()}
        for name, columns in _drawn().items()
    }


@cache
def _drawn() -> Data:
    rng = np.random.default_rng(20260401)
    n = PATIENTS
    bodies = [b for b in (f"999{i:06}" for i in rng.permutation(10**6)[: 2 * n]) if _check_digit(b) < 10][:n]
    sex = rng.choice(["F", "M"], n, p=[0.75, 0.25]).tolist()
    absent = rng.random(n) < 0.2
    heights = np.clip(rng.normal(169, 9, n), 121, 214)
    weights = np.exp(rng.normal(np.log(76), 0.2, n))
    patient: dict[str, list[Any]] = {
        "patient_id": list(range(1, n + 1)),
        "nhs_number": [body + str(_check_digit(body)) for body in bodies],
        "sex": sex,
        "birth_date": [date(1930, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 32_871, n)],
        "height": [None if a else Decimal(f"{v:.1f}") for a, v in zip(absent, heights, strict=True)],
        "weight": [None if a else Decimal(f"{v:.1f}") for a, v in zip(absent, weights, strict=True)],
        "active": (rng.random(n) < 0.9).tolist(),
        "email": [f"p{i:05}.{s}@example.org" for i, s in enumerate(sex, start=1)],
        "token": [f"{i:08x}-0000-4000-8000-{i * 7:012x}" for i in range(n)],
        "ward": [f"Ward {'ABCDEF'[i % 6]}{i % 100}" if i % 5 else "Home" for i in range(n)],
        "buddy": [None, *(int(rng.integers(1, i + 1)) for i in range(1, n))],
        "country": ["GB"] * n,
    }
    return {"patient": patient, "attendance": _attendances(patient, rng), "site": _sites()}


def _sites() -> dict[str, list[Any]]:
    return dict(zip(("site_code", "site_name", "beds"), map(list, zip(*SITES, strict=True)), strict=True))


def _attendances(patient: dict[str, list[Any]], rng: np.random.Generator) -> dict[str, list[Any]]:
    counts = rng.choice([0, 1, 2, 3], PATIENTS, p=[0.2, 0.4, 0.2, 0.2])
    owners = np.repeat(np.arange(PATIENTS), counts)
    rows = len(owners)
    sites = rng.choice(3, rows, p=np.array([6, 3, 2]) / 11)
    arrived = [datetime(2024, 1, 1) + timedelta(seconds=int(s)) for s in rng.integers(0, 366 * 86_400, rows)]
    ages = [_years(patient["birth_date"][o], a) for o, a in zip(owners, arrived, strict=True)]
    sexes = [patient["sex"][o] for o in owners]
    return {
        "attendance_id": (rng.permutation(900_000)[:rows] + 100_000).tolist(),
        "patient_id": (owners + 1).tolist(),
        "seq": [int(k) + 1 for c in counts for k in range(c)],
        "site_code": [SITES[s][0] for s in sites],
        "site_name": [SITES[s][1] for s in sites],
        "sex": sexes,
        "arrived_at": arrived,
        "age": ages,
        "rate": [age / 7.0 + SITES[s][2] for age, s in zip(ages, sites, strict=True)],
        "triage": [int(rng.choice([1, 2, 2, 2]) if s == "F" else rng.choice([2, 3])) for s in sexes],
        "left_at": [a + timedelta(seconds=int(rng.exponential(3) * 3600)) for a in arrived],
    }


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    text = str(value)
    return '"' + text.replace('"', '""') + '"' if text == "" or QUOTED.search(text) else text


def csv_bytes(columns: dict[str, list[Any]]) -> bytes:
    """Return a table as CSV, nulls as nothing and empty text as two quotes."""
    lines = [",".join(columns), *(",".join(map(_text, row)) for row in zip(*columns.values(), strict=True))]
    return ("\n".join(lines) + "\n").encode()


@dataclass
class Hospital:
    """A build in the making: change the data, the files or the manifest, then verify."""

    folder: Path
    spec: m.Spec = field(default_factory=hospital)
    data: Data = field(default_factory=honest)
    form: str = "csv"
    manifest: dict[str, Any] = field(default_factory=dict)

    def write(self) -> None:
        """Write the files and the manifest that tells them."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / "spec").mkdir(exist_ok=True)
        (self.folder / "spec" / "site.csv").write_bytes(csv_bytes(_sites()))
        tables = {}
        for name, columns in self.data.items():
            path = self.folder / f"{name}.{self.form}"
            if self.form == "csv":
                path.write_bytes(csv_bytes(columns))
            else:
                self._write_parquet(path, name, columns)
            data = path.read_bytes()
            rows = len(next(iter(columns.values())))
            digest = hashlib.sha256(data).hexdigest()
            tables[name] = {"file": path.name, "rows": rows, "bytes": len(data), "sha256": digest}
        self.write_manifest(tables)

    def write_manifest(self, tables: dict[str, Any]) -> None:
        """Write the manifest, with what a test wants otherwise."""
        manifest = {
            "manifest": 1,
            "dataset": "hospital",
            "version": "1.0.0",
            "format": self.form,
            "spec": {"digest": self.spec.digest},
            "tables": tables,
        } | self.manifest
        (self.folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    def _write_parquet(self, path: Path, name: str, columns: dict[str, list[Any]]) -> None:
        types = {c.name: c.type.arrow for c in self.spec.tables[name].columns}
        pq.write_table(pa.table({c: pa.array(values, types.get(c)) for c, values in columns.items()}), path)

    def verify(self, **more: Any) -> VerifyReport:
        """Return the report; in this process unless told otherwise, to spare the start of another."""
        return verify(self.folder, spec=self.spec, **({"limits": Limits(in_process=True)} | more))

    def found(self) -> VerifyReport:
        """Write and verify."""
        self.write()
        return self.verify()

    def change_table(self, name: str, **more: Any) -> None:
        """Change a table of the specification."""
        tables = dict(self.spec.tables)
        tables[name] = replace(tables[name], **more)
        self.spec = replace(self.spec, tables=tables)

    def change_column(self, table: str, name: str, **more: Any) -> None:
        """Change a column of the specification."""
        columns = tuple(replace(c, **more) if c.name == name else c for c in self.spec.tables[table].columns)
        self.change_table(table, columns=columns)


def by_turns(names: Iterable[str], ways: tuple[str, str] = ("csv", "parquet")) -> list[Any]:
    """Return each name with both ways; the quick tests take the ways by turns, and the slow ones the rest."""
    return [
        pytest.param(name, way, marks=() if (turn + place) % 2 == 0 else pytest.mark.slow)
        for place, name in enumerate(names)
        for turn, way in enumerate(ways)
    ]


@pytest.fixture
def build(tmp_path: Path) -> Hospital:
    """Return an honest build that is not yet written."""
    return Hospital(tmp_path / "build")


@pytest.fixture
def failures() -> Any:
    """Return what gives the names, tables and columns of everything that failed."""

    def of(report: VerifyReport) -> set[tuple[str, str, str | None]]:
        bad = (Outcome.FAILED, Outcome.ERROR)
        return {(r.name, r.table, r.column) for r in report.results if r.outcome in bad}

    return of
