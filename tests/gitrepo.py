"""Small git repositories for tests: a fixed clock, fixed people, nobody's configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_DATE": "2026-11-01T09:00:00Z",
    "GIT_COMMITTER_DATE": "2026-11-01T09:00:00Z",
    "LC_ALL": "C",
}


def git(root: Path, *arguments: str, given: str | None = None, **more: str) -> str:
    """Run git in `root` and return what it prints."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        env={**ENVIRONMENT, **more},
        check=True,
        input=given,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@dataclass(frozen=True)
class Repo:
    """A repository in a folder."""

    root: Path

    @classmethod
    def new(cls, root: Path) -> Repo:
        root.mkdir(parents=True, exist_ok=True)
        git(root, "init", "-q", "-b", "main")
        return cls(root)

    def commit(
        self, files: Mapping[str, str | bytes | None] = {}, by: str = "Alex Author", merger: str = ""
    ) -> str:
        """Write files (None removes one) and commit all as `by`; return the commit's id."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_bytes(text if isinstance(text, bytes) else text.encode())
        people = identity(by, merger or by)
        git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "--allow-empty", "-m", "change", **people)
        return self.head

    @property
    def head(self) -> str:
        return git(self.root, "rev-parse", "HEAD")

    def git(self, *arguments: str, by: str = "Alex Author", given: str | None = None) -> str:
        return git(self.root, *arguments, given=given, **identity(by, by))


def identity(author: str, committer: str) -> dict[str, str]:
    """Return the environment that makes people author and committer."""
    return {
        "GIT_AUTHOR_NAME": author,
        "GIT_AUTHOR_EMAIL": address(author),
        "GIT_COMMITTER_NAME": committer,
        "GIT_COMMITTER_EMAIL": address(committer),
    }


def address(name: str) -> str:
    return name.lower().replace(" ", ".") + "@example.org"
