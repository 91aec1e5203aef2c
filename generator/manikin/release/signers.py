"""The keys that may sign: ``allowed_signers`` and ``revoked_keys``, read strictly before any program sees them.

``ssh-keygen`` passes over lines that it does not understand and takes patterns for names; here every line is
understood, every name is exact, and every key is for manikin alone.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

NAMESPACE: Final = "manikin"
SIGNERS: Final = "allowed_signers"
REVOKED: Final = "revoked_keys"
_MOST_BYTES: Final = 1_000_000
_TYPES: Final = frozenset(
    {"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"}
)
_NAME: Final = re.compile(r"[A-Za-z0-9._@-]{1,100}")
_OPTION: Final = re.compile(r'(namespaces|valid-after|valid-before)="([^"\\]*)"')
_MOMENT: Final = re.compile(r"[0-9]{8}([0-9]{4}([0-9]{2})?)?Z")
_LEAST_RSA: Final = 3072


@dataclass(frozen=True)
class Signer:
    """A key and whose it is; `after` and `before` are moments as the file writes them, ``20260301Z``."""

    principal: str
    kind: str
    key: str
    after: str = ""
    before: str = ""

    @property
    def line(self) -> str:
        """The line as ``ssh-keygen`` reads it."""
        options = [f'namespaces="{NAMESPACE}"']
        options += [f'valid-after="{self.after}"'] if self.after else []
        options += [f'valid-before="{self.before}"'] if self.before else []
        return f"{self.principal} {','.join(options)} {self.kind} {self.key}\n"


class SignersError(ValueError):
    """A line that is not understood; the message says which and why."""


def signers(data: bytes) -> tuple[Signer, ...]:
    """Return the keys of ``allowed_signers``.

    Raises
    ------
    SignersError
        At the first line that is not exactly of the form ``name namespaces="manikin" type key``, or that gives the key
        of one name to another.
    """
    found: list[Signer] = []
    names: dict[str, str] = {}
    for place, line in _lines(data):
        signer = _signer(line, place)
        if names.setdefault(signer.key, signer.principal) != signer.principal:
            raise SignersError(f"line {place} gives a second name to a key; one key is one person's")
        found.append(signer)
    return tuple(found)


def revoked(data: bytes) -> str:
    """Return the lines of ``revoked_keys``, a key each, as ``ssh-keygen -r`` reads them; none is allowed.

    Raises
    ------
    SignersError
        At the first line that is no key.
    """
    keys = []
    for place, line in _lines(data):
        kind, key = _key(line.split(" ", 2), place)
        keys.append(f"{kind} {key}\n")
    return "".join(keys)


def _lines(data: bytes) -> list[tuple[int, str]]:
    if len(data) > _MOST_BYTES:
        raise SignersError("is too large")
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise SignersError("holds something else than plain letters, digits and signs") from None
    lines = [(place, line.strip(" \r")) for place, line in enumerate(text.split("\n"), 1)]
    return [(place, line) for place, line in lines if line and not line.startswith("#")]


def _signer(line: str, place: int) -> Signer:
    parts = line.split(" ")
    if len(parts) < 4:
        raise SignersError(f'line {place} is not of the form: name namespaces="{NAMESPACE}" type key')
    name, options = parts[0], parts[1]
    if not _NAME.fullmatch(name):
        raise SignersError(f"line {place} names no single person: one exact name, no patterns and no lists")
    found: dict[str, str] = {}
    for option in options.split(","):
        match = _OPTION.fullmatch(option)
        if match is None or match[1] in found:
            raise SignersError(f"line {place} has an option that is not known, such as cert-authority")
        found[match[1]] = match[2]
    if found.get("namespaces") != NAMESPACE:
        raise SignersError(f'line {place} is not for manikin alone: write namespaces="{NAMESPACE}"')
    for option in ("valid-after", "valid-before"):
        if option in found and not _MOMENT.fullmatch(found[option]):
            raise SignersError(f"line {place} has a moment without its Z, such as 20270101Z")
    kind, key = _key(parts[2:], place)
    return Signer(name, kind, key, found.get("valid-after", ""), found.get("valid-before", ""))


def _key(parts: list[str], place: int) -> tuple[str, str]:
    if len(parts) < 2 or parts[0] not in _TYPES:
        raise SignersError(f"line {place} has no key of a known type: ed25519, ecdsa or rsa")
    kind, key = parts[:2]
    try:
        blob = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        raise SignersError(f"line {place} has a key that is damaged") from None
    fields = list(_fields(blob))
    if not fields or fields[0] != kind.encode():
        raise SignersError(f"line {place} has a key that is damaged")
    if kind == "ssh-rsa" and (len(fields) != 3 or int.from_bytes(fields[2], "big").bit_length() < _LEAST_RSA):
        raise SignersError(f"line {place} has an RSA key of less than {_LEAST_RSA} bits")
    return kind, key


def _fields(blob: bytes) -> list[bytes]:
    found, at = [], 0
    while at + 4 <= len(blob):
        size = int.from_bytes(blob[at : at + 4], "big")
        found.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    return found if at == len(blob) else []
