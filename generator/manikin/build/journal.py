"""How far a build is, told in a file beside what it wrote, so that a later run can continue it.

Each line is brought to the disk after all that it tells of. The first says what is being built; each of the
others where to begin again and how far the files are. What was written after the last line is cut off and made again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from manikin.build.files import FileState
from manikin.errors import UserError
from manikin.sinks import Mark
from manikin.sinks.file import NewFile, told
from manikin.storage.system import sync
from manikin.text import plain

NAME: Final = "journal"
_MOST_BYTES: Final = 1 << 30
_VERSION: Final = 1

Files = Mapping[str, Mapping[int, FileState]]
"""How far the parts of each table are."""
Identity = Mapping[str, Any]
"""What is being built: all that decides on a byte, in words for the user."""


@dataclass(frozen=True)
class Progress:
    """Where to begin again.

    Parameters
    ----------
    begin : mapping of str to tuple of int
        The first chunk of which a table's rows have to be made, and how many of its rows come before it.
    files : Files
        How far the files are.
    """

    begin: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    files: Files = field(default_factory=dict)

    @property
    def rows(self) -> Mapping[str, int]:
        """How many rows of each table are on the disk."""
        return {name: sum(state.mark.rows for state in parts.values()) for name, parts in self.files.items()}


class Journal:
    """Writes down how far a build is.

    Parameters
    ----------
    folder : Path
        Where the build is written.
    identity : Identity
        What is being built.
    """

    def __init__(self, folder: Path, identity: Identity) -> None:
        self._folder = folder
        self._identity = identity
        self._file: NewFile | None = None
        self._told: dict[tuple[str, int], int] = {}

    @property
    def begun(self) -> bool:
        """Whether there is anything to continue."""
        return self._file is not None

    def add(self, progress: Progress) -> None:
        """Write down where to begin again; `files` need only name what has changed and is on the disk."""
        with told(self._folder / NAME):
            self._add(json.dumps(self._line(progress)) + "\n")

    def _add(self, line: str) -> None:
        sync(self._folder)
        if self._file is None:
            # Whole at once: there is never a journal that says what is built and not how far it is.
            first = json.dumps({"journal": _VERSION, "build": self._identity}) + "\n"
            fresh = NewFile(self._folder / f"{NAME}.new")
            self._file = fresh
            fresh.write((first + line).encode())
            fresh.sync()
            fresh.path.replace(self._folder / NAME)
            sync(self._folder)
        else:
            self._file.write(line.encode())
            self._file.sync()

    def abort(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.abort()

    def _line(self, progress: Progress) -> dict[str, Any]:
        files = [
            self._state(name, part, state)
            for name, parts in progress.files.items()
            for part, state in parts.items()
        ]
        return {"begin": {name: list(at) for name, at in progress.begin.items()}, "files": files}

    def _state(self, name: str, part: int, state: FileState) -> dict[str, Any]:
        """Return a file's state; what the format has to remember is told once."""
        mark, known = state.mark, self._told.get((name, part), 0)
        self._told[name, part] = len(mark.more)
        return {
            "table": name,
            "part": part,
            "rows": mark.rows,
            "bytes": mark.bytes,
            "sha256": mark.sha256,
            "finished": state.finished,
            "more": list(mark.more[known:]),
        }


def resumed(folder: Path, identity: Identity) -> Progress | None:
    """Return where to begin again in a folder that a stopped build left; None where nothing can be kept.

    Raises
    ------
    UserError
        If something else was being built there.
    """
    path = folder / NAME
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    first, *lines = _lines(path.read_bytes())
    differences = _differences(first.get("build"), json.loads(json.dumps(identity)))
    if first.get("journal") != _VERSION or differences:
        what = "; ".join(differences) or "another version of manikin"
        raise UserError(
            f"--resume: what was stopped is another build ({what}). Ask for the same again to continue it, or leave out "
            "--resume to start anew"
        )
    try:
        return _folded(lines)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # not written by us: nothing of it can be relied on


def _lines(data: bytes) -> list[Any]:
    """Return the lines that were written whole; always at least one."""
    found: list[Any] = []
    for line in data.split(b"\n")[:-1]:
        try:
            found.append(json.loads(line))
        except ValueError:
            break
    return found or [{}]


def _differences(was: Any, now: Mapping[str, Any]) -> list[str]:
    if not isinstance(was, Mapping):
        return ["another version of manikin"]
    found = []
    for name in dict.fromkeys((*now, *was)):
        then, here = was.get(name), now.get(name)
        if isinstance(then, Mapping) and isinstance(here, Mapping):  # of many versions, those that differ
            then, here = (
                {k: v for k, v in one.items() if then.get(k) != here.get(k)} for one in (then, here)
            )
        if then != here:
            found.append(f"{name}: {plain(_said(then), 80)} then, {plain(_said(here), 80)} now")
    return found


def _said(value: Any) -> str:
    if value in (None, {}, []):
        return "nothing"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {inner}" for key, inner in sorted(value.items()))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _folded(lines: list[Any]) -> Progress | None:
    """Return what the lines say together."""
    files: dict[str, dict[int, FileState]] = {}
    for line in lines:
        for state in line["files"]:
            parts = files.setdefault(str(state["table"]), {})
            before = parts.get(int(state["part"]))
            more = (*(before.mark.more if before else ()), *map(str, state["more"]))
            mark = Mark(int(state["rows"]), int(state["bytes"]), str(state["sha256"]), more)
            parts[int(state["part"])] = FileState(mark, bool(state["finished"]))
    if not lines:
        return None
    begin = {str(name): (int(chunk), int(rows)) for name, (chunk, rows) in lines[-1]["begin"].items()}
    return Progress(begin, files)
