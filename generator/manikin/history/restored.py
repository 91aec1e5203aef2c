"""A dataset as it was at a revision, put into a folder of its own with what stands beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from manikin.history.git import HistoryError
from manikin.history.repository import Repository
from manikin.text import plain

BESIDE: Final = ("fragments", "policy.yaml")
"""What stands beside the datasets' folders and belongs to all of them."""


@contextmanager
def restored(repository: Repository, commit: str, path: str) -> Iterator[Path]:
    """Give the folder of a dataset as it was in a commit, for as long as the context lasts.

    Its fragments and the policy stand beside it as they were then. Nothing of the working copy is touched.

    Parameters
    ----------
    repository : Repository
        The repository.
    commit : str
        The id of a commit.
    path : str
        The dataset's folder as git calls it.

    Raises
    ------
    HistoryError
        If it was not there, or held anything but ordinary files.
    """
    above, _, name = path.rpartition("/")
    beside = [f"{above}/{part}" if above else part for part in BESIDE] if path else []
    files = repository.below(commit, [path, *beside])
    if not any(file.startswith(f"{path}/" if path else "") for file in files):
        raise HistoryError(f"{plain(path, 200) or 'the top folder'} is not in the revision {commit[:12]}")
    with tempfile.TemporaryDirectory(prefix="manikin-") as place:
        home = Path(place) / "specs"
        start = f"{above}/" if above else ""
        _put(
            home if path else home / "dataset",
            {file.removeprefix(start): data for file, data in files.items()},
        )
        yield home / (name or "dataset")


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        target = folder / PurePosixPath(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
