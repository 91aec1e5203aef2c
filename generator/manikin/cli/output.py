"""Where words go: results to stdout, everything else to stderr."""

from __future__ import annotations

import sys
from enum import StrEnum


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"


def say(text: str) -> None:
    """Write a result to stdout."""
    print(text, end="" if text.endswith("\n") else "\n")  # noqa: T201  this is where printing happens


def warn(text: str) -> None:
    """Write a message to stderr."""
    print(text, end="" if text.endswith("\n") else "\n", file=sys.stderr)  # noqa: T201  this is where printing happens
