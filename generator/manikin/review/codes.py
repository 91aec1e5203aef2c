"""How people speak of a digest: a label in prose, and the check code that somebody types."""

from __future__ import annotations

_PREFIX = "sha256:"


def label(digest: str) -> str:
    """Return the first 8 hexadecimal digits, as ``4f2a-91c7``: enough to tell versions apart, not to type."""
    return _groups(digest, 8)


def code(digest: str) -> str:
    """Return the check code, the first 16 hexadecimal digits, as ``4f2a-91c7-0be3-d85a``.

    It says which digest is meant and proves nothing: whoever takes a decision compares the whole digest.
    """
    return _groups(digest, 16)


def _groups(digest: str, count: int) -> str:
    digits = digest.removeprefix(_PREFIX)[:count]
    return "-".join(digits[start : start + 4] for start in range(0, count, 4))
