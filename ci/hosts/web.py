"""Asks a host's interface, in JSON, and says in words why it would not answer."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Protocol

MOST_PAGES = 50
"""Of comments, a hundred each: a request with more is not looked through further."""
_WAIT = 30


class RefusedError(Exception):
    """The host does not do what was asked; the words say why and hold no secret."""


class Host(Protocol):
    """What a host can do on one request."""

    def comments(self) -> list[tuple[str, str]]:
        """Return the job's own comments: the number and the text of each."""

    def create(self, text: str) -> None:
        """Write a comment."""

    def update(self, number: str, text: str) -> None:
        """Write a comment anew."""


def ask(
    method: str, address: str, headers: Mapping[str, str], given: Mapping[str, Any] | None = None
) -> tuple[Any, Mapping[str, str]]:
    """Return the answer of a host and its headers.

    Raises
    ------
    RefusedError
        If there is none, or the host refuses.
    """
    if not address.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise RefusedError("the host's address is no https address")
    data = None if given is None else json.dumps(given).encode()
    asked = urllib.request.Request(address, data=data, method=method)  # noqa: S310  looked at above
    for name, value in {"Content-Type": "application/json", "User-Agent": "manikin", **headers}.items():
        asked.add_header(name, value)
    try:
        with urllib.request.urlopen(asked, timeout=_WAIT) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null"), dict(answer.headers)
    except urllib.error.HTTPError as error:
        words = {
            401: "the token is not known",
            403: "the token may only read",
            404: "the token may not see it",
        }
        raise RefusedError(words.get(error.code, f"the host answered {error.code}")) from None
    except (OSError, ValueError):
        raise RefusedError("the host cannot be reached, or answers no JSON") from None


def needed(environment: Mapping[str, str], name: str) -> str:
    """Return a variable that the job must have.

    Raises
    ------
    RefusedError
        If it is not there.
    """
    value = environment.get(name, "")
    if not value:
        raise RefusedError(f"the job has no {name}")
    return value
