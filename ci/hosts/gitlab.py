"""GitLab, on its own or as a service."""

from __future__ import annotations

from collections.abc import Mapping

from hosts.web import MOST_PAGES, ask, needed


class GitLab:
    """One merge request.

    Takes ``CI_API_V4_URL``, ``CI_PROJECT_ID``, ``CI_MERGE_REQUEST_IID`` and ``MANIKIN_TOKEN``, a project access token:
    the token of a job may not write notes.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._api = needed(environment, "CI_API_V4_URL")
        project, request = needed(environment, "CI_PROJECT_ID"), needed(environment, "CI_MERGE_REQUEST_IID")
        self._notes = f"{self._api}/projects/{int(project)}/merge_requests/{int(request)}/notes"
        self._headers = {"PRIVATE-TOKEN": needed(environment, "MANIKIN_TOKEN")}

    def comments(self) -> list[tuple[str, str]]:
        """Return the notes of the token's own user."""
        me = ask("GET", f"{self._api}/user", self._headers)[0]["id"]
        found: list[tuple[str, str]] = []
        for page in range(1, MOST_PAGES + 1):
            some = ask("GET", f"{self._notes}?per_page=100&page={page}", self._headers)[0]
            found += [(str(one["id"]), one["body"]) for one in some if one["author"]["id"] == me]
            if len(some) < 100:
                break
        return found

    def create(self, text: str) -> None:
        """Write a note."""
        ask("POST", self._notes, self._headers, {"body": text})

    def update(self, number: str, text: str) -> None:
        """Write a note anew."""
        ask("PUT", f"{self._notes}/{number}", self._headers, {"body": text})
