"""``manikin git-diff``: what git runs to show how a specification changed, in words instead of lines."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from manikin import spec as specs
from manikin.cli.output import say
from manikin.errors import ExitStatus, UserError
from manikin.history import HistoryError, Repository, restored
from manikin.model import Spec
from manikin.review.diff.difference import differences
from manikin.review.diff.text import text
from manikin.review.diff.walk import Side
from manikin.spec.folder import SPEC
from manikin.text import plain

NAME = "git-diff"
HELP = """Show git how a specification changed, in words: what `git log -p --ext-diff` then prints.

    Git calls it, where `.gitattributes` says `spec.yaml diff=manikin` (as `manikin new` writes it) and, once in each
    clone, after: git config diff.manikin.command "manikin git-diff"

    Example: manikin git-diff spec.yaml old.yaml 0a1b 100644 new.yaml 2c3d 100644
    """
MOST_LOOKS = 200
"""Commits of a file that are looked at to find the one that a version is from."""
_NOTHING = "/dev/null"


def command(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE", help="As git gives them."
        ),
    ],
) -> int:
    """Show how a specification changed."""
    if len(arguments) == 1:
        say(f"{plain(arguments[0], 200)}: not merged yet")
        return ExitStatus.DONE
    if len(arguments) not in {7, 9}:
        raise UserError("git calls this, with 7 arguments; see: manikin git-diff --help")
    path, old, new = arguments[0], arguments[1], arguments[4]
    say(f"manikin diff {plain(path, 200)}")
    before, after = _data(old), _data(new)
    if before is None or after is None:
        say("a new dataset" if before is None else "the dataset is gone")
        return ExitStatus.DONE
    with _side(path, before) as one, _side(path, after) as other:
        if one is not None and other is not None:
            # What the version should be is asked of a request, not of each commit.
            say(text(replace(differences(one, other, count=False), problems=())))
            return ExitStatus.DONE
    say("What it means cannot be told, since not both versions are valid; the lines are:")
    for line in _by_line(before, after):
        say(line)
    return ExitStatus.DONE


def _data(file: str) -> bytes | None:
    return None if file == _NOTHING else Path(file).read_bytes()


@contextmanager
def _side(path: str, data: bytes) -> Iterator[Spec | Side | None]:
    """Give a version of a file, with the vocabularies and fragments that stood beside it; None if it is not valid."""
    try:
        repository = Repository.around(Path.cwd())
    except HistoryError:
        repository = None
    folder = Path(path).parent
    commit = _commit(repository, folder, data) if repository is not None else None
    if repository is not None and commit is not None:
        with restored(repository, commit, repository.within(repository.root / folder)) as there:
            yield _checked(there)
    else:
        with tempfile.TemporaryDirectory(prefix="manikin-") as place:
            home = repository.root if repository is not None else Path.cwd()
            yield _checked(_beside(home / folder, data, Path(place)))


def _commit(repository: Repository, folder: Path, data: bytes) -> str | None:
    """Return the newest commit with this version of a specification; None if there is none, as for what is not committed."""
    name = (folder / SPEC).as_posix()
    try:
        commits = repository.commits(repository.revision("HEAD"), [name])[:MOST_LOOKS]
        return next((commit.id for commit in commits if repository.show(commit.id, name) == data), None)
    except HistoryError:
        return None


def _beside(folder: Path, data: bytes, place: Path) -> Path:
    """Return a copy of the folder of the working tree with another specification in it."""
    there = place / "specs" / (folder.name or "dataset")
    there.mkdir(parents=True)
    for home, target in ((folder, there), (folder / ".." / "fragments", there / ".." / "fragments")):
        for file in sorted(home.glob("*")) if home.is_dir() else ():
            if file.suffix in {".csv", ".yaml"} and file.is_file() and not file.is_symlink():
                target.mkdir(exist_ok=True)
                (target / file.name).write_bytes(file.read_bytes())
    (there / SPEC).write_bytes(data)
    return there


def _checked(folder: Path) -> Side | None:
    checked = specs.check(folder)
    return None if checked.spec is None else Side(checked.spec, checked.document)


def _by_line(old: bytes, new: bytes) -> Iterator[str]:
    before, after = (data.decode("utf-8", "replace").splitlines() for data in (old, new))
    for line in difflib.unified_diff(before, after, "old", "new", lineterm=""):
        yield plain(line, 400)
