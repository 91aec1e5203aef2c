"""A dataset's folder: only its own ordinary files can be read, and every refusal is told in words."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from manikin.errors import ExitStatus, UserError
from manikin.spec import folder
from manikin.spec.folder import find, open_folder

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes need POSIX")


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    home = tmp_path / "specs" / "ed"
    home.mkdir(parents=True)
    (home / "spec.yaml").write_bytes(b"language: 1\n")
    (home / "site.csv").write_bytes(b"code\nA\n")
    return home


@pytest.fixture(params=["relative to the folder", "by path"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "by path":
        monkeypatch.setattr(folder, "_HAS_DIR_FD", False)


@pytest.mark.usefixtures("_way")
def test_files_are_read(dataset: Path) -> None:
    assert open_folder(dataset).read("site.csv") == b"code\nA\n"
    assert open_folder(dataset / "spec.yaml").read("spec.yaml") == b"language: 1\n"


def test_a_longer_file_gives_one_byte_more(dataset: Path) -> None:
    assert open_folder(dataset).read("site.csv", most=3) == b"code"


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../ed/site.csv", "/etc/passwd", "a/b", "a\\b", "Site.csv", ".hidden", "con", "nul.csv", "com1",
     "lpt9.txt", "site.csv\n", "a" * 101, "a b", "\x1b[31m", "é.csv", "a:b"],
    ids=ascii,
)  # fmt: skip
def test_names_are_refused(dataset: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        open_folder(dataset).read(name)
    assert caught.value.status is ExitStatus.USAGE
    assert "\x1b" not in caught.value.message
    assert "\n" not in caught.value.message


@posix
@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("target", ["inside", "outside", "nowhere"])
def test_links_are_refused(dataset: Path, target: str) -> None:
    secret = dataset.parent / "secret.csv"
    secret.write_bytes(b"secret")
    (dataset / "link.csv").symlink_to(
        {"inside": dataset / "site.csv", "outside": secret}.get(target, dataset / "none")
    )
    with pytest.raises(UserError, match="link"):
        open_folder(dataset).read("link.csv")


@posix
@pytest.mark.usefixtures("_way")
def test_hard_links_are_refused(dataset: Path) -> None:
    os.link(dataset / "site.csv", dataset / "twin.csv")
    with pytest.raises(UserError, match="hard link"):
        open_folder(dataset).read("twin.csv")


@posix
@pytest.mark.usefixtures("_way")
def test_pipes_do_not_block(dataset: Path) -> None:
    os.mkfifo(dataset / "pipe.csv")
    with pytest.raises(UserError, match="not an ordinary file"):
        open_folder(dataset).read("pipe.csv")


@pytest.mark.usefixtures("_way")
def test_folders_are_no_files(dataset: Path) -> None:
    (dataset / "inner").mkdir()
    with pytest.raises(UserError):
        open_folder(dataset).read("inner")


@pytest.mark.usefixtures("_way")
def test_absent_files_are_told(dataset: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        open_folder(dataset).read("none.csv")


def test_open_folder_refuses_what_is_no_dataset(dataset: Path) -> None:
    for path in (dataset / "none", dataset / "site.csv"):
        with pytest.raises(UserError, match="neither"):
            open_folder(path)


def test_find_takes_a_spec_a_dataset_or_a_folder_of_them(dataset: Path) -> None:
    other = dataset.parent / "a-first"
    other.mkdir()
    (other / "spec.yaml").touch()
    (dataset.parent / "empty").mkdir()
    assert find([dataset / "spec.yaml"]) == [dataset]
    assert find([dataset]) == [dataset]
    assert find([dataset.parent]) == [other, dataset]
    assert find([dataset, dataset.parent]) == [dataset, other], "each once"


def test_a_file_stands_for_the_datasets_that_it_is_part_of(dataset: Path) -> None:
    other = dataset.parent / "a-first"
    names = (
        other / "spec.yaml",
        dataset / "approvals" / "one.yaml",
        dataset.parent / "fragments" / "two.yaml",
    )
    for path in (*names, dataset.parent / "policy.yaml", dataset.parent.parent / "README.md"):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert find([dataset / "site.csv"]) == find([dataset / "approvals" / "one.yaml"]) == [dataset]
    assert find([dataset.parent / "fragments" / "two.yaml"]) == [other, dataset]
    assert find([dataset.parent / "policy.yaml", dataset / "site.csv"]) == [other, dataset]
    with pytest.raises(UserError, match="holds no dataset"):
        find([dataset.parent.parent / "README.md"])


def test_find_says_where_there_is_nothing(dataset: Path) -> None:
    for path in (dataset.parent.parent, dataset / "none"):
        with pytest.raises(UserError, match="holds no dataset"):
            find([path])
