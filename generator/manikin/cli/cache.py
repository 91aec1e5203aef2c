"""Where the program keeps what it would otherwise make anew in each run; nothing that it makes depends on it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from manikin.columns import pools
from manikin.errors import ExitStatus, UserError
from manikin.storage.shelf import FolderShelf

VARIABLE: Final = "MANIKIN_CACHE"
_WITHOUT: Final = frozenset({"build", "derive"})
"""Commands that go without: what is released rests on no file of a user, and what reads real data leaves none."""


def keep(command: str) -> None:
    """Keep pools of made-up texts between runs of a command, in the user's own cache folder.

    Raises
    ------
    UserError
        If the environment names a folder by a path that means another one elsewhere.
    """
    folder = None if command in _WITHOUT else _folder()
    pools.keep_on(None if folder is None else FolderShelf(folder / "pools"))


def _folder() -> Path | None:
    said = os.environ.get(VARIABLE, "")
    if said == "off":
        return None
    if said:
        if not Path(said).is_absolute():
            raise UserError(
                f"{VARIABLE} is neither `off` nor a path from the root; write one of them", ExitStatus.USAGE
            )
        return Path(said)
    try:
        found = user_cache_path("manikin", appauthor=False)
    except (OSError, RuntimeError):  # nobody's home
        return None
    return found if found.is_absolute() else None
