"""Makes what is shown on a request: comments, review pages and, given the job's key, the record of what was posted.

    python3 ci/review.py --manikin BIN --specs specs --out OUT --policy-from origin/main

OUT then holds comments.json, a file for each comment, and pages/NAME.html. Knows nothing of a host. All that a request
brings travels in files and argument lists, never through a shell.
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RECORD = "<!-- manikin-posted:"
"""What stands before a record in a comment, in base64; it is signed, so it may stand anywhere."""


def main(arguments: Sequence[str]) -> int:
    """Make all of it; what fails for one dataset is told and keeps no other from being shown."""
    asked = _parser().parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    pages = asked.out / "pages"
    pages.mkdir(exist_ok=True)
    given = ["--policy-from", asked.policy_from] if asked.policy_from else []
    authors = [part for name in asked.author if name for part in ("--author", name)]
    words = ["--page", asked.page] if asked.page else []
    reply = ["--can-reply"] if asked.key else []
    done = _run(
        [asked.manikin, "comment", asked.specs, "--out", str(asked.out), *given, *authors, *words, *reply]
    )
    if done:
        return done
    index = json.loads((asked.out / "comments.json").read_text(encoding="utf-8"))
    for place, one in enumerate(index["datasets"], 1):
        if one["is_unchanged"] or not one["code"]:
            continue
        page = pages / f"{one['dataset']}.html"
        against = ["--against", "approved"] if one["is_compared"] else []
        if _run([asked.manikin, "review", one["folder"], *against, "--out", str(page), *given, *authors]):
            continue
        if asked.key:
            _record(asked, one, page, asked.out / f"{place}.posted.json", given)
    return 0


def _record(asked: argparse.Namespace, one: dict[str, Any], page: Path, out: Path, given: list[str]) -> None:
    """Have the job sign what it posts, and put that into the comment, below its first line."""
    out.unlink(missing_ok=True)
    role = ["--against-role", one["against_role"]] if one["against_role"] else []
    request = ["--request", str(asked.request), "--head", asked.head]
    made = ["--page", str(page), "--sign", str(asked.key), "--out", str(out)]
    if _run([asked.manikin, "post", one["folder"], *request, *made, *role, *given]):
        return
    text = asked.out / one["file"]
    first, _, rest = text.read_text(encoding="utf-8").partition("\n")
    record = base64.b64encode(out.read_bytes()).decode("ascii")
    text.write_text(f"{first}\n{RECORD}{record} -->\n{rest}", encoding="utf-8")


def _run(command: list[str]) -> int:
    return subprocess.run(command, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--manikin", default="manikin", help="the program")
    parser.add_argument("--specs", default="specs", help="the folder of datasets")
    parser.add_argument("--out", type=Path, required=True, help="where all goes")
    parser.add_argument("--policy-from", default="", help="the protected branch")
    parser.add_argument("--author", action="append", default=[], help="who asks, as the host calls them")
    parser.add_argument(
        "--page", default="", help="where the review page is, in words; {dataset} is its name"
    )
    parser.add_argument("--key", type=Path, help="the job's key; then a reply becomes a decision")
    parser.add_argument("--request", type=int, default=0, help="the number of the request")
    parser.add_argument("--head", default="", help="the newest commit of the request")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
