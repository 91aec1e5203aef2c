"""The commands as a person runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from manikin import schemas
from manikin.cli import commands
from manikin.cli.main import run
from manikin.spec import load

COMMANDS = sorted(commands.COMMANDS)
SCHEMAS = schemas.all_schemas()
HEAVY = ("duckdb", "ibis", "scipy", "mpmath")


@pytest.fixture
def every_kind(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "tests" / "golden" / "every-kind", tmp_path / "every-kind")
    return tmp_path / "every-kind"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert "Example: manikin " + command in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str, root: Path) -> None:
    assert f"## `manikin {command}`" in (root / "docs" / "reference" / "commands.md").read_text()


def test_generate_then_verify(every_kind: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert (
        run(["generate", str(every_kind), "--out", str(out), "--rows", "patient=200", "--format", "parquet"])
        == 0
    )
    assert "200" not in capsys.readouterr().err
    assert json.loads((out / "manifest.json").read_text())["overrides"]["rows"] == {"patient": 200}
    assert (out / "README.md").read_text().splitlines()[0].lower().count("synthetic") == 1
    assert load(out / "spec").digest == load(every_kind).digest
    assert run(["verify", str(out), "--reproduce"]) == 0, capsys.readouterr().out


def test_a_coverage_build_tells_what_it_does_not_reach(
    every_kind: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = every_kind / "spec.yaml"
    spec.write_text(
        spec.read_text().replace("sql: minutes % 2 = 0}", "sql: minutes % 2 = 0 and site_code <> 'ZZ1'}")
    )
    out = tmp_path / "out"
    assert run(["generate", str(every_kind), "--out", str(out), "--coverage"]) == 0
    told = capsys.readouterr()
    assert "rows of invented data" in told.out
    lost = [line for line in told.err.splitlines() if line.startswith("not reached: ")]
    assert lost == ["not reached: attendance.site_code: row 1 of site, 'ZZ1'"]
    assert run(["verify", str(out), "--reproduce"]) == 0, capsys.readouterr().out
    assert run(["generate", str(every_kind), "--out", str(out), "--coverage", "--scale", "2"]) == 2
    assert "leave out --rows and --scale" in capsys.readouterr().err


def test_generate_with_defects_then_verify(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(root / "tests" / "golden" / "defects", tmp_path / "spec")
    out = tmp_path / "out"
    assert run(["plan", str(tmp_path / "spec"), "--format", "json"]) == 0
    (patient, _) = json.loads(capsys.readouterr().out)["tables"]
    assert patient["defects"]["misspelt"] == 4
    assert run(["generate", str(tmp_path / "spec"), "--out", str(out), "--defects"]) == 0
    assert "with defects on purpose (see defects.csv)" in capsys.readouterr().out
    assert json.loads((out / "manifest.json").read_text())["overrides"] == {"defects": True}
    assert run(["verify", str(out), "--reproduce"]) == 0, capsys.readouterr().out
    # A build takes the place of one with an answer key, which goes with it.
    assert run(["generate", str(tmp_path / "spec"), "--out", str(out)]) == 0
    assert not (out / "defects.csv").exists()
    assert run(["verify", str(out), "--reproduce"]) == 0, capsys.readouterr().out


def test_verify_finds_an_altered_byte(
    every_kind: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    run(["generate", str(every_kind), "--out", str(out)])
    data = (out / "patient.csv").read_bytes()
    (out / "patient.csv").write_bytes(data.replace(b"England", b"Scotlan"))
    assert run(["verify", str(out)]) == 1
    assert "patient.csv" in capsys.readouterr().out


def test_two_runs_give_the_same_bytes(every_kind: Path, tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        for name, workers in (("a", "1"), ("b", "3")):
            arguments = ["--out", str(tmp_path / form / name), "--format", form, "--workers", workers]
            assert run(["generate", str(every_kind), *arguments]) == 0
        files = sorted(path.relative_to(tmp_path / form / "a") for path in (tmp_path / form / "a").rglob("*"))
        for path in files:
            one, two = tmp_path / form / "a" / path, tmp_path / form / "b" / path
            assert one.is_dir() or one.read_bytes() == two.read_bytes()


def test_preview_and_plan_write_nothing(every_kind: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(every_kind.rglob("*"))
    assert run(["preview", str(every_kind), "--rows", "2"]) == 0
    assert "Invented data" in capsys.readouterr().out
    assert run(["plan", str(every_kind)]) == 0
    assert "attendance" in capsys.readouterr().out
    assert run(["plan", str(every_kind), "--format", "json"]) == 0
    rows = {table["table"]: table["rows"] for table in json.loads(capsys.readouterr().out)["tables"]}
    assert (rows["site"], rows["patient"]) == (2, 6)
    assert sorted(every_kind.rglob("*")) == before


def test_new_is_valid_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", str(tmp_path / "my-clinic")]) == 0
    assert run(["validate", str(tmp_path / "my-clinic"), "--strict"]) == 0, capsys.readouterr().out
    assert "dataset: my-clinic" in (tmp_path / "my-clinic" / "spec.yaml").read_text()
    assert "# weights" in (tmp_path / "my-clinic" / "spec.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["explain", "KEYS01"], 0),
        (["explain", "KEYS0"], 2),
        (["validate", "nowhere"], 2),
        (["nonsense"], 2),
        (["generate"], 2),
        (["schema", "spec"], 0),
        (["schema", "nonsense"], 2),
    ],
)
def test_statuses(arguments: list[str], status: int) -> None:
    assert run(arguments) == status


def test_wrong_use_is_told_without_a_traceback(
    every_kind: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    for arguments in (
        ["--rows", "nobody=3"],
        ["--rows", "patient"],
        ["--tables", "nobody"],
        ["--scale", "-1"],
        ["--format", "xls"],
    ):
        assert run(["generate", str(every_kind), "--out", out, *arguments]) == 2
        assert "Traceback" not in capsys.readouterr().err
    assert not Path(out).exists()


def test_what_cannot_be_is_refused_with_the_arithmetic(
    every_kind: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["generate", str(every_kind), "--out", str(tmp_path / "out"), "--rows", "patient=9001"]) == 4
    assert "9,001 rows need distinct values, and there are 9,000" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_ours_is_left_alone(
    every_kind: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("years of work")
    assert run(["generate", str(every_kind), "--out", str(tmp_path / "out")]) == 2
    assert (tmp_path / "out" / "thesis.doc").read_text() == "years of work"


def test_a_fault_of_the_program_shows_no_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(rule: str) -> str:
        raise RuntimeError("SMITH")

    monkeypatch.setattr("manikin.spec.explain.page", broken)
    assert run(["explain", "KEYS01"]) == 70
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert "SMITH" not in told


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_are_schemas_and_published(name: str, root: Path) -> None:
    schema = SCHEMAS[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.loads((root / "schemas" / f"{name}.schema.json").read_text()) == schema


def test_the_first_help_tells_what_each_command_tells(capsys: pytest.CaptureFixture[str]) -> None:
    for name, sentence in commands.COMMANDS.items():
        found = commands.module(name)
        assert (found.NAME, found.HELP.partition("\n")[0]) == (name, sentence)
    assert run(["--help"]) == 0
    told = capsys.readouterr().out
    assert [line.split()[0] for line in told.partition("Commands:\n")[2].splitlines()] == list(
        commands.COMMANDS
    )
    assert run(["statsu"]) == 2
    assert "Did you mean 'status'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "absent"),
    [
        ("--help", ("pyarrow", "numpy", "manikin.spec", *HEAVY)),
        ("status specs/ed-attendances", HEAVY),
    ],
)
def test_a_command_imports_what_it_needs(asked: str, absent: tuple[str, ...], root: Path) -> None:
    program = "import sys; from manikin.cli.main import run; run(sys.argv[1:]); print('|', *sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program, *asked.split()], cwd=root, capture_output=True, text=True, check=True
    )
    assert not set(absent) & set(ran.stdout.rpartition("|")[2].split())
