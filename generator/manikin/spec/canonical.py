"""The canonical form: one sequence of bytes for one meaning (RFC 8785), and its digest.

Columns become a list, since their order is the order in the files; everything else that a file may
order freely is a mapping. Numbers are what a double holds exactly, as the reader has made sure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import rfc8785

FILES = "files"
"""The key of the canonical form that holds the SHA-256 of each vocabulary; no specification has it."""


def canonical(tree: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the canonical bytes of a specification, what it includes being part of it, and its vocabularies."""
    tables = {name: _table(table) for name, table in tree["tables"].items()}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    # Where something is written has no meaning: what was included is told by what it says.
    plain = {key: value for key, value in _plain(tree).items() if key != "include"}
    return rfc8785.dumps({**plain, "tables": tables, FILES: digests})


def digest(data: bytes) -> str:
    """Return the digest of the canonical form, as ``sha256:`` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def written(data: bytes) -> dict[str, Any]:
    """Return the canonical form as a specification is written: columns are a mapping, in their order.

    What a specification cannot say itself, the digests of files, stands under `FILES`.
    """
    tree: dict[str, Any] = json.loads(data)
    for table in tree["tables"].values():
        if "columns" in table:
            table["columns"] = {column.pop("name"): column for column in table["columns"]}
    return tree


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(table)
    if "columns" in plain:
        plain["columns"] = [{"name": name, **column} for name, column in plain["columns"].items()]
    return plain


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_plain(value) for value in node]
    if isinstance(node, Decimal):
        return int(node) if node == node.to_integral_value() and abs(node) < 2**53 else float(node)
    return node
