"""Turns a comment on a GitHub request into a decision, in the file that `manikin approve` writes, and pushes it.

    python3 ci/decide.py --manikin BIN --specs specs --key KEY --work FOLDER

Runs in the workflow of the default branch alone, inside a whole clone of the repository whose `origin` may be pushed to.
Takes what `hosts/github.py` takes, and GITHUB_EVENT_PATH. Everything of the comment is foreign: it is handed over in a file
and never shown. Nothing of the request is run; it is read as data.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hosts import RefusedError
from hosts.github import GitHub

RECORD = re.compile(r"<!-- manikin-posted:([A-Za-z0-9+/=]{1,20000}) -->")
CODE = re.compile(r"/manikin [a-z-]{1,20} ([0-9a-f]{4}(?:-[0-9a-f]{4}){3})(?:\s|$)")
COMMIT = re.compile(r"[0-9a-f]{40}")
FENCE = "`" * 8


class NoDecisionError(Exception):
    """Why the comment is no decision; the words are the reply."""


def main(arguments: Sequence[str]) -> int:
    """Decide, and reply with what became of it."""
    asked = _parser().parse_args(arguments)
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    if "pull_request" not in event["issue"] or not (event["comment"]["body"] or "").startswith("/manikin "):
        print("No command; nothing to do.")
        return 0
    host = GitHub({**os.environ, "MANIKIN_REQUEST": str(int(event["issue"]["number"]))})
    try:
        told = _decided(asked, event, host)
    except (NoDecisionError, RefusedError) as error:
        _reply(host, f"No decision was recorded.\n\n{FENCE}text\n{error}\n{FENCE}\n")
        return 1
    _reply(host, f"Recorded.\n\n{FENCE}text\n{told}\n{FENCE}\n")
    return 0


def _reply(host: GitHub, text: str) -> None:
    print(text)
    try:
        host.create(text)
    except RefusedError as error:
        print(f"Nothing was written on the request: {error}")


def _decided(asked: argparse.Namespace, event: dict[str, Any], host: GitHub) -> str:
    """Write the decision, commit it and push it to the request's branch."""
    request = host.ask("GET", f"/pulls/{host.request}")
    head, base = request["head"], request["base"]
    if request["state"] != "open":
        raise NoDecisionError("the request is closed")
    if not head["repo"] or head["repo"]["full_name"] != base["repo"]["full_name"]:
        raise NoDecisionError("the request comes from another repository, which the job may not write to")
    if not COMMIT.fullmatch(head["sha"]):
        raise NoDecisionError("the host names no commit")
    origin = f"origin/{base['ref']}"
    _git(
        Path(), "fetch", "--quiet", "origin", f"+refs/heads/{base['ref']}:refs/remotes/{origin}", head["sha"]
    )
    merged = asked.work / "merged"
    _git(Path(), "worktree", "add", "--quiet", "--detach", str(merged), head["sha"])
    # What is decided on is what will be built: the request merged with the branch that it goes to.
    _git(merged, "merge", "--quiet", "--no-edit", origin, words="the request cannot be merged as it is")
    record = _record(host, event["comment"]["body"])
    folder = _folder(asked, merged, record["dataset"], origin)
    told = _approved(asked, event["comment"], record, (host.request, head["sha"]), folder, origin)
    _push(asked, merged, head, f"Decide on {record['dataset']}, as said on the request")
    return told


def _record(host: GitHub, body: str) -> dict[str, Any]:
    """Return the record that a typed code is about; it is signed, so `manikin approve` tells whether it is the job's."""
    found = []
    for _, text in host.comments():
        for packed in RECORD.findall(text):
            try:
                found.append(json.loads(base64.b64decode(packed, validate=True)))
            except (binascii.Error, ValueError):
                continue
    typed = CODE.match(body)
    code = typed[1].replace("-", "") if typed else ""
    known = [one for one in found if isinstance(one, dict) and isinstance(one.get("dataset"), str)]
    about = [one for one in known if str(one.get("spec", ""))[7:23] == code]
    if about:
        return about[-1]
    if len(known) == 1:
        return known[0]  # what is wrong with the comment is told by `manikin approve`
    raise NoDecisionError(
        "that is not the check code of any dataset on this request; read the page that is there now"
    )


def _folder(asked: argparse.Namespace, merged: Path, dataset: str, origin: str) -> str:
    """Return the folder of a dataset."""
    told = _run([asked.manikin, "status", asked.specs, "--format", "json", "--policy-from", origin], merged)
    found = [one["folder"] for one in json.loads(told)["datasets"] if one["dataset"] == dataset]
    if len(found) != 1:
        raise NoDecisionError("the dataset is not there, or has problems")
    return str(found[0])


def _approved(
    asked: argparse.Namespace,
    comment: dict[str, Any],
    record: dict[str, Any],
    state: tuple[int, str],
    folder: str,
    origin: str,
) -> str:
    """Have the decision written; return what the program says."""
    request, head = state
    said = {
        "login": comment["user"]["login"],
        "body": comment["body"],
        "number": comment["id"],
        "at": comment["created_at"],
        "was_edited": comment["updated_at"] != comment["created_at"],
    }
    # The host does not tell when a commit was pushed. The record was made of this very commit: it was there by then.
    event = {"request": request, "head": head, "pushed_at": record.get("at")}
    heard, posted = asked.work / "heard.json", asked.work / "posted.json"
    heard.write_text(json.dumps({"heard": 1, "said": said, "event": event}), encoding="utf-8")
    posted.write_text(json.dumps(record), encoding="utf-8")
    files = ["--heard", str(heard), "--posted", str(posted), "--sign", str(asked.key)]
    return _run([asked.manikin, "approve", folder, *files, "--policy-from", origin], asked.work / "merged")


def _push(asked: argparse.Namespace, merged: Path, head: dict[str, Any], message: str) -> None:
    """Put the new files, and nothing else, on the request's own branch."""
    listed = _git(merged, "ls-files", "--others", "--exclude-standard", "-z")
    new = [name for name in listed.split("\0") if name]
    if not new or any("/approvals/" not in f"/{name}" for name in new):
        raise NoDecisionError("something else than a decision was written; nothing was pushed")
    branch = asked.work / "branch"
    _git(Path(), "worktree", "add", "--quiet", "--detach", str(branch), head["sha"])
    for name in new:
        (branch / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(merged / name, branch / name)
    _git(branch, "add", "--", *new)
    _git(branch, "commit", "--quiet", "-m", message)
    _git(
        branch, "push", "--quiet", "origin", f"HEAD:refs/heads/{head['ref']}",
        words="something was pushed meanwhile, or the branch may not be written to; read the page that is there now",
    )  # fmt: skip


def _git(folder: Path, *arguments: str, words: str = "git could not do what was needed") -> str:
    people = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _ME.items()}
    safe = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "commit.gpgSign=false"]
    done = subprocess.run(
        ["git", *safe, *arguments],
        cwd=folder,
        env={**os.environ, **people},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"git {arguments[0]} ended with {done.returncode}")
        raise NoDecisionError(words)
    return done.stdout


_ME = {"NAME": "manikin", "EMAIL": "manikin@users.noreply.invalid"}


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoDecisionError(done.stderr.strip()[:2000] or "the program said nothing")
    return done.stdout.strip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--manikin", default="manikin", help="the program, as a whole path or found by PATH")
    parser.add_argument("--specs", default="specs", help="the folder of datasets")
    parser.add_argument("--key", type=Path, required=True, help="the job's key, as a whole path")
    parser.add_argument("--work", type=Path, required=True, help="an empty folder, as a whole path")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
