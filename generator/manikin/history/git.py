"""Runs ``git`` as a reader of somebody else's repository: nothing of it is executed, nothing is fetched.

No shell; no configuration of the system or the user; what the repository's own configuration could start (hooks, monitors,
filters, pagers, helpers of remotes) is switched off, and so are replaced objects, grafts and the network.
Knows nothing of specifications.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manikin.errors import UserError
from manikin.text import plain

SECONDS: Final = 120
_OFF: Final = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.commitGraph=false",
    "core.alternateRefsCommand=false",
    "log.showSignature=false",
    "gpg.program=false",
    "diff.external=false",
    "credential.helper=",
    "core.sshCommand=false",
    "core.quotePath=false",
)
_ENVIRONMENT: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
    "HOME": os.devnull,
}
_KEPT: Final = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


class HistoryError(UserError):
    """What git could not tell, in words: no repository, no such revision, too little history."""


@dataclass(frozen=True)
class Answer:
    """What git said; its words on standard error are foreign and shown by nobody."""

    status: int
    out: bytes


@dataclass(frozen=True)
class Git:
    """The program, looking at one repository whose files stand in `root`."""

    root: Path

    def ask(self, arguments: Sequence[str], *, given: bytes = b"", literal: bool = True) -> Answer:
        """Return what git answers, whatever its status; unless `literal`, paths may say how they are meant.

        Raises
        ------
        HistoryError
            If there is no git, or it takes too long.
        """
        command = ["git", "--no-pager", "--no-replace-objects", *(["--literal-pathspecs"] if literal else [])]
        for setting in _OFF:
            command += ["-c", setting]
        # The folder is named and not looked for: a request may hold files that look like a bare repository.
        command += [f"--git-dir={self.root / '.git'}", f"--work-tree={self.root}", *arguments]
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        try:
            done = subprocess.run(  # noqa: S603  a list of arguments, no shell
                command,
                input=given,
                capture_output=True,
                env={**kept, **_ENVIRONMENT},
                cwd=self.root,
                timeout=SECONDS,
                check=False,
            )
        except FileNotFoundError:
            raise HistoryError(
                "git is needed to see who changed what, and is not installed; install it"
            ) from None
        except subprocess.TimeoutExpired:
            raise HistoryError(f"git gave no answer within {SECONDS} seconds; try again") from None
        return Answer(done.returncode, done.stdout)

    def lines(self, arguments: Sequence[str]) -> list[str] | None:
        """Return the lines that git prints; None if it refuses."""
        answer = self.ask(arguments)
        return None if answer.status else answer.out.decode("utf-8", "replace").splitlines()

    def commit(self, name: str) -> str | None:
        """Return the id of the commit that `name` leads to; None if it leads to none."""
        found = self.lines(["rev-parse", "--quiet", "--verify", f"{name}^{{commit}}"])
        return found[0] if found and _COMMIT.fullmatch(found[0]) else None


def root_of(path: Path) -> Path:
    """Return the top folder of the repository that a path stands in; the path itself may be absent.

    Raises
    ------
    HistoryError
        If it stands in none.
    """
    here = Path(os.path.realpath(path))
    for folder in (here, *here.parents):
        if os.path.lexists(folder / ".git"):
            return folder
    raise HistoryError(
        f"{plain(path.as_posix(), 200)} stands in no git repository, so nobody can tell who changed it"
    )
