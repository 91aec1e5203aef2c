"""What the script that hears comments does before it asks the program anything."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from life.host import FakeHost, serving

CI = Path(__file__).parent.parent.parent / "ci"
APPROVE = "/manikin approve 4f2a-91c7-0be3-d85a"


@pytest.fixture
def host() -> Iterator[FakeHost]:
    with serving(FakeHost()) as found:
        repo = {"full_name": "trust/specs"}
        found.request = {
            "state": "open",
            "head": {"sha": "a" * 40, "ref": "change", "repo": repo},
            "base": {"ref": "main", "repo": repo},
        }
        yield found


def decide(host: FakeHost, tmp_path: Path, body: str, *, on_request: bool = True) -> tuple[int, str]:
    event = {
        "issue": {"number": 12, **({"pull_request": {}} if on_request else {})},
        "comment": host.say(body, "gil-gov"),
    }
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event))
    given = {
        "GITHUB_API_URL": host.address,
        "GITHUB_REPOSITORY": "trust/specs",
        "GITHUB_TOKEN": "secret-token",
        "GITHUB_EVENT_PATH": str(path),
        "PATH": "/nowhere",  # neither git nor the program is asked
    }
    asked = ["--key", tmp_path / "key", "--work", tmp_path]
    done = subprocess.run(
        [sys.executable, CI / "decide.py", *asked],
        env=given,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "secret-token" not in done.stdout + done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "closed"}, "the request is closed"),
        (
            {"head": {"sha": "a" * 40, "ref": "change", "repo": {"full_name": "mal/specs"}}},
            "comes from another repository",
        ),
        ({"head": {"sha": "a" * 40, "ref": "change", "repo": None}}, "comes from another repository"),
        (
            {"head": {"sha": "--upload-pack=x", "ref": "change", "repo": {"full_name": "trust/specs"}}},
            "names no commit",
        ),
    ],
)
def test_requests_that_nothing_is_decided_on(
    host: FakeHost, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    host.request |= change
    status, told = decide(host, tmp_path, APPROVE)
    assert (status, words in told) == (1, True), told
    assert words in host.own[0], "who commented is told"


@pytest.mark.parametrize(
    "body", ["thank you", "I would say /manikin approve", "> /manikin approve", "/manikinapprove", ""]
)
def test_what_is_no_command_is_left_alone(host: FakeHost, tmp_path: Path, body: str) -> None:
    assert decide(host, tmp_path, body) == (0, "No command; nothing to do.\n")
    assert host.own == []
    assert [method for method, _ in host.asked] == []


def test_a_comment_that_stands_on_no_request(host: FakeHost, tmp_path: Path) -> None:
    assert decide(host, tmp_path, APPROVE, on_request=False)[0] == 0
    assert host.own == []
