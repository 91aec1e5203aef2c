"""Environments of the peers: each its own, made once under ``benchmarks/.envs`` with uv, or with venv and pip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / ".envs"
# Some machines forbid Python to keep what it has compiled: each command would then compile the whole program first.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@dataclass(frozen=True)
class Peer:
    """Another program that makes data.

    Parameters
    ----------
    name : str
        As it calls itself.
    packages : tuple of str
        What its environment holds, with versions.
    share : float
        How much of the clinic it makes, so that slow ones end.
    forms : tuple of str
        The forms it writes.
    lacks : str
        What its tables have not that ours have.
    """

    name: str
    packages: tuple[str, ...]
    share: float = 1.0
    forms: tuple[str, ...] = ("parquet", "csv")
    lacks: str = ""

    @property
    def script(self) -> Path:
        """The script that makes the clinic with it."""
        return FOLDER.parent / "peers" / f"with_{self.name.replace('-', '_')}.py"


PEERS = (
    Peer(
        "rand-engine",
        ("rand-engine==0.8.0", "pyarrow"),
        lacks="moments as numbers, dates as text; no digests",
    ),
    Peer("misata", ("misata==0.9.8", "pyarrow"), 0.2, lacks=""),
    Peer("synthweave", ("synthweave==0.2.0", "pyarrow"), 0.2, lacks="no lognormal, no dates"),
    Peer("metasyn", ("metasyn==3.0.0", "pyarrow"), 0.05, lacks="no references between tables"),
    Peer(
        "mimesis",
        ("mimesis==22.2.0", "pyarrow"),
        0.05,
        lacks="no references, no weights, no normal or lognormal",
    ),
    Peer(
        "snowfakery",
        ("snowfakery==4.2.1",),
        0.005,
        ("csv",),
        lacks="no normal or lognormal; not reproducible",
    ),
    Peer(
        "dbldatagen",
        (
            "dbldatagen==0.4.0.post1",
            "pyspark==3.5.5",
            "pandas",
            "pyarrow",
            "numpy<2",
            "jmespath",
            "pyparsing",
        ),
        0.5,
        lacks="references are numbers drawn in a range; needs Java",
    ),
    Peer(
        "sdv",
        ("sdv", "pyarrow"),
        0.002,
        lacks="learns from given tables first, and is timed for sampling only",
    ),
)
TPCHGEN = Peer("tpchgen-cli", ("tpchgen-cli==4.0.0",))


def python(peer: Peer) -> Path | None:
    """Return the interpreter of a peer's environment, made if need be; None where it cannot be had."""
    home = FOLDER / peer.name
    found = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    done = home / ".installed"
    if done.exists() and done.read_text("utf-8") == " ".join(peer.packages):
        return found
    print(f"making an environment for {peer.name} ...", file=sys.stderr)
    uv = shutil.which("uv")
    if uv:
        commands = [
            [uv, "venv", "-q", "--clear", "--python", sys.executable, str(home)],
            [uv, "pip", "install", "-q", "--python", str(found), *peer.packages],
        ]
    else:
        commands = [
            [sys.executable, "-m", "venv", "--clear", str(home)],
            [str(found), "-m", "pip", "install", "-q", *peer.packages],
        ]
    for command in commands:
        if subprocess.run(command, check=False).returncode:  # our own words
            print(f"{peer.name} cannot be installed here, and is left out", file=sys.stderr)
            return None
    done.write_text(" ".join(peer.packages), "utf-8")
    return found
