"""GitHub, and GitHub Enterprise Server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hosts.web import MOST_PAGES, ask, needed


class GitHub:
    """One pull request.

    Takes ``GITHUB_API_URL``, ``GITHUB_REPOSITORY``, ``GITHUB_TOKEN`` and ``MANIKIN_REQUEST``, the request's number.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.repository = (
            f"{needed(environment, 'GITHUB_API_URL')}/repos/{needed(environment, 'GITHUB_REPOSITORY')}"
        )
        self.request = int(needed(environment, "MANIKIN_REQUEST"))
        self._headers = {
            "Authorization": f"Bearer {needed(environment, 'GITHUB_TOKEN')}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }

    def ask(self, method: str, path: str, given: Mapping[str, Any] | None = None) -> Any:
        """Return the answer to a question about the repository."""
        return ask(method, f"{self.repository}{path}", self._headers, given)[0]

    def comments(self) -> list[tuple[str, str]]:
        """Return the comments of programs: a person's that begins with our marker is not ours to change."""
        found: list[tuple[str, str]] = []
        for page in range(1, MOST_PAGES + 1):
            some = self.ask("GET", f"/issues/{self.request}/comments?per_page=100&page={page}")
            found += [(str(one["id"]), one["body"] or "") for one in some if one["user"]["type"] == "Bot"]
            if len(some) < 100:
                break
        return found

    def create(self, text: str) -> None:
        """Write a comment."""
        self.ask("POST", f"/issues/{self.request}/comments", {"body": text})

    def update(self, number: str, text: str) -> None:
        """Write a comment anew."""
        self.ask("PATCH", f"/issues/comments/{number}", {"body": text})
