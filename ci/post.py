"""Puts comments on a request: one for each dataset, written anew in its place; into the job's summary where it may not.

    python3 ci/post.py github OUT

OUT is what ci/review.py made. It ends with 0 whatever the host says: whether a request may be merged is asked elsewhere.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hosts import HOSTS, Host, RefusedError

MOST_SUMMARY = 900_000
"""Hosts cut a summary at 1,048,576 bytes without a word."""


def main(arguments: Sequence[str]) -> int:
    """Post all comments."""
    name, folder = arguments
    index = json.loads((Path(folder) / "comments.json").read_text(encoding="utf-8"))
    told = [(one, (Path(folder) / one["file"]).read_text(encoding="utf-8")) for one in index["datasets"]]
    try:
        _post(HOSTS[name](os.environ), told)
    except RefusedError as error:
        print(f"Nothing was written on the request: {error}")
        _summarise([text for one, text in told if not one["is_unchanged"]], str(error))
    return 0


def _post(host: Host, told: list[tuple[dict[str, object], str]]) -> None:
    there = host.comments()
    for one, text in told:
        mine = [(number, body) for number, body in there if body.startswith(str(one["marker"]))]
        if not mine and one["is_unchanged"]:
            continue
        if not mine:
            host.create(text)
            print(f"{one['dataset']}: commented")
        elif mine[0][1].strip() != text.strip():
            host.update(mine[0][0], text)
            print(f"{one['dataset']}: the comment is written anew")


def _summarise(texts: list[str], why: str) -> None:
    """Write into the job's summary what should have stood on the request."""
    whole = f"> These comments stand here, since nothing could be written on the request: {why}\n\n"
    left = len(texts)
    for text in texts:
        if len((whole + text).encode()) > MOST_SUMMARY:
            break
        whole += text + "\n"
        left -= 1
    if left:
        whole += f"\n**And {left} more**, which do not fit here: they are among the artefacts of this run.\n"
    target = os.environ.get("GITHUB_STEP_SUMMARY") or os.environ.get("MANIKIN_SUMMARY")
    if target:
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(whole)
    else:
        print("The comments are among the artefacts of this run.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
