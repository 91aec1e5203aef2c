"""Git is read as somebody else's: what it knows is told, nothing of it is run, and what is missing is said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gitrepo import Repo, git, identity
from manikin.history import HistoryError, Repository, is_name, restored


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """Two changes by two people, a side branch by a third, merged by a fourth."""
    repo = Repo.new(tmp_path_factory.mktemp("history") / "work")
    repo.commit(
        {"specs/a/spec.yaml": "one\n", "specs/fragments/f.yaml": "f\n", "specs/policy.yaml": "policy: acro\n"}
    )
    repo.git("tag", "first")
    repo.git("switch", "-q", "-c", "side")
    repo.commit({"specs/a/site.csv": "a\n1\n"}, by="Sam Side", merger="Mel Merger")
    repo.git("switch", "-q", "main")
    repo.commit({"specs/a/spec.yaml": "two\n"}, by="Zoë <x> ::error::y")
    repo.commit({"elsewhere": "x"}, by="Never Here")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side", by="Only Merges")
    return repo


@pytest.fixture(scope="module")
def repository(repo: Repo) -> Repository:
    return Repository.around(repo.root / "specs" / "a" / "spec.yaml")


def test_files_at_a_revision(repository: Repository) -> None:
    first = repository.revision("first")
    assert repository.show(first, "specs/a/spec.yaml") == b"one\n"
    assert repository.show("HEAD", "specs/a/spec.yaml") == b"two\n"
    assert repository.show(first, "specs/a/site.csv") is None
    assert repository.show(first, "specs/a") is None
    assert repository.folder("HEAD", "specs/a") == {"site.csv": b"a\n1\n", "spec.yaml": b"two\n"}
    assert repository.folder("HEAD", "specs/absent") == {}
    assert repository.changed(first, "HEAD") == ("elsewhere", "specs/a/site.csv", "specs/a/spec.yaml")
    assert repository.merge_base("side", "HEAD") == repository.revision("side")
    assert repository.within(repository.root / "specs" / "a") == "specs/a"
    assert repository.within(repository.root) == ""


def test_restored_with_what_stands_beside(repository: Repository) -> None:
    with restored(repository, repository.revision("first"), "specs/a") as folder:
        assert (folder / "spec.yaml").read_text() == "one\n"
        assert (folder / ".." / "fragments" / "f.yaml").read_text() == "f\n"
        assert (folder / ".." / "policy.yaml").exists()
    assert not folder.exists()
    with pytest.raises(HistoryError, match="is not in the revision"), restored(repository, "HEAD", "specs/b"):
        pass


def test_people_of_all_sides_of_a_merge(repository: Repository) -> None:
    first = repository.revision("first")
    commits = repository.commits("HEAD", ["specs/a"], [first])
    people = {name for commit in commits for name, _ in commit.people}
    # The merge holds what is in neither parent, so whoever made it is one of those who made what is there.
    assert people == {"Sam Side", "Mel Merger", "Zoë x ::error::y", "Only Merges"}
    assert all(len(commit.id) == 40 for commit in commits)
    assert {name for commit in repository.commits("HEAD", ["specs/a"]) for name, _ in commit.people} > people


@pytest.mark.parametrize(
    "name",
    [
        "-x",
        "--output=x",
        "a..b",
        "HEAD@{1}",
        ":/fix",
        "a b",
        "a\nb",
        "",
        "$(x)",
        "x" * 300,
        "HEAD:specs",
        "::error::",
    ],
)
def test_what_is_no_name_reaches_no_command(repository: Repository, name: str) -> None:
    assert not is_name(name)
    with pytest.raises(HistoryError, match="names no revision") as error:
        repository.revision(name)
    assert "\n" not in str(error.value)


def test_a_revision_that_is_not_there_says_how_to_fetch_it(repository: Repository) -> None:
    with pytest.raises(HistoryError, match=r"git fetch origin release:refs/remotes/origin/release"):
        repository.revision("origin/release")
    with pytest.raises(HistoryError, match=r"fetch it: git fetch origin v1\.2"):
        repository.revision("v1.2")


def test_protected_branch_is_never_a_tag(tmp_path: Path) -> None:
    upstream = Repo.new(tmp_path / "upstream")
    upstream.commit({"rules": "strict"})
    clone = tmp_path / "clone"
    upstream.git("clone", "-q", str(upstream.root), str(clone))
    work = Repo(clone)
    evil = work.commit({"rules": "lax"})
    work.git("tag", "origin/main", evil)
    work.git("tag", "main", evil)
    repository = Repository.around(clone)
    for asked in ("origin/main", ""):
        _, commit = repository.protected(asked)
        assert repository.show(commit, "rules") == b"strict", asked
    assert repository.protected(evil)[1] == evil
    for refused in ("refs/tags/main", "v1"):
        with pytest.raises(HistoryError):
            repository.protected(refused)


def test_shallow_clone_says_which_command_mends_it(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.root}", str(tmp_path / "clone"))
    repository = Repository.around(tmp_path / "clone")
    assert repository.is_shallow
    with pytest.raises(HistoryError, match="run: git fetch --unshallow origin"):
        repository.require_whole()


def test_a_whole_clone_is_none(repository: Repository) -> None:
    repository.require_whole()
    with pytest.raises(HistoryError, match="stands in no git repository"):
        Repository.around(Path("/"))


def test_nothing_of_the_repository_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo.new(tmp_path / "work")
    repo.commit({"specs/a/spec.yaml": "good\n", "specs/a/.gitattributes": "* filter=x diff=x\n"})
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\n")
    trap.chmod(0o755)
    for key in (
        "core.fsmonitor", "core.pager", "core.sshCommand", "core.alternateRefsCommand", "diff.external", "diff.x.textconv",
        "diff.x.command", "filter.x.smudge", "filter.x.clean", "gpg.program", "alias.rev-parse", "credential.helper",
    ):  # fmt: skip
        repo.git("config", key, str(trap))
    repo.git("config", "log.showSignature", "true")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    repository = Repository.around(repo.root / "specs")
    head = repository.revision("HEAD")
    assert repository.show(head, "specs/a/spec.yaml") == b"good\n"
    assert repository.folder(head, "specs/a")
    assert repository.commits(head, ["specs"])
    repository.changed(head, head)
    assert not sprung.exists()


def test_a_replaced_object_is_not_followed(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path / "work")
    repo.commit({"f": "good\n"})
    good = repo.git("rev-parse", "HEAD:f")
    evil = repo.git("hash-object", "-w", "--stdin", given="evil\n")
    repo.git("replace", good, evil)
    assert repo.git("show", "HEAD:f") == "evil"
    assert Repository.around(repo.root).show("HEAD", "f") == b"good\n"


def test_a_folder_that_looks_like_a_repository_is_not_taken_for_one(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path / "work")
    inner = "specs/evil"
    repo.commit(
        {
            f"{inner}/HEAD": "ref: refs/heads/main\n",
            f"{inner}/config": "[core]\n\tbare = true\n",
            f"{inner}/objects/x": "",
            f"{inner}/refs/x": "",
        }
    )
    assert Repository.around(repo.root / inner).root == repo.root


def test_links_and_strange_paths_are_refused(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path / "work")
    (repo.root / "a").mkdir()
    (repo.root / "a" / "link").symlink_to("/etc/hostname")
    repo.commit({"b/b\\c": "x", "[a]*": "y"})
    repository = Repository.around(repo.root)
    with pytest.raises(HistoryError, match="no ordinary file"):
        repository.folder("HEAD", "a")
    assert repository.show("HEAD", "[a]*") == b"y"
    with pytest.raises(HistoryError, match="no path that a folder can have"):
        repository.folder("HEAD", "b")


def test_who_helped_counts_as_an_author(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path / "work")
    repo.commit({"a/spec.yaml": "1", "a/approvals/x": "1"})
    said = "squashed\n\nCo-authored-by: Second Author <second@example.org>\nCo-authored-by: Third <3@example.org>"
    repo.git("commit", "-q", "--allow-empty", "--amend", "-m", said)
    repo.commit({"a/approvals/y": "1"}, by="Decides Only")
    (commit,) = Repository.around(repo.root).commits("HEAD", ["a"], besides=["a/approvals"])
    assert [name for name, _ in commit.people] == ["Alex Author", "Second Author", "Third"]


def test_what_a_branch_took_back(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path / "work")
    repo.commit({"a/1": "one", "a/2": "two", "a/3": "three"})
    repo.git("switch", "-q", "-c", "side")
    repo.commit({"a/4": "four"})
    repo.commit({"a/4": "mended before anybody had it"})
    repo.git("switch", "-q", "main")
    repo.commit({"a/1": "changed"})
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    repo.commit({"a/2": None})
    repository = Repository.around(repo.root)
    found = repository.rewritten("HEAD", "a")
    assert [(one.path, one.is_removed) for one in found] == [("a/2", True), ("a/1", False)]
    assert repository.show(found[0].before, "a/2") == b"two"
    assert repository.rewritten("HEAD", "elsewhere") == ()


def test_the_clock_of_a_branch_never_runs_back(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path / "work")
    repo.commit({"a": "1"})
    backdated = identity("Back Dater", "Back Dater") | {"GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}
    (repo.root / "decision").write_text("x")
    git(repo.root, "add", "-A")
    git(repo.root, "commit", "-q", "-m", "old", **backdated)
    repository = Repository.around(repo.root)
    assert repository.seen("HEAD", "decision") == datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert repository.seen("HEAD", "absent") is None
