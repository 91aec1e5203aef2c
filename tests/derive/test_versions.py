"""The command with `--fidelity dependent` and `--against`: what was approved is kept, or the command says why it is not."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

pytest.importorskip("ibis")

import pyarrow as pa
import pyarrow.parquet as pq

from manikin.cli.main import run
from manikin.derive.against import FILE
from manikin.derive.contents import Calendar, Conditional
from manikin.derive.view import Depth, View, from_json

START = dt.datetime(2019, 1, 1)


def clinic(folder: Path, people: int = 900) -> str:
    folder.mkdir()
    rows = [
        {
            "patient_id": n,
            "sex": "F" if n % 3 else "M",
            "clinic": ["A", "B"][n % 3 == 0] if n % 20 else "C",
            "seen": START + dt.timedelta(hours=37 * n),
        }
        for n in range(people)
    ]
    pq.write_table(pa.Table.from_pylist(rows), folder / "patient.parquet")
    return str(folder)


def told(folder: Path) -> View:
    return from_json((folder / FILE).read_bytes())


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("first")
    assert (
        run(["derive", clinic(home / "data"), "--out", str(home / "clinic"), "--fidelity", "dependent"]) == 0
    )
    return home / "clinic"


def test_a_draft_told_by_cases_is_clean(first: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contents = [column.content for column in told(first).table("patient").columns]
    assert any(isinstance(content, Conditional) for content in contents)
    assert any(isinstance(content, Calendar) for content in contents)
    assert run(["validate", str(first)]) == 0
    assert run(["lint", str(first)]) == 0
    assert set(re.findall(r"DISC[0-9]+", capsys.readouterr().out)) <= {"DISC22"}


def test_one_more_person_changes_no_byte(first: Path, tmp_path: Path) -> None:
    out = tmp_path / "clinic"
    data = clinic(tmp_path / "data", 901)
    assert run(["derive", data, "--out", str(out), "--against", str(first)]) == 0
    assert {f.name: f.read_bytes() for f in out.iterdir()} == {
        f.name: f.read_bytes() for f in first.iterdir()
    }


def test_numbers_stay_where_few_moved_though_many_did_elsewhere(first: Path, tmp_path: Path) -> None:
    out = tmp_path / "clinic"
    data = clinic(tmp_path / "data", 905)
    assert run(["derive", data, "--out", str(out), "--against", str(first), "--moved", "50"]) == 0
    view = told(out)
    assert view.kept_from == "0.1.0"
    assert view.table("patient").depth is Depth.STATISTICS
    # Calendars, cases and all else: five people are too few to move any number.
    assert view.tables == told(first).tables


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (["--fidelity", "marginal"], "leave --fidelity out"),
        (["--people", "rows"], "told apart in another place"),
        (["--policy", "nhs-hes"], "other rules"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    first: Path, tmp_path: Path, more: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = clinic(tmp_path / "data")
    assert run(["derive", data, "--out", str(tmp_path / "clinic"), "--against", str(first), *more]) == 2
    assert expected in capsys.readouterr().err
    assert not (tmp_path / "clinic").exists()


def test_moved_means_nothing_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["derive", clinic(tmp_path / "data", 20), "--out", str(tmp_path / "clinic"), "--moved", "50"]
    assert run(asked) == 2
    assert "--against" in capsys.readouterr().err
