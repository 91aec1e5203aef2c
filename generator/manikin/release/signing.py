"""Signatures by OpenSSH: made and checked by ``ssh-keygen -Y``, which sees only what was read strictly before."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from manikin.errors import UserError
from manikin.release.signers import NAMESPACE, Signer
from manikin.text import plain

_SECONDS: Final = 60
_MOST: Final = 4096
_ARMOUR: Final = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=]{1,76}\n)+-----END SSH SIGNATURE-----\n?"
)


def sign(payload: bytes, key: Path) -> str:
    """Return a signature over `payload` by a private key, or by an agent that holds the key of a public one.

    Raises
    ------
    UserError
        If it cannot be made.
    """
    made = _run(["ssh-keygen", "-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE], payload, inherit=True)
    text = made.stdout.decode("ascii", "replace")
    if made.returncode or not _ARMOUR.fullmatch(text):
        raise UserError(
            f"{plain(key.as_posix(), 200)} could not sign: name a private key, or a public one that your agent holds"
        )
    return text


def holds(payload: bytes, signature: str, signers: Sequence[Signer], revoked: str, on: date) -> bool:
    """Return whether a signature over `payload` is by one of `signers`, by a key that was valid on a day.

    Parameters
    ----------
    payload : bytes
        What was signed.
    signature : str
        The armour; anything before or behind it refuses, since ``ssh-keygen`` would pass over it.
    signers : sequence of Signer
        The keys of one principal.
    revoked : str
        Keys that are not taken, whenever they signed; see `manikin.release.signers.revoked`.
    on : date
        The day on which it is said to have been made.
    """
    names = {signer.principal for signer in signers}
    if len(names) != 1 or len(signature) > _MOST or not _ARMOUR.fullmatch(signature):
        return False
    with tempfile.TemporaryDirectory(prefix="manikin-") as place:
        folder = Path(place)
        files = {"allowed": "".join(s.line for s in signers), "revoked": revoked, "signature": signature}
        for name, text in files.items():
            (folder / name).write_text(text, encoding="ascii", newline="\n")
        command = [
            "ssh-keygen",
            "-Y",
            "verify",
            "-f",
            str(folder / "allowed"),
            "-I",
            names.pop(),
            "-n",
            NAMESPACE,
        ]
        command += ["-s", str(folder / "signature"), "-r", str(folder / "revoked")]
        command += [f"-Overify-time={on:%Y%m%d}Z"]
        return _run(command, payload, inherit=False).returncode == 0


def _run(command: list[str], given: bytes, *, inherit: bool) -> subprocess.CompletedProcess[bytes]:
    """Run ``ssh-keygen``; to sign it may ask for a passphrase or an agent, to check it needs nothing."""
    kept = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
    environment = (
        dict(os.environ) if inherit else {name: os.environ[name] for name in kept if name in os.environ}
    )
    try:
        return subprocess.run(  # noqa: S603  a list of arguments, no shell
            command, input=given, capture_output=True, env=environment, timeout=_SECONDS, check=False
        )
    except FileNotFoundError:
        raise UserError(
            "ssh-keygen of OpenSSH is needed for signatures, and is not installed; install it"
        ) from None
    except subprocess.TimeoutExpired:
        raise UserError(f"ssh-keygen gave no answer within {_SECONDS} seconds; try again") from None
