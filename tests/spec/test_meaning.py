"""Equal digests give equal bytes, and how a meaning is written changes neither."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manikin import build as builds
from manikin.errors import UserError
from manikin.interface import generate
from manikin.model import Spec
from manikin.plan import Sizes
from manikin.review.scopes import digests
from manikin.review.snapshot import snapshot
from manikin.spec import shipped as forms
from manikin.spec.build import build
from manikin.spec.canonical import canonical, digest, written
from manikin.spec.read import read
from manikin.spec.shipped import shipped, to_yaml
from review.conftest import FOLDERS, ROOT, spec, taken
from strategies import Tree, examples, trees

ED = "specs/ed-attendances"
SEEDS = st.integers(0, 2**32)

FROM_THE_CANONICAL_FORM = {
    "dataset", "version", "title", "classification", "seed", "locale", "tables", "constants", "sources", "grids",
    "waivers", "defects", "csv", "digest", "canonical", "summary", "owner", "uses", "not_for",
}  # fmt: skip
BY_DIGEST = {"files"}
"""The canonical form holds their SHA-256."""
DECIDES_NO_BYTE = {"folder", "texts"}
"""For messages; for the lint, and to ship the vocabularies."""


class Writer:
    """Writes a specification in one of very many ways: any order, quotes, numbers, comments, line ends."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def whole(self, tree: Tree) -> bytes:
        text = "\n".join(["# a comment", *self.block(tree, "", ())]) + "\n"
        return (text.replace("\n", "\r\n") if self.random.random() < 0.5 else text).encode()

    def block(self, tree: Tree, indent: str, at: tuple[str, ...]) -> list[str]:
        keys = list(tree)
        if at[-1:] != ("columns",):  # their order is that of the file they are written to
            self.random.shuffle(keys)
        lines = []
        for key in keys:
            value, name = tree[key], self.text(key)
            if isinstance(value, dict) and value and self.random.random() < 0.7:
                lines += [f"{indent}{name}:{self.comment()}", *self.block(value, f"{indent}  ", (*at, key))]
            else:
                lines.append(f"{indent}{name}: {self.flow(value, (*at, key))}{self.comment()}")
        return lines

    def flow(self, value: Any, at: tuple[str, ...]) -> str:
        if isinstance(value, dict):
            keys = list(value)
            if at[-1:] != ("columns",):
                self.random.shuffle(keys)
            return (
                "{"
                + ", ".join(f"{self.text(key)}: {self.flow(value[key], (*at, key))}" for key in keys)
                + "}"
            )
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(part, (*at, "[]")) for part in value) + "]"
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bool) or value is None:
            return json.dumps(value)
        number = f"{value:.12f}".rstrip("0") if isinstance(value, float) else str(value)
        number += "0" * (number[-1:] == ".")
        if isinstance(value, int) and "choice" not in at:
            return number  # a whole number is asked for in some places
        return number + self.random.choice(["", ".0", ".00"] if "." not in number else ["", "0", "00"])

    def text(self, text: str) -> str:
        escaped = json.dumps(text)
        return (
            self.random.choice([escaped, "'" + text.replace("'", "''") + "'"])
            if "\n" not in text
            else escaped
        )

    def comment(self) -> str:
        return self.random.choice(["", "", "  # 943 people, as they say"])


def rewritten(tree: Tree, seed: int) -> Tree:
    document, problems = read(Writer(seed).whole(tree), "spec.yaml")
    assert problems == ()
    assert document is not None
    return dict(document.tree)


@settings(max_examples=examples(12), deadline=None)
@given(trees(), SEEDS)
def test_how_it_is_written_changes_no_byte_of_the_canonical_form(tree: Tree, seed: int) -> None:
    assert canonical(rewritten(tree, seed), {}) == canonical(tree, {})


@settings(max_examples=examples(6), deadline=None)
@given(trees())
def test_what_is_shipped_reads_back_as_the_same(tree: Tree) -> None:
    before = canonical(tree, {})
    tree = written(before)
    del tree["files"]
    document, problems = read(to_yaml(tree), "spec.yaml")
    assert problems == ()
    assert document is not None
    assert canonical(document.tree, {}) == before


def test_the_same_folder_written_otherwise_gives_the_same_files(tmp_path: Path) -> None:
    before = spec(ED)
    tree = written(before.canonical)
    del tree["files"]
    patient = tree["tables"].pop("patient")
    tree["include"] = ["people.yaml"]
    (tmp_path / "spec.yaml").write_bytes(Writer(3).whole(tree))
    (tmp_path / "people.yaml").write_bytes(Writer(4).whole({"tables": {"patient": patient}}))
    (tmp_path / "site.csv").write_bytes(before.texts["site.csv"])
    after, _ = taken(tmp_path)
    assert digests(after) == digests(before)
    assert snapshot(after) == snapshot(before)
    for name, of in (("one", before), ("two", after)):
        (tmp_path / name).mkdir()
        builds.build(of, tmp_path / name / "out", sizes=Sizes((("patient", 40),)))
    one, two = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("one", "two")
    )
    assert one == two


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_model_is_made_of_the_canonical_form_and_the_vocabularies_alone(folder: str) -> None:
    of = spec(folder)
    assert digest(of.canonical) == of.digest
    again = build(of.canonical, of.files)
    for name in FROM_THE_CANONICAL_FORM | BY_DIGEST:
        assert getattr(again, name) == getattr(of, name), name


def test_every_part_of_the_model_is_covered_by_the_digest_or_decides_no_byte() -> None:
    """A new field of `Spec` belongs to one of the three sets above: decide which, and why."""
    known = FROM_THE_CANONICAL_FORM | BY_DIGEST | DECIDES_NO_BYTE
    assert {field.name for field in dataclasses.fields(Spec)} == known


def test_what_decides_no_byte_decides_none() -> None:
    of = spec(ED)
    bare = dataclasses.replace(of, folder="elsewhere", texts={})
    assert generate(bare, rows={"patient": 20}) == generate(of, rows={"patient": 20})


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_shipped_is_the_meaning_in_one_form(folder: str, tmp_path: Path) -> None:
    of = spec(folder)
    files = shipped(of)
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    again, _ = taken(tmp_path)
    assert again.digest == of.digest
    assert shipped(again) == files
    assert b"#" not in files["spec.yaml"].replace(b'"', b"") or folder != ED
    assert max(map(len, files["spec.yaml"].split(b"\n"))) < 20_000


def test_no_comment_reaches_a_build(tmp_path: Path) -> None:
    text = (ROOT / ED / "spec.yaml").read_text(encoding="utf-8") + "# CANARY was the ninth patient\n"
    (tmp_path / "spec.yaml").write_text(text.replace("\nseed", "   # CANARY\nseed"), encoding="utf-8")
    (tmp_path / "site.csv").write_bytes(spec(ED).texts["site.csv"])
    builds.build(taken(tmp_path)[0], tmp_path / "out", sizes=Sizes((("patient", 20),)))
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(files) == 7
    assert all(b"CANARY" not in path.read_bytes() for path in files)


LONG = " ".join(f"word {number} —" for number in range(5_000))
STRANGE = [
    "", " ", " a", "a ", "null", "true", "No", "~", "1", "1.0", "1e3", "0x1", "-", "- a", "a: b", "a #b", "#", "a\nb",
    "\n", "'", '"', "\\", "\\n", "é", "a,b", "[a]", "{a}", "&a", "*a", "!a", "|", ">", "%a", "@a", "`", "?", "? a",
    "<<", "=", "12:30", "2025-01-01", "1_000", ".5", "+1", "…", "😀", LONG[:60_000], "x" * 401, " " * 6_000,
]  # fmt: skip


def test_every_text_and_number_survives_shipping() -> None:
    numbers = [0, -1, 2**53 - 1, 1e16, 1e22, 0.1, 1e-7, -2.5e-9, 123456789.125, True, False, None]
    labels = {text: place for place, text in enumerate(STRANGE) if text and len(text) < 20_000}
    tree = {"a": {"b": {"texts": STRANGE, "labels": labels, "numbers": numbers, "none": {}, "no": []}}}
    document, problems = read(to_yaml(tree), "spec.yaml")
    assert problems == ()
    assert document is not None
    base = {"tables": {}}
    assert canonical({**document.tree, **base}, {}) == canonical({**tree, **base}, {})


def test_too_much_to_be_read_again_is_written_closely_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    deep: Tree = {"a": {f"key {number}": {"b": {"c": {"d": number}}} for number in range(90)}}
    size = len(to_yaml(deep))
    monkeypatch.setattr(forms, "MOST_BYTES", size - 1)
    document, problems = read(to_yaml(deep), "spec.yaml")
    assert problems == ()
    assert document is not None
    assert document.tree == deep
    monkeypatch.setattr(forms, "MOST_BYTES", size // 3)
    with pytest.raises(UserError, match="written out to be shipped"):
        to_yaml(deep)
