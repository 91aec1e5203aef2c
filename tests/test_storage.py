"""Folders that appear whole or not at all, and their reader."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from manikin.errors import UserError
from manikin.manifest import Manifest, SpecFile, TableRecord
from manikin.storage import Publication, check_files, publication, read_manifest, system
from manikin.storage.claim import MARKER, held


def publish(target: Path, seed: int = 1, *, tables: tuple[str, ...] = ("a",)) -> None:
    with Publication(target) as made:
        fill(made, seed, tables)


def fill(made: Publication, seed: int, tables: tuple[str, ...] = ("a",)) -> None:
    records = {}
    for name in tables:
        size, sha256 = made.write_file(f"{name}.csv", f"{name}\n{seed}\n".encode())
        records[name] = TableRecord(f"{name}.csv", 1, size, sha256, ((name, "integer"),))
    spec = SpecFile("spec/spec.yaml", *made.write_file("spec/spec.yaml", b"language: 1\n"))
    manifest = Manifest(
        dataset="tiny",
        version="1.0.0",
        title="Tiny",
        classification="structural",
        seed=seed,
        format="csv",
        digest="sha256:" + "0" * 64,
        generator={"manikin": "0", "stream": 1},
        tables=records,
        spec_files=(spec,),
    )
    made.write_file("README.md", b"Synthetic\n")
    made.commit(manifest.to_json())


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


BUILD = {"a.csv", "manifest.json", "README.md", "spec/spec.yaml"}


@pytest.fixture(params=["exchange", "one by one", "inside"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Return how an old build is replaced."""
    if request.param == "one by one":
        monkeypatch.setattr(publication, "exchange", lambda one, other: False)
    if request.param == "inside":
        (tmp_path / "build").mkdir()
        monkeypatch.chdir(tmp_path / "build")
    return str(request.param)


def test_a_new_folder(tmp_path: Path) -> None:
    umask = os.umask(0o077)
    try:
        publish(tmp_path / "deep" / "build")
    finally:
        os.umask(umask)
    target = tmp_path / "deep" / "build"
    assert files(target) == BUILD
    assert [path.name for path in target.parent.iterdir()] == ["build"]
    assert check_files(target) == ()
    assert target.stat().st_mode & 0o777 == 0o755
    assert (target / "spec").stat().st_mode & 0o777 == 0o755
    assert {path.stat().st_mode & 0o777 for path in target.rglob("*") if path.is_file()} == {0o644}


def test_an_old_build_is_replaced_as_a_whole(tmp_path: Path, way: str) -> None:
    target = tmp_path / "build"
    publish(target, 1, tables=("a", "b"))
    publish(target, 2)
    assert files(target) == BUILD
    assert read_manifest(target)["seed"] == 2
    assert check_files(target) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["build"]
    assert files(tmp_path) == {f"build/{name}" for name in BUILD}


def fail(target: Path, when: str) -> None:
    with Publication(target) as made:
        made.write_file("a.csv", b"half")
        if when == "manifest":
            made.write_file("manifest.json", b"{}")
        raise ZeroDivisionError


@pytest.mark.parametrize("when", ["writing", "manifest"])
def test_a_failure_leaves_the_old_build(tmp_path: Path, way: str, when: str) -> None:
    target = tmp_path / "build"
    publish(target, 1)
    with pytest.raises(ZeroDivisionError):
        fail(target, when)
    assert read_manifest(target)["seed"] == 1
    assert files(tmp_path) == {f"build/{name}" for name in BUILD}


def test_without_commit_nothing_appears(tmp_path: Path) -> None:
    with Publication(tmp_path / "build") as made:
        made.write_file("a.csv", b"1")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled(tmp_path: Path, way: str) -> None:
    (tmp_path / "build").mkdir(exist_ok=True)
    (tmp_path / "build" / ".DS_Store").touch()
    publish(tmp_path / "build")
    assert files(tmp_path / "build") - {".DS_Store"} == BUILD


def foreign_file(target: Path) -> None:
    (target / "notes.txt").touch()


def beside_a_build(target: Path) -> None:
    publish(target)
    (target / "spec" / "notes.txt").touch()


def other_manifest(target: Path) -> None:
    (target / "manifest.json").write_text('{"name": "an app"}')


def link_in_a_build(target: Path) -> None:
    publish(target)
    (target / "elsewhere").symlink_to(target.parent)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (foreign_file, "is not empty and holds no build of manikin"),
        (beside_a_build, "holds spec/notes.txt, which no build wrote"),
        (other_manifest, "is not empty and holds no build of manikin"),
        (link_in_a_build, "holds elsewhere, which no build wrote"),
    ],
)
def test_what_is_not_ours_is_left_alone(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    target = tmp_path / "build"
    target.mkdir()
    make(target)
    before = files(tmp_path)
    with pytest.raises(UserError, match=words) as told:
        publish(target)
    assert told.value.status == 2
    assert files(tmp_path) == before


def disturbed(target: Path) -> None:
    with Publication(target) as made:
        (target / "notes.txt").touch()
        fill(made, 2)


def test_a_file_that_comes_while_we_write_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "build"
    publish(target)
    with pytest.raises(UserError, match="which no build wrote"):
        disturbed(target)
    assert read_manifest(target)["seed"] == 1
    assert (target / "notes.txt").exists()


@pytest.mark.parametrize("kind", ["file", "link", "dangling"])
def test_a_target_that_is_no_folder_is_refused(tmp_path: Path, kind: str) -> None:
    target, other = tmp_path / "build", tmp_path / "other"
    if kind == "file":
        target.touch()
    else:
        if kind == "link":
            other.mkdir()
        target.symlink_to(other)
    with pytest.raises(UserError, match="is a file" if kind == "file" else "is a link"):
        publish(target)


def test_two_at_once_are_one_too_many(tmp_path: Path) -> None:
    target = tmp_path / "build"
    with Publication(target) as made:
        with pytest.raises(UserError, match="another process is writing"):
            publish(target, 2)
        fill(made, 1)
    assert read_manifest(target)["seed"] == 1


def test_what_a_killed_run_left_is_cleared(tmp_path: Path, way: str) -> None:
    target = tmp_path / "build"
    publish(target, 1)
    place = target if way == "inside" else tmp_path
    (place / ".build.manikin-partial" / "spec").mkdir(parents=True)
    (place / ".build.manikin-partial" / "b.csv").touch()
    (place / ".build.manikin-lock").touch()
    publish(target, 2)
    assert read_manifest(target)["seed"] == 2
    assert files(tmp_path) == {f"build/{name}" for name in BUILD}


def test_a_build_killed_while_it_was_replaced_is_known_by_its_marker(tmp_path: Path) -> None:
    target = tmp_path / "build"
    publish(target)
    (target / "manifest.json").unlink()
    with pytest.raises(UserError, match="holds no build"):
        held(target)
    (target / MARKER).write_text('["a.csv", "README.md", "spec/spec.yaml", "manifest.json"]')
    publish(target, 2)
    assert files(target) == BUILD


@pytest.mark.parametrize("over", [True, False])
def test_a_change_that_the_disk_does_not_take_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, over: bool
) -> None:
    target = tmp_path / "build"
    if over:
        publish(target, 1)

    def sync(folder: Path) -> None:
        if folder == tmp_path:
            raise OSError(5, "told by the system")
        system.sync(folder)

    monkeypatch.setattr(publication, "sync", sync)
    with pytest.raises(UserError, match=r"build could not be written: input/output error\. Nothing"):
        publish(target, 2)
    assert files(tmp_path) == ({f"build/{name}" for name in BUILD} if over else set())
    assert not over or read_manifest(target)["seed"] == 1


def test_no_manifest_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"holds no manifest\.json"):
        read_manifest(tmp_path)
    publish(tmp_path / "build")
    (tmp_path / "manifest.json").symlink_to(tmp_path / "build" / "manifest.json")
    with pytest.raises(UserError, match=r"holds no manifest\.json"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, '{"manifest": 1, "synthetic": true}'])
def test_what_is_no_manifest_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(UserError, match="is not the manifest of a build"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("name", ["../a.csv", "a.csv\\n", "/etc/passwd", ".a", "spec/../a"])
def test_a_manifest_cannot_lead_out_of_its_folder(tmp_path: Path, name: str) -> None:
    publish(tmp_path / "build")
    path = tmp_path / "build" / "manifest.json"
    path.write_text(path.read_text().replace('"a.csv"', f'"{name}"'))
    with pytest.raises(UserError, match="is not the manifest of a build"):
        check_files(tmp_path / "build")


def missing(path: Path) -> None:
    path.unlink()


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2] + b"9\n")


def link(path: Path) -> None:
    shutil.move(path, path.parent / "moved")
    path.symlink_to(path.parent / "moved")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (missing, "is missing"),
        (longer, "has 5 bytes, where 4 were written"),
        (changed, "was changed: its SHA-256 is another"),
        (link, "cannot be read, or is a link"),
        (pipe, "cannot be read, or is a link"),
    ],
)
def test_files_that_are_not_as_the_manifest_says(
    tmp_path: Path, harm: Callable[[Path], None], words: str
) -> None:
    publish(tmp_path / "build")
    harm(tmp_path / "build" / "a.csv")
    (problem,) = check_files(tmp_path / "build")
    assert (problem.rule, problem.message) == ("VERIFY01", words)
    assert problem.file.endswith("build/a.csv")
