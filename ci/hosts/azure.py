"""Azure DevOps, as a service or a server."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from hosts.web import ask, needed

_VERSION = "api-version=7.1"
_ACTIVE = 1


class Azure:
    """One pull request.

    Takes the variables of a pipeline: ``SYSTEM_COLLECTIONURI``, ``SYSTEM_TEAMPROJECT``, ``BUILD_REPOSITORY_ID``,
    ``SYSTEM_PULLREQUEST_PULLREQUESTID`` and, passed on as ``env``, ``SYSTEM_ACCESSTOKEN``.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        home = needed(environment, "SYSTEM_COLLECTIONURI").rstrip("/")
        project = quote(needed(environment, "SYSTEM_TEAMPROJECT"), safe="")
        repository = quote(needed(environment, "BUILD_REPOSITORY_ID"), safe="")
        request = int(needed(environment, "SYSTEM_PULLREQUEST_PULLREQUESTID"))
        self._me = f"{home}/_apis/connectionData"
        self._threads = f"{home}/{project}/_apis/git/repositories/{repository}/pullRequests/{request}/threads"
        self._headers = {"Authorization": f"Bearer {needed(environment, 'SYSTEM_ACCESSTOKEN')}"}

    def comments(self) -> list[tuple[str, str]]:
        """Return the first comment of each thread that the job's own user began."""
        me = ask("GET", self._me, self._headers)[0]["authenticatedUser"]["id"]
        found = ask("GET", f"{self._threads}?{_VERSION}", self._headers)[0]["value"]
        first = [(thread["id"], thread["comments"][0]) for thread in found if thread.get("comments")]
        return [
            (f"{thread}/comments/{one['id']}", one.get("content") or "")
            for thread, one in first
            if one["author"]["id"] == me and not one.get("isDeleted")
        ]

    def create(self, text: str) -> None:
        """Begin a thread."""
        one = {"parentCommentId": 0, "content": text, "commentType": "text"}
        ask("POST", f"{self._threads}?{_VERSION}", self._headers, {"comments": [one], "status": _ACTIVE})

    def update(self, number: str, text: str) -> None:
        """Write the first comment of a thread anew."""
        ask("PATCH", f"{self._threads}/{number}?{_VERSION}", self._headers, {"content": text})
