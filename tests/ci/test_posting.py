"""The scripts that post: one comment for each dataset, written anew in its place, and nothing lost where a token may only read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from life.host import FakeHost, serving

CI = Path(__file__).parent.parent.parent / "ci"
MARK = "<!-- manikin:falls -->"


@pytest.fixture
def host() -> Iterator[FakeHost]:
    with serving(FakeHost()) as found:
        yield found


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write(tmp_path, f"{MARK}\n### first\n")
    return tmp_path


def write(out: Path, text: str, *, is_unchanged: bool = False) -> None:
    one = {"dataset": "falls", "marker": MARK, "is_unchanged": is_unchanged, "file": "1.md"}
    (out / "1.md").write_text(text)
    (out / "comments.json").write_text(json.dumps({"comments": 1, "datasets": [one]}))


def environment(kind: str, address: str) -> Mapping[str, str]:
    return {
        "github": {
            "GITHUB_API_URL": address,
            "GITHUB_REPOSITORY": "trust/specs",
            "GITHUB_TOKEN": "secret-token",
            "MANIKIN_REQUEST": "12",
        },
        "gitlab": {
            "CI_API_V4_URL": address,
            "CI_PROJECT_ID": "7",
            "CI_MERGE_REQUEST_IID": "12",
            "MANIKIN_TOKEN": "secret-token",
        },
        "azure": {
            "SYSTEM_COLLECTIONURI": address + "/",
            "SYSTEM_TEAMPROJECT": "Our project",
            "BUILD_REPOSITORY_ID": "r1",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "12",
            "SYSTEM_ACCESSTOKEN": "secret-token",
        },
    }[kind]


def post(kind: str, out: Path, address: str, cwd: Path | None = None, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, CI / "post.py", kind, out],
        env={**environment(kind, address), **more},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, "posting never decides how a job ends"
    assert done.stderr == ""
    assert "secret-token" not in done.stdout
    return done.stdout


@pytest.mark.parametrize("kind", ["github", "gitlab", "azure"])
def test_one_comment_is_written_anew_in_its_place(kind: str, host: FakeHost, out: Path) -> None:
    host.say(f"{MARK} I write this to be overwritten", "mal")
    write(out, f"{MARK}\nsame\n", is_unchanged=True)
    post(kind, out, host.address)
    assert host.own == [], "nothing is said where nothing changed"
    write(out, f"{MARK}\n### first\n")
    post(kind, out, host.address)
    write(out, f"{MARK}\n### second: `$(id)` ${{{{ x }}}}\n")
    post(kind, out, host.address)
    asked = len([method for method, _ in host.asked if method != "GET"])
    post(kind, out, host.address)
    assert host.own == [f"{MARK}\n### second: `$(id)` ${{{{ x }}}}\n"]
    assert len([method for method, _ in host.asked if method != "GET"]) == asked, (
        "the same is not written again"
    )
    write(out, f"{MARK}\nnow unchanged\n", is_unchanged=True)
    post(kind, out, host.address)
    assert host.own == [f"{MARK}\nnow unchanged\n"]
    assert host.comments[1]["body"].endswith("overwritten"), "a person's comment is left alone"


def test_a_token_that_may_only_read(host: FakeHost, out: Path, tmp_path: Path) -> None:
    host.may_write = False
    summary = tmp_path / "summary.md"
    told = post("github", out, host.address, GITHUB_STEP_SUMMARY=str(summary))
    assert "the token may only read" in told
    text = summary.read_text()
    assert text.startswith("> These comments stand here, since nothing could be written on the request")
    assert f"{MARK}\n### first\n" in text


def test_no_host_no_token_no_address(out: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    more = {"GITHUB_STEP_SUMMARY": str(summary)}
    assert "cannot be reached" in post("github", out, "http://127.0.0.1:9", **more)
    assert "no https address" in post("github", out, "http://elsewhere.example.org", **more)
    assert "the job has no GITHUB_TOKEN" in post(
        "github", out, "http://127.0.0.1:9", **{**more, "GITHUB_TOKEN": ""}
    )


def test_what_does_not_fit_a_summary_is_told(out: Path, tmp_path: Path) -> None:
    datasets = []
    for place in range(30):
        (out / f"{place}.md").write_text("x" * 60_000)
        datasets.append({"dataset": f"d{place}", "marker": "m", "is_unchanged": False, "file": f"{place}.md"})
    (out / "comments.json").write_text(json.dumps({"comments": 1, "datasets": datasets}))
    summary = tmp_path / "summary.md"
    post("github", out, "http://127.0.0.1:9", GITHUB_STEP_SUMMARY=str(summary))
    assert len(summary.read_bytes()) < 1_000_000
    assert "**And 16 more**, which do not fit here" in summary.read_text()


def test_nothing_of_the_request_is_imported(host: FakeHost, out: Path, tmp_path: Path) -> None:
    planted = tmp_path / "request"
    (planted / "hosts").mkdir(parents=True)
    for name in ("json.py", "hosts/__init__.py", "sitecustomize.py", "urllib.py"):
        (planted / name).write_text("raise SystemExit('code of the request was run')\n")
    post("github", out, host.address, cwd=planted)
    assert len(host.own) == 1
