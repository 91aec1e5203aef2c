"""A tiny build that can be stopped, or failed, at any of its system calls."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from manikin.errors import UserError
from manikin.manifest import README
from manikin.storage import check_files, read_manifest

HERE = Path(__file__).parent
CALLS = (
    "write pwrite64 writev pwritev open openat creat close fsync fdatasync sync_file_range rename renameat "
    "renameat2 link linkat symlink symlinkat unlink unlinkat mkdir mkdirat rmdir ftruncate truncate fallocate "
    "chmod fchmod fchmodat copy_file_range sendfile"
).split()
LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)")


@dataclass(frozen=True)
class Call:
    """A system call: the how many-th of its name, from 1, and its line in the trace."""

    name: str
    number: int
    line: str


@dataclass(frozen=True)
class Ended:
    """How a child ended: its status (minus the signal that killed it), its messages, its calls."""

    status: int
    messages: str
    calls: tuple[Call, ...]


class Builder:
    """Runs tiny builds below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.target = self.work / "build"
        self.form = "csv"
        self.part_rows: int | None = None
        self.mended: set[str] = set()
        self._messages = folder / "messages"
        self._server = subprocess.Popen(
            [sys.executable, str(HERE / "tiny_build.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait(20)
        self._server.stdout.close()

    def fresh(self) -> None:
        """Start from an empty place."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()

    def lay(self, generation: int) -> None:
        """Put a whole build at the target: a copy of one that was made once for each way to write."""
        kept = self.folder / f"kept-{self.form}-{self.part_rows}-{generation}"
        if not kept.exists():
            assert self.publish(generation).status == 0
            self.target.rename(kept)
        shutil.copytree(kept, self.target)

    def publish(self, generation: int, *, stand: Path | None = None, resume: bool = False) -> Ended:
        """Publish, undisturbed and untraced."""
        os.kill(self._ask(generation, stand, resume=resume), signal.SIGCONT)
        return Ended(int(self._answer()), self._messages.read_text(), ())

    def run(self, generation: int, inject: Sequence[str] = (), *, stand: Path | None = None) -> Ended:
        """Publish, with strace injecting what is asked for."""
        log = self.folder / "trace"
        log.unlink(missing_ok=True)
        pid = self._ask(generation, stand, resume=False)
        # Never with --seccomp-bpf, which injects nothing and makes every order look safe.
        traced = ["-e", "trace=" + ",".join(f"?{name}" for name in CALLS)]
        injected = [part for what in inject for part in ("-e", f"inject={what}")]
        strace = subprocess.Popen(
            ["strace", "-f", "-y", "-qq", "-o", str(log), *traced, *injected, "-p", str(pid)],
            stderr=subprocess.PIPE,
            text=True,
        )
        _until_traced(pid, strace)
        os.kill(pid, signal.SIGCONT)
        status = int(self._answer())
        strace.communicate(timeout=20)
        return Ended(status, self._messages.read_text(), _calls(log, str(self.work)))

    def state(self) -> int | None:
        """Return the generation of the build at the target, or None where no manifest is.

        Fails where a manifest lies: that is what must never be.
        """
        try:
            manifest = read_manifest(self.target)
        except UserError:
            assert not (self.target / "manifest.json").exists(), "a manifest that cannot be read"
            return None
        assert check_files(self.target) == ()
        assert (self.target / README).read_text(encoding="utf-8").startswith("**Synthetic data")
        return int(manifest["seed"])

    def lying(self) -> str:
        """Return all that lies about (where, what it is, the digest of what it holds) and the format asked for."""
        found = [f"{self.form} {self.part_rows}"]
        for path in sorted(self.work.rglob("*")):
            ordinary = path.is_file() and not path.is_symlink()
            holds = hashlib.sha256(path.read_bytes()).hexdigest() if ordinary else ""
            found.append(f"{path.relative_to(self.work)} {path.lstat().st_mode} {holds}")
        return "\n".join(found)

    def _ask(self, generation: int, stand: Path | None, *, resume: bool) -> int:
        """Have a child made that will publish, and return its number; it has stopped, or soon will."""
        asked = {
            "target": str(self.target),
            "generation": generation,
            "form": self.form,
            "part_rows": self.part_rows,
            "resume": resume,
            "messages": str(self._messages),
            "stand": str(stand or self.folder),
        }
        assert self._server.stdin
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        return int(self._answer())

    def _answer(self) -> str:
        assert self._server.stdout
        return self._server.stdout.readline()


def _until_traced(pid: int, strace: subprocess.Popen[str]) -> None:
    for _ in range(2_000):
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        if not re.search(r"^TracerPid:\s+0$", text, re.MULTILINE) and re.search(
            r"^State:\s+[tT]", text, re.MULTILINE
        ):
            return
        if strace.poll() is not None:
            os.kill(pid, signal.SIGKILL)
            _, why = strace.communicate()
            pytest.skip(f"strace cannot trace here: {why.strip()}")
        time.sleep(0.002)
    raise TimeoutError("strace did not take hold")


def _calls(log: Path, folder: str) -> tuple[Call, ...]:
    """Return the calls that concern a folder, each with its number among all of its name."""
    counted: Counter[str] = Counter()
    found = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = LINE.match(line)
        if match:
            counted[match[1]] += 1
            if folder in line and "O_RDONLY" not in line:
                found.append(Call(match[1], counted[match[1]], line))
    return tuple(found)


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    if not sys.platform.startswith("linux") or shutil.which("strace") is None:
        pytest.skip("strace is not here: a build cannot be stopped at each of its system calls")
    made = Builder(tmp_path_factory.mktemp("crash"))
    yield made
    made.close()
