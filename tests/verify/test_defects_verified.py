"""A build with defects is judged without them; what the answer key does not tell, or tells wrongly, is found."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from defects.test_defects import ALL, hospital
from manikin import build, verify
from manikin.model import Spec
from manikin.plan import Sizes
from manikin.verify import Limits
from strategies import spec_of

Rows = list[dict[str, str]]
HERE = Limits(in_process=True)
DEFECTS = [
    *ALL,
    {"name": "sooner", "table": "patient", "shift": {"column": "born", "min": -2, "max": -1, "unit": "weeks"}, "share": 0.02},
]  # fmt: skip


@pytest.fixture(scope="module")
def spec() -> Spec:
    return spec_of(hospital(500, DEFECTS))


@pytest.fixture(scope="module")
def honest(spec: Spec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("defects") / "build"
    build.build(spec, folder, sizes=Sizes(defects=True))
    return folder


class Tampered:
    """A copy of the build whose files may be changed, its manifest made to agree."""

    def __init__(self, folder: Path, spec: Spec) -> None:
        self.folder = folder
        self.spec = spec

    def rows(self, name: str) -> Rows:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, name: str, rows: Rows) -> None:
        path = self.folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        manifest = json.loads((self.folder / "manifest.json").read_bytes())
        record = manifest["answer_key"] if name == "defects" else manifest["tables"][name]
        data = path.read_bytes()
        record["bytes"], record["sha256"] = len(data), hashlib.sha256(data).hexdigest()
        (self.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    def found(self) -> dict[tuple[str, str, str | None], float | None]:
        """Return the checks that failed, with what they counted."""
        report = verify.verify(self.folder, spec=self.spec, limits=HERE)
        assert report.count(verify.Outcome.ERROR) == 0
        failed = [result for result in report.results if result.outcome is verify.Outcome.FAILED]
        return {(result.name, result.table, result.column): result.found for result in failed}

    def line(self, name: str, column: str | None = None) -> tuple[Rows, dict[str, str]]:
        """Return the answer key and its first line about a defect, of a column if one is named."""
        key = self.rows("defects")
        return key, next(e for e in key if e["defect"] == name and e["column"] == (column or e["column"]))


@pytest.fixture
def tampered(honest: Path, spec: Spec, tmp_path: Path) -> Tampered:
    shutil.copytree(honest, tmp_path / "build")
    return Tampered(tmp_path / "build", spec)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_honest_build_passes(form: str, spec: Spec, tmp_path: Path) -> None:
    build.build(spec, tmp_path / "b", sizes=Sizes(defects=True), form=form)
    report = verify.verify(tmp_path / "b", spec=spec, limits=HERE)
    assert [problem.message for problem in report.problems] == []
    names = {(result.name, result.passed) for result in report.results}
    for defect in DEFECTS:
        assert {(f"defect {defect['name']!r}", True), (f"rows with {defect['name']!r}", True)} <= names
    assert {("stands", True), ("places without defects", True), ("one defect", True)} <= names


@pytest.mark.slow
def test_a_build_in_other_formats_and_zones_passes(tmp_path: Path) -> None:
    tree = hospital(
        200, [*DEFECTS, {"name": "seen", "table": "patient", "swap_day_and_month": "seen", "share": 0.1}]
    )
    columns = tree["tables"]["patient"]["columns"]
    columns["born"]["format"] = "%d %b %Y"
    columns["turn"] = {**columns["born"], "format": "%d/%m/%y"}  # says no century
    tree["defects"].append({"name": "t", "table": "patient", "swap_day_and_month": "turn", "share": 0.1})
    uniform = {"uniform": {"min": "2024-01-01", "max": "2024-12-31"}}
    columns["seen"] = {"type": "datetime", "timezone": "+01:00", "precision": "ms", "distribution": uniform}
    tree["csv"] = {"delimiter": ";", "line_end": "crlf"}
    spec = spec_of(tree)
    for form in ("csv", "parquet"):
        build.build(spec, tmp_path / form, sizes=Sizes(defects=True), form=form)
        report = verify.verify(tmp_path / form, spec=spec, limits=HERE)
        assert [problem.message for problem in report.problems] == []


def test_a_line_that_is_left_out_is_missed(tampered: Tampered) -> None:
    key, line = tampered.line("impossible")
    key.remove(line)
    tampered.write("defects", key)
    assert ("rows with 'impossible'", "patient", None) in tampered.found()


def test_a_defect_that_is_not_told_is_found_as_any_fault_is(tampered: Tampered) -> None:
    rows = tampered.rows("spell")
    rows[7]["began"] = "1900-01-01"
    tampered.write("spell", rows)
    assert ("range", "spell", "began") in tampered.found()


def test_a_wrong_original_is_found_as_any_fault_is(tampered: Tampered) -> None:
    key, line = tampered.line("impossible", "weight")
    line["should_be"] = "12.0"
    tampered.write("defects", key)
    assert set(tampered.found()) == {("range", "patient", "weight")}


def test_what_does_not_stand_there_is_found(tampered: Tampered) -> None:
    key = tampered.rows("defects")
    value, place, beyond = [line for line in key if line["defect"] == "sooner"][:3]
    value["stands"] = "2001-01-01"
    place["row"] = str(int(place["row"]) + 1)
    beyond["row"] = "999999"
    tampered.write("defects", key)
    assert tampered.found()["stands", "patient", "born"] == 3


def test_wrong_places_are_found(tampered: Tampered) -> None:
    key = tampered.rows("defects")
    for name in ("sooner", "twice", "sent late"):
        line = next(line for line in key if line["defect"] == name)
        line["clean_row"] = str(int(line["clean_row"]) + 2)
    tampered.write("defects", key)
    found = tampered.found()
    assert found["places without defects", "patient", None] == 1
    assert found["parents' order", "spell", None]


def test_lines_of_no_declared_defect_are_found(tampered: Tampered) -> None:
    key = tampered.rows("defects")
    lines = (line for line in key if line["defect"] == "sooner")
    for column, value in (("kind", "swap"), ("defect", "nothing of the kind"), ("column", "sex")):
        next(lines)[column] = value
    tampered.write("defects", key)
    assert tampered.found()["answer key", "patient", None] == 3


def test_a_row_with_two_defects_is_found(tampered: Tampered) -> None:
    key, line = tampered.line("sooner")
    other = dict(next(e for e in key if e["defect"] == "other order"), row=line["row"])
    key.insert(key.index(line), other)
    tampered.write("defects", key)
    assert ("one defect", "patient", None) in tampered.found()


OTHERWISE = [
    ("misspelt", "family_name", "Qqqqqq"),
    ("impossible", "weight", "77.7"),
    ("other order", "born", "1999-12-31"),
    ("sooner", "born", "1899-12-31"),
    ("lost", "code", "A10"),
    ("entered late", "ended", "2031-05-05"),
    ("wrong way round", "began", "2024-06-06"),
]


def test_defects_of_another_kind_are_found(tampered: Tampered) -> None:
    key = tampered.rows("defects")
    rows = {name: tampered.rows(name) for name in ("patient", "spell")}
    wanted = set()
    for name, column, value in OTHERWISE:
        line = next(line for line in key if line["defect"] == name and line["column"] == column)
        line["stands"] = value
        line["should_be"] = "B20" if value == line["should_be"] else line["should_be"]
        rows[line["table"]][int(line["row"]) - 1][column] = value
        wanted.add((f"defect {name!r}", line["table"], None))
    for name, found in {**rows, "defects": key}.items():
        tampered.write(name, found)
    assert wanted <= set(tampered.found())


def test_second_rows_that_are_others_are_found(tampered: Tampered) -> None:
    key = tampered.rows("defects")
    wanted = {}
    for name, column, value in (("twice", "began", "2024-02-02"), ("twice, other name", "sex", "Neither")):
        line = next(line for line in key if line["defect"] == name)
        rows = tampered.rows(line["table"])
        rows[int(line["row"]) - 1][column] = value
        tampered.write(line["table"], rows)
        wanted[f"defect {name!r}", line["table"], None] = 1
    assert tampered.found() == wanted


def test_a_late_row_that_is_not_at_the_end_is_found(tampered: Tampered) -> None:
    key, line = tampered.line("sent late")
    line["row"] = "5"
    tampered.write("defects", key)
    assert ("defect 'sent late'", "spell", None) in tampered.found()


def test_without_its_answer_key_the_data_are_faulty(tampered: Tampered) -> None:
    path = tampered.folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    del manifest["answer_key"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    found = tampered.found()
    assert {("key", "patient", "patient_id"), ("range", "patient", "weight")} <= set(found)


def test_an_answer_key_that_was_changed_or_lost_is_found(tampered: Tampered) -> None:
    path = tampered.folder / "defects.csv"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Male", b"Mole"))
    assert ("digest", "", None) in tampered.found()
    path.unlink()
    assert ("file", "", None) in tampered.found()


def test_a_second_build_has_the_same_answer_key(tampered: Tampered) -> None:
    spec, folder = tampered.spec, tampered.folder
    assert list(build.differences(folder, spec)) == []
    key, line = tampered.line("misspelt")
    line["stands"] += "x"
    tampered.write("defects", key)
    assert [problem.file for problem in build.differences(folder, spec)] == ["defects.csv"]
