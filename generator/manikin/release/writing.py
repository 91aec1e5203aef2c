"""Adds a decision to the folder ``approvals``: the specification first, each file whole or not at all, none twice."""

from __future__ import annotations

import os
from pathlib import Path

from manikin.errors import ExitStatus, UserError
from manikin.release.decision import Decision
from manikin.release.files import APPROVALS, snapshot_path
from manikin.release.gate import Look
from manikin.release.making import kept_numbers
from manikin.review import snapshot
from manikin.sinks.file import NewFile
from manikin.spec.read import read
from manikin.storage.system import sync
from manikin.text import plain

_MOST_OF_ONE_NAME = 99


def write(look: Look, made: Decision) -> Path:
    """Write a decision and, if it is not there yet, the specification that it is about; return the decision's file.

    Raises
    ------
    UserError
        If it cannot be written, or another specification has the same first 16 digits.
    """
    assert look.spec is not None
    data = made.to_yaml()
    _require_readable(data, made)
    folder = look.folder.path / APPROVALS
    folder.mkdir(mode=0o755, exist_ok=True)
    for stale in folder.glob(".*.manikin-partial"):  # of a run that was killed
        stale.unlink(missing_ok=True)
    copy = snapshot_path(look.folder.path, made.spec)
    if made.spec not in look.approvals.snapshots:
        if os.path.lexists(copy):
            raise UserError(
                f"{plain(copy.name)} is of another specification with the same first 16 digits; change a title, and read the page again",
                ExitStatus.REFUSED,
            )
        _once(copy, snapshot.snapshot(look.spec, kept_numbers(look, made.against)))
    for number in range(1, _MOST_OF_ONE_NAME + 1):
        path = folder / f"{made.stem}{f'-{number}' if number > 1 else ''}.yaml"
        if not os.path.lexists(path):
            _once(path, data)
            return path
    raise UserError(f"{plain(folder.as_posix(), 200)} holds too many decisions called {made.stem}")


def _require_readable(data: bytes, made: Decision) -> None:
    """Refuse text that the file would not give back, such as signs that cannot be seen."""
    document, problems = read(data, made.stem)
    if document is None or problems:
        raise UserError(f"the decision cannot be written down: {problems[0].message}; {problems[0].mend}")
    tree = dict(document.tree)
    signature = tree.pop("signature", "")
    if tree != made.tree() or signature != made.signature:
        raise UserError("the decision cannot be written down as it is: remove signs that are not plain text")


def _once(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, so that nobody ever sees part of it."""
    partial = path.parent / f".{path.name}.manikin-partial"
    partial.unlink(missing_ok=True)
    file = NewFile(partial)
    try:
        file.write(data)
        file.close()
        try:
            os.link(partial, path)
        except FileExistsError:
            raise UserError(f"{plain(path.name)} is there already; decisions are written once") from None
        except OSError:  # a file system without links
            if os.path.lexists(path):
                raise UserError(f"{plain(path.name)} is there already; decisions are written once") from None
            partial.rename(path)
    except BaseException:
        file.abort()
        raise
    finally:
        partial.unlink(missing_ok=True)
    sync(path.parent)
