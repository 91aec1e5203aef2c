"""Fragments: what they add, where they are found, what is refused and at which place, what the digest covers."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from manikin import build, verify
from manikin.errors import UserError
from manikin.interface import generate, load
from manikin.model import Spec
from manikin.spec import check, find, folder, includes, read

posix = pytest.mark.skipif(sys.platform == "win32", reason="links need POSIX")
ROOT = Path(__file__).parent.parent.parent
HEAD = """\
language: 1
dataset: clinic
version: 1.0.0
title: A clinic
owner: {name: Nobody, contact: nobody@example.org}
class: publicly-sourced
seed: 1
"""
OWN = """\
tables:
  patient:
    rows: 30
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
      height: {type: integer, distribution: {normal: {mean: mean_height, sd: 9}}}
    checks:
      - {name: small, sql: height < 190}
""".replace("mean_height", "169")
BLOCK = """\
constants: {extract_date: 2026-03-01}
sources:
  census: {kind: public, title: Census}
tables:
  patient:
    columns:
      sex: {type: string, distribution: {choice: {F: 51, M: 49}}, source: census}
      born: {type: date, distribution: {uniform: {min: 1930-01-01, max: 2024-12-31}}}
    checks:
      - {name: grown up, sql: "date_diff('year', born, extract_date) > 17"}
"""
WHOLE = """\
constants: {extract_date: 2026-03-01}
sources:
  census: {kind: public, title: Census}
tables:
  patient:
    rows: 30
    key: patient_id
    columns:
      patient_id: {type: integer, sequence: {}}
      height: {type: integer, distribution: {normal: {mean: 169, sd: 9}}}
      sex: {type: string, distribution: {choice: {F: 51, M: 49}}, source: census}
      born: {type: date, distribution: {uniform: {min: 1930-01-01, max: 2024-12-31}}}
    checks:
      - {name: small, sql: height < 190}
      - {name: grown up, sql: "date_diff('year', born, extract_date) > 17"}
"""


class Specs:
    """A folder of datasets, with fragments."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.dataset = root / "clinic"
        self.dataset.mkdir(parents=True)
        self.write("clinic/spec.yaml", HEAD + "include: [block.yaml]\n" + OWN)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @property
    def spec(self) -> Spec:
        return load(self.dataset)

    @property
    def told(self) -> list[str]:
        """Return the problems, files without the root."""
        return [
            f"{p.file.removeprefix(self.root.as_posix() + '/')}:{p.line}:{p.column} {p.rule} {p.message}"
            for p in check(self.dataset).problems
        ]


@pytest.fixture(params=["in the dataset's folder", "beside it"])
def specs(request: pytest.FixtureRequest, tmp_path: Path) -> Specs:
    found = Specs(tmp_path / "specs")
    found.home = "clinic" if request.param == "in the dataset's folder" else "fragments"  # type: ignore[attr-defined]
    found.write(f"{found.home}/block.yaml", BLOCK)  # type: ignore[attr-defined]
    return found


@pytest.fixture
def beside(tmp_path: Path) -> Specs:
    found = Specs(tmp_path / "specs")
    found.write("fragments/block.yaml", BLOCK)
    return found


def test_own_columns_come_first_and_checks_are_all_kept(specs: Specs) -> None:
    patient = specs.spec.tables["patient"]
    assert [column.name for column in patient.columns] == ["patient_id", "height", "sex", "born"]
    assert [rule.name for rule in patient.checks] == ["small", "grown up"]


def test_what_is_split_means_the_same(specs: Specs) -> None:
    split = specs.spec
    specs.write("clinic/spec.yaml", HEAD + WHOLE)
    whole = specs.spec
    assert split.digest == whole.digest
    assert split.canonical == whole.canonical
    assert generate(split) == generate(whole)


def test_comments_and_the_order_of_keys_change_no_digest(specs: Specs) -> None:
    before = specs.spec.digest
    head, tables = BLOCK.split("tables:\n")
    specs.write(f"{specs.home}/block.yaml", "# a comment\ntables:\n" + tables + head)  # type: ignore[attr-defined]
    assert specs.spec.digest == before


@pytest.mark.parametrize(("old", "new"), [("F: 51", "F: 52"), ("title: Census", "title: Consensus"), ("2026-03-01", "2026-03-02"),
                                          ("sex:", "gender:"), ("grown up", "adult"), ("> 17", "> 18")])  # fmt: skip
def test_whatever_a_fragment_says_changes_the_digest(specs: Specs, old: str, new: str) -> None:
    before = specs.spec.digest
    specs.write(f"{specs.home}/block.yaml", BLOCK.replace(old, new))  # type: ignore[attr-defined]
    assert specs.spec.digest != before


def test_a_whole_table_and_a_table_of_its_own_can_be_included(specs: Specs) -> None:
    specs.write(f"{specs.home}/block.yaml", OWN)  # type: ignore[attr-defined]
    specs.write("clinic/spec.yaml", HEAD + "include: [block.yaml]\n")
    assert [column.name for column in specs.spec.tables["patient"].columns] == ["patient_id", "height"]


def test_fragments_come_in_the_order_of_include(beside: Specs) -> None:
    beside.write(
        "fragments/other.yaml", "tables: {patient: {columns: {ward: {type: string, constant: A}}}}\n"
    )
    names = {}
    for order in ("block.yaml, other.yaml", "other.yaml, block.yaml"):
        beside.write("clinic/spec.yaml", HEAD + f"include: [{order}]\n" + OWN)
        names[order] = [column.name for column in beside.spec.tables["patient"].columns[2:]]
    assert list(names.values()) == [["sex", "born", "ward"], ["ward", "sex", "born"]]


def test_a_build_holds_what_was_included_in_one_file_and_is_verified_by_it(
    specs: Specs, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build.build(specs.spec, out)
    assert [path.name for path in (out / "spec").iterdir()] == ["spec.yaml"]
    shutil.rmtree(specs.root)
    assert verify.verify(out, reproduce=build.differences).ok
    block = out / "spec" / "spec.yaml"
    block.write_text(block.read_text(encoding="utf-8").replace("F: 51", "F: 50"), encoding="utf-8")
    assert "VERIFY01" in {problem.rule for problem in verify.verify(out).problems}


def test_vocabularies_stand_beside_the_fragment_that_names_them(beside: Specs, tmp_path: Path) -> None:
    area = "tables: {area: {file: area.csv, key: code}, patient: {columns: {area: {type: string, references: area}}}}\n"
    beside.write("fragments/area.yaml", area)
    beside.write("fragments/area.csv", "code\nN\nS\n")
    beside.write("clinic/spec.yaml", HEAD + "include: [area.yaml]\n" + OWN)
    out = tmp_path / "out"
    build.build(beside.spec, out)
    assert sorted(path.name for path in (out / "spec").iterdir()) == ["area.csv", "spec.yaml"]
    assert verify.verify(out, reproduce=build.differences).ok
    assert load(out / "spec").digest == beside.spec.digest
    beside.write("fragments/area.csv", "code\nN\nN\n")
    assert beside.told == [
        "fragments/area.yaml:1:38 KEY03 lines 2 and 3 of the file have the same key (code)"
    ]
    beside.write("fragments/area.csv", "code\nN\n=S\n")
    assert [told.split()[:2] for told in beside.told] == [["fragments/area.csv:3:1", "FILE05"]]


def test_the_dataset_cannot_name_files_of_the_fragments(beside: Specs) -> None:
    beside.write("fragments/area.csv", "code\nN\n")
    beside.write(
        "clinic/spec.yaml", HEAD + "include: [block.yaml]\n" + OWN + "  area: {file: area.csv, key: code}\n"
    )
    assert [told.split()[1] for told in beside.told] == ["FILE01"]


@pytest.mark.parametrize("file", ["area.csv", "block.yaml", "spec.yaml"])
def test_two_files_of_one_name_are_refused(beside: Specs, file: str) -> None:
    beside.write("fragments/area.yaml", f"tables: {{area: {{file: {file}, key: code}}}}\n")
    for name in ("fragments/area.csv", "clinic/area.csv", "fragments/spec.yaml"):
        beside.write(name, "code\nN\n")
    more = "  county: {file: area.csv, key: code}\n" if file == "area.csv" else ""
    if file == "block.yaml":
        shutil.move(beside.root / "fragments" / "block.yaml", beside.dataset / "block.yaml")
    beside.write("clinic/spec.yaml", HEAD + "include: [block.yaml, area.yaml]\n" + OWN + more)
    assert [told.split(" ", 2)[1] for told in beside.told] == ["INCLUDE04"]


def test_problems_stand_in_the_fragment(specs: Specs) -> None:
    home = specs.home  # type: ignore[attr-defined]
    specs.write(f"{home}/block.yaml", BLOCK.replace("F: 51", "F: -1").replace("born:", "borne:"))
    assert [told.partition(" ")[0] for told in specs.told] == [f"{home}/block.yaml:7:54"]
    specs.write(f"{home}/block.yaml", BLOCK.replace("born:", "borne:"))
    assert [told.partition(" ")[0] for told in specs.told] == [f"{home}/block.yaml:10:31"]
    problem = check(specs.dataset).problems[0]
    assert "grown up" in problem.excerpt
    specs.write(f"{home}/block.yaml", BLOCK + "  : x\n\t")
    assert all(told.startswith(f"{home}/block.yaml:") for told in specs.told)


def test_misspelt_keys_of_both_files_are_told_at_once(specs: Specs) -> None:
    home = specs.home  # type: ignore[attr-defined]
    specs.write(f"{home}/block.yaml", BLOCK.replace("choice:", "choise:"))
    specs.write("clinic/spec.yaml", HEAD + "include: [block.yaml]\n" + OWN.replace("normal:", "norml:"))
    assert {told.split(" ", 1)[1] for told in specs.told} == {
        "KEYS01 unknown key 'norml'; did you mean 'normal'?",
        "KEYS01 unknown key 'choise'; did you mean 'choice'?",
    }


def test_what_is_wrong_with_the_rest_is_told_beside_a_missing_fragment(beside: Specs) -> None:
    beside.write("clinic/spec.yaml", HEAD + "include: [none.yaml]\n" + OWN.replace("normal:", "norml:"))
    assert [told.split(" ", 2)[1] for told in beside.told] == ["INCLUDE01", "KEYS01"]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("constants: {extract_date: 2025-01-01}\n" + OWN, "9:13"),
        ("sources: {census: {kind: public, title: Other}}\n" + OWN, "9:11"),
        (OWN.replace("height:", "sex:").replace("height <", "sex <"), "15:7"),
    ],
)
def test_what_is_said_twice_is_refused_with_both_places(specs: Specs, said: str, place: str) -> None:
    specs.write("clinic/spec.yaml", HEAD + "include: [block.yaml]\n" + said)
    (told,) = specs.told
    assert told.startswith(f"clinic/spec.yaml:{place} INCLUDE03 `")
    assert ", and in block.yaml, line " in told


def test_fragments_that_say_the_same_are_refused_at_the_later(beside: Specs) -> None:
    beside.write(
        "fragments/other.yaml", "tables: {patient: {rows: 5, columns: {sex: {type: string, constant: F}}}}\n"
    )
    beside.write("clinic/spec.yaml", HEAD + "include: [block.yaml, other.yaml]\n" + OWN)
    told = beside.told
    assert [line.partition(" `")[0] for line in told] == [
        "clinic/spec.yaml:11:5 INCLUDE03",
        "fragments/other.yaml:1:39 INCLUDE03",
    ]
    assert "block.yaml, line 7" in told[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed: 3\n" + BLOCK, "1:1 INCLUDE02 a fragment cannot hold `seed`"),
        ("include: [other.yaml]\n" + BLOCK, "1:1 INCLUDE02 a fragment includes no other"),
        ("defects: {}\n" + BLOCK, "1:1 INCLUDE02 a fragment cannot hold `defects`"),
        ("tabels: {a: {}}\n" + BLOCK, "1:1 KEYS01 unknown key 'tabels'; did you mean 'tables'?"),
        ("", "1:1 TYPE01 found nothing, where a mapping of keys to values belongs"),
        ("[1]\n", "1:1 TYPE01 found a list, where a mapping of keys to values belongs"),
        ("tables: {patient: {columns: [1]}}\n", "1:29 TYPE01 found a list, where a mapping of keys to values belongs"),
        ("a: &x 1\n", "1:4 YAML05 an anchor (&x)"),
    ],
)  # fmt: skip
def test_what_no_fragment_can_be(beside: Specs, text: str, said: str) -> None:
    beside.write("fragments/block.yaml", text)
    assert beside.told == [f"fragments/block.yaml:{said}"]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("../clinic/block.yaml", "VALUE03"),
        ("/etc/passwd", "VALUE03"),
        ("fragments/block.yaml", "VALUE03"),
        ("block.csv", "VALUE03"),
        ("..yaml", "VALUE03"),
        ("spec.yaml", "INCLUDE01"),
        ("none.yaml", "INCLUDE01"),
        ("con.yaml", "INCLUDE01"),
    ],
)
def test_nothing_else_can_be_reached(beside: Specs, name: str, rule: str) -> None:
    beside.write("fragments/con.yaml", BLOCK)
    beside.write("clinic/spec.yaml", HEAD + f'include: ["{name}"]\n' + OWN)
    assert [told.split(" ", 2)[1] for told in beside.told] == [rule]


def test_a_name_in_both_folders_is_refused(beside: Specs) -> None:
    beside.write("clinic/block.yaml", BLOCK)
    (told,) = beside.told
    assert told.startswith("clinic/spec.yaml:8:11 INCLUDE01 block.yaml can be ")


@pytest.mark.parametrize("form", ["block.yaml", "{block.yaml: 1}", "[]", "[1]", "[block.yaml, block.yaml]", str([f"f{n}.yaml" for n in range(21)])])  # fmt: skip
def test_include_is_a_short_list_of_names(beside: Specs, form: str) -> None:
    for n in range(21):
        beside.write(f"fragments/f{n}.yaml", f"constants: {{c{n}: 1}}\n")
    beside.write("clinic/spec.yaml", HEAD + f"include: {form}\n" + OWN)
    assert {told.split(" ", 2)[1] for told in beside.told} <= {"TYPE01", "VALUE04"}
    assert beside.told


@posix
@pytest.mark.parametrize("way", ["by the folder", "by path"])
@pytest.mark.parametrize("kind", ["a link", "a folder that is a link", "a hard link"])
def test_links_are_refused(beside: Specs, kind: str, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_HAS_DIR_FD", way == "by the folder")
    home = beside.root / "fragments"
    secret = beside.root.parent / "secret"
    shutil.move(home, secret)
    if kind == "a folder that is a link":
        home.symlink_to(secret)
    else:
        home.mkdir()
        link = os.link if kind == "a hard link" else os.symlink
        link(secret / "block.yaml", home / "block.yaml")
    (told,) = beside.told
    assert told.startswith("clinic/spec.yaml:8:11 INCLUDE01 ")
    assert "link" in told


@posix
def test_a_dataset_whose_folder_is_named_by_a_link_is_read(beside: Specs, tmp_path: Path) -> None:
    (tmp_path / "here").symlink_to(beside.dataset)
    assert load(tmp_path / "here").digest == beside.spec.digest


def test_sizes_count_together(beside: Specs, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(HEAD + "include: [block.yaml]\n" + OWN) + len(BLOCK)
    monkeypatch.setattr(includes, "MOST_BYTES", size)
    assert beside.told == []
    monkeypatch.setattr(includes, "MOST_BYTES", size - 1)
    assert beside.told == [
        f"clinic/spec.yaml:8:11 YAML02 with block.yaml the specification has more than {size - 1:,} bytes"
    ]


def test_values_count_together(beside: Specs, monkeypatch: pytest.MonkeyPatch) -> None:
    beside.write("fragments/other.yaml", "constants: {a: 1}\n")
    beside.write("clinic/spec.yaml", HEAD + "include: [block.yaml, other.yaml]\n" + OWN)
    checked = check(beside.dataset)
    assert checked.document is not None
    monkeypatch.setattr(read, "MOST_NODES", checked.document.nodes)
    assert beside.told == []
    monkeypatch.setattr(read, "MOST_NODES", checked.document.nodes - 1)
    assert [told.split(" ", 2)[:2] for told in beside.told] == [["fragments/other.yaml:1:16", "YAML02"]]


def test_columns_count_together(beside: Specs, monkeypatch: pytest.MonkeyPatch) -> None:
    from manikin.spec import sizes  # noqa: PLC0415  patched

    monkeypatch.setattr(sizes, "MOST_TABLE_COLUMNS", 3)
    assert [told.split(" ", 2)[1] for told in beside.told] == ["LIMIT02"]


def test_the_folder_of_fragments_is_no_dataset(beside: Specs) -> None:
    assert find([beside.root]) == [beside.dataset]
    with pytest.raises(UserError, match="holds no dataset"):
        find([beside.root / "fragments"])


def test_the_standard_patient(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs" / "fragments", tmp_path / "specs" / "fragments")
    specs = Specs(tmp_path / "specs")
    own = "tables:\n  patient:\n    rows: 300\n    key: pid\n    columns: {pid: {type: integer, sequence: {}}}\n"
    specs.write("clinic/spec.yaml", HEAD + "include: [standard-patient.yaml]\n" + own)
    assert specs.told == []
    out = tmp_path / "out"
    build.build(specs.spec, out)
    report = verify.verify(out)
    assert report.ok, report.problems
    rows = generate(specs.spec)["patient"].to_pylist()
    assert list(rows[0]) == [
        "pid",
        "nhs_number",
        "sex",
        "birth_date",
        "given_name",
        "family_name",
        "postcode",
    ]
    assert all(row["nhs_number"].startswith("999") and row["postcode"].startswith("ZZ") for row in rows)
    assert not any(row["postcode"].startswith("ZZ99") for row in rows)
