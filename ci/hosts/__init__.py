"""The git hosts: one module each, and its line in `HOSTS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hosts import azure, github, gitlab
from hosts.web import Host, RefusedError

__all__ = ["HOSTS", "Host", "RefusedError"]

HOSTS: Mapping[str, Callable[[Mapping[str, str]], Host]] = {
    "github": github.GitHub,
    "gitlab": gitlab.GitLab,
    "azure": azure.Azure,
}
