"""A git host in one process: the part of GitHub's, GitLab's and Azure's interfaces that the scripts of ci/ speak to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeHost:
    """What the host knows: comments with their writers, one request, and what was asked of it."""

    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    request: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    may_write: bool = True
    address: str = ""

    def say(self, body: str, login: str, kind: str = "User") -> dict[str, Any]:
        """Have somebody comment, and return the comment as an event gives it."""
        number = len(self.comments) + 1
        # A second on: hosts count in whole ones, and a reply comes after what it replies to.
        at = (datetime.now(UTC) + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        user = {"login": login, "type": kind}
        self.comments[number] = {"id": number, "body": body, "user": user, "created_at": at, "updated_at": at}
        return self.comments[number]

    @property
    def own(self) -> list[str]:
        """The comments of the job."""
        return [one["body"] for one in self.comments.values() if one["user"]["type"] == "Bot"]

    def answer(self, method: str, path: str, given: Any) -> tuple[int, Any]:
        """Return a status and an answer."""
        self.asked.append((method, path))
        place = path.partition("?")[0]
        if method != "GET" and not self.may_write:
            return 403, {"message": "Resource not accessible by integration"}
        if place.endswith("/user"):
            return 200, {"id": 1}
        if place.endswith("/connectionData"):
            return 200, {"authenticatedUser": {"id": "1"}}
        if "/pulls/" in place:
            return 200, self.request
        text = None if given is None else self._text(given)
        if method == "POST":
            return 201, self.say(str(text), "manikin[bot]", "Bot")
        if method in {"PATCH", "PUT"}:
            number = int(place.partition("/threads/")[2].partition("/")[0] or place.rpartition("/")[2])
            self.comments[number]["body"] = text
            return 200, self.comments[number]
        return 200, self._listed(place)

    @staticmethod
    def _text(given: dict[str, Any]) -> Any:
        if "comments" in given:
            return given["comments"][0]["content"]
        return given.get("body", given.get("content"))

    def _listed(self, place: str) -> Any:
        told = list(self.comments.values())
        if place.endswith("/notes"):
            return [{**one, "author": {"id": 1 if one["user"]["type"] == "Bot" else 2}} for one in told]
        if place.endswith("/threads"):
            mine = {"Bot": "1"}
            return {
                "value": [
                    {
                        "id": one["id"],
                        "comments": [
                            {
                                "id": 1,
                                "content": one["body"],
                                "author": {"id": mine.get(one["user"]["type"], "2")},
                            }
                        ],
                    }
                    for one in told
                ]
            }
        return told


@contextmanager
def serving(host: FakeHost) -> Iterator[FakeHost]:
    """Give the host an address for as long as the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            given = json.loads(self.rfile.read(size)) if size else None
            status, tree = host.answer(self.command, self.path, given)
            data = json.dumps(tree).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = _answer  # noqa: N815  the names that http.server calls

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    host.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
