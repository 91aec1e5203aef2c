"""``manikin derive`` as a person runs it: a draft that holds, of which nothing secret is part."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("ibis")

import manikin
from manikin import schemas
from manikin.cli.main import run
from manikin.derive import derivation, writer
from manikin.derive.contents import Knots, Nothing, Words
from manikin.derive.derivation import Request
from manikin.derive.draft import Heading
from manikin.derive.summarise.named import named
from manikin.derive.view import ColumnView, Depth, TableView
from manikin.disclosure import POLICIES
from manikin.errors import UserError
from manikin.spec import check

KEYS = """
people: patient.patient_id
keys: {visit: [visit_id]}
references:
  - {from: visit.patient_id, to: patient.patient_id}
ignore: [patient.secret]
nulls: [B]
"""


def test_a_draft_holds_and_tells_no_secret(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "specs" / "clinic"
    assert run(["derive", address, "--out", str(out), "--people", "patient", "--title", "A clinic"]) == 0
    told = capsys.readouterr()
    assert "2 tables (2 with statistics), derived under the policy acro" in told.out
    assert not told.err
    assert not check(out).problems
    made = manikin.generate(out)
    assert made["patient"].num_rows == 200
    assert made["visit"].num_rows == pytest.approx(500, rel=0.1)
    assert set(made["visit"]["patient_id"].to_pylist()) <= set(made["patient"]["patient_id"].to_pylist())
    everything = "".join(path.read_text() for path in out.iterdir()) + told.out + told.err
    assert "planted" not in everything
    record = json.loads((out / "derivation.json").read_text())
    jsonschema.validate(record, schemas.all_schemas()["derivation"])
    assert record["people"] == {
        "number": 200,
        "table": "patient",
        "column": "patient_id",
        "evidence": "stated",
    }


def test_what_is_stated_is_marked(data: Callable[[str], str], tmp_path: Path) -> None:
    address = data("sqlite")
    keys = tmp_path / "keys.yaml"
    keys.write_text(KEYS)
    out = tmp_path / "specs" / "clinic"
    assert run(["derive", address, "--out", str(out), "--keys", str(keys)]) == 0
    text = (out / "spec.yaml").read_text()
    assert "key: visit_id  # stated" in text
    assert "references: patient}  # stated" in text
    assert "secret" not in text
    assert "choice: {A: 170}" in text, "B stands for no value"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("people: patiant", "keys.yaml:1:9: error STATED01: there is no table called patiant"),
        ("keys: {visit: [visit_ib]}", "did you mean visit_id?"),
        ("ignore: [visit.x]", "there is no column of visit called x"),
        ("refs: []", "KEYS01"),
        ("keys: [a]", "TYPE01"),
        ("references:\n  - {from: [visit.a, visit.b], to: patient.a}", "2 columns point at 1"),
        ("references:\n  - {from: [visit.a, patient.b], to: [patient.a, patient.b]}", "of several tables"),
        ("references:\n  - {from: visit, to: patient.a}", "keys.yaml:2:"),
        ("people: yes", "YAML06"),
    ],
)
def test_problems_of_a_file_of_keys(
    text: str, expected: str, data: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = tmp_path / "keys.yaml"
    keys.write_text(text)
    assert run(["derive", data("parquet"), "--out", str(tmp_path / "clinic"), "--keys", str(keys)]) == 1
    assert expected in capsys.readouterr().err
    assert not (tmp_path / "clinic").exists()


def test_public_tables_are_copied(data: Callable[[str], str], tmp_path: Path) -> None:
    place = Path(data("csv"))
    (place / "ward.csv").write_text("ward,name,beds\nA,Acute ,12\nB,,\n")
    keys = tmp_path / "keys.yaml"
    keys.write_text("public: [ward]\nkeys: {ward: ward}\n")
    out = tmp_path / "clinic"
    assert run(["derive", str(place), "--out", str(out), "--keys", str(keys), "--people", "patient"]) == 0
    assert (out / "ward.csv").read_text() == "ward,name,beds\nA,Acute,12\nB,,\n"
    assert "{type: string, references: ward" in (out / "spec.yaml").read_text()
    assert not check(out).problems


def test_names_tell_what_numbers_are_and_what_text_is() -> None:
    knots = Knots((("0.1", "1"), ("0.9", "9")))
    columns = tuple(
        ColumnView(name, kind, content=content)
        for name, kind, content in (
            ("postal_code", "float", knots),
            ("unit_code", "integer", knots),
            ("weight", "float", knots),
            ("surname", "string", Nothing()),
        )
    )
    tables = (TableView("a", Depth.STATISTICS, 100, columns), TableView("b", Depth.STRUCTURE, 20, columns))
    first, second = ([column.content for column in named(table).columns] for table in tables)
    assert first == [Nothing(), Nothing(), knots, Nothing()]
    assert second[3] == Words("family name")


def test_the_writer_has_opened_no_data(tmp_path: Path) -> None:
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys, {writer.__name__}; print([m for m in ('duckdb', 'ibis', 'pandas', 'pyarrow') if m in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "[]\n"


def test_the_writer_is_given_the_view_and_the_heading_alone(
    data: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[list[str], dict[str, object]]] = []
    true = subprocess.run

    def watched(command: list[str], **more: object) -> object:
        given.append((command, more))
        return true(command, **more)

    monkeypatch.setattr(derivation.subprocess, "run", watched)
    address = data("parquet")
    heading = Heading("clinic", "A clinic", "Records")
    found = derivation.derive(Request(address, POLICIES["acro"], heading, fits=True))
    ((command, more),) = given
    assert command[1:] == ["-P", "-m", "manikin.derive.writer"]
    job = json.loads(more["input"])  # type: ignore[arg-type]
    assert set(job) == {"view", "heading", "fits"}
    assert job["fits"] is True
    assert job["view"] == json.loads(found.view.to_json())
    assert address not in json.dumps(job)
    assert 0 < found.crossed < 5_000


def test_a_folder_is_not_overwritten_untold(
    data: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "clinic"
    command = ["derive", data("parquet"), "--out", str(out)]
    assert run(command) == 0
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    (out / "spec.yaml").write_text("edited: true\n")
    assert run(command) == 2
    assert "say --replace" in capsys.readouterr().err
    assert (out / "spec.yaml").read_text() == "edited: true\n"
    assert run([*command, "--replace"]) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first, (
        "the same data give the same bytes"
    )
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    (out / "notes.txt").write_text("mine")
    assert run([*command, "--replace"]) == 2
    assert "which no draft does" in capsys.readouterr().err


def test_nothing_is_left_of_a_run_that_fails(
    data: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, data: bytes) -> None:
        raise UserError("the disk is full")

    monkeypatch.setattr("manikin.storage.drafts._write", broken)
    assert run(["derive", data("parquet"), "--out", str(tmp_path / "new" / "clinic")]) == 2
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(
    ("more", "status", "expected"),
    [
        (["--policy", "open"], 3, "allows no statistics of records"),
        (["--policy", "none"], 2, "there is no disclosure policy 'none'; there are: acro"),
        (["--fidelity", "full"], 2, "--fidelity"),
        (["--people", "nobody"], 2, "there is no table 'nobody'"),
        (["--tables", "vizit"], 2, "there are: patient, visit"),
        (["--out", "Not A Name"], 2, "cannot name a dataset"),
    ],
)
def test_what_is_refused(
    more: list[str],
    status: int,
    expected: str,
    data: Callable[[str], str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["derive", data("parquet"), "--out", str(tmp_path / "clinic"), *more]) == status
    assert expected in capsys.readouterr().err
    assert not (tmp_path / "clinic").exists()


def test_what_would_not_be_used_is_refused(
    data: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = tmp_path / "keys.yaml"
    keys.write_text("grids: {patient.patient_id: [10, 20]}")
    assert run(["derive", data("parquet"), "--out", str(tmp_path / "clinic"), "--keys", str(keys)]) == 2
    assert "take `grids` out" in capsys.readouterr().err


def test_stated_grids_are_honoured_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "data"
    place.mkdir()
    ages = [n * 37 % 90 for n in range(600)]
    table = {"patient_id": range(600), "age": ages, "minor": ["yes" if age < 18 else "no" for age in ages]}
    pq.write_table(
        pa.table({name: list(values) for name, values in table.items()}), place / "patient.parquet"
    )
    keys, out = tmp_path / "keys.yaml", tmp_path / "clinic"
    for cuts, status, said in (
        ("patient.age: [18, 0]", 1, "STATED03"),
        ("patient.minor: [0, 1]", 2, "only columns of whole numbers are cut"),
        ("patient.age: [0, 18, 65]", 0, ""),
    ):
        keys.write_text(f"grids: {{{cuts}}}")
        asked = ["derive", str(place), "--out", str(out), "--keys", str(keys), "--fidelity", "dependent"]
        assert run(asked) == status
        assert said in capsys.readouterr().err
    text = (out / "spec.yaml").read_text()
    assert "grids: {patient.age: [0, 18, 65]}" in text
    assert "{when: {age: 0..17}, distribution: {choice: {yes: 120}}}" in text.replace('"', "")


@pytest.mark.slow
def test_a_server_whose_address_is_in_the_environment(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLINIC", postgres)
    out = tmp_path / "clinic"
    assert run(["derive", "env:CLINIC", "--schema", "ehr", "--out", str(out)]) == 0
    told = capsys.readouterr()
    text = "".join(path.read_text() for path in out.iterdir()) + told.out + told.err
    assert postgres not in text
    assert "planted" not in text
    assert "references: patient}  # declared" in text
    assert not check(out).problems


def test_without_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("manikin.cli.derive.find_spec", lambda name: None)
    assert run(["derive", str(tmp_path), "--out", str(tmp_path / "clinic")]) == 2
    assert "pip install 'manikin[derive]'" in capsys.readouterr().err


def test_the_rows_can_be_imported_first() -> None:
    """What imports in a circle works or fails by what was imported before, which a whole run hides."""
    subprocess.run([sys.executable, "-c", "import manikin.derive.rows"], check=True)
