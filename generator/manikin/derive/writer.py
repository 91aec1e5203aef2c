"""Writes a draft, in a process of its own that is given a view and a heading and nothing else.

It has opened no data and has no way to: what it imports knows nothing of databases. Reads JSON from standard
input, writes the files as JSON to standard output, each as base64.
"""

from __future__ import annotations

import base64
import json
import sys

from manikin.derive.draft import Heading, draft
from manikin.derive.view import from_json


def main() -> None:
    """Write one draft."""
    job = json.load(sys.stdin)
    view = from_json(json.dumps(job["view"]).encode())
    files = draft(view, Heading(**job["heading"]), fits=job["fits"])
    json.dump({name: base64.b64encode(data).decode("ascii") for name, data in files.items()}, sys.stdout)


if __name__ == "__main__":
    main()
