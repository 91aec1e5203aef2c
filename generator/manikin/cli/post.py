"""``manikin post``: for CI jobs; records what stands behind a check code when it is posted on a request."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from manikin.cli.circumstances import PolicyFrom, circumstances
from manikin.cli.output import say
from manikin.errors import ExitStatus, UserError
from manikin.release.gate import look
from manikin.release.making import baseline
from manikin.release.posted import Posted
from manikin.release.schema import COMMIT, MOMENT
from manikin.review.codes import code
from manikin.sinks.file import NewFile
from manikin.text import plain

NAME = "post"
HELP = """For CI jobs: record what stands behind the check code that is posted on a request.

    The record holds the whole digest, the page and the commit, and is signed with the job's key, so that
    `manikin approve --heard` can tell what somebody read who types the code.

    Example: manikin post specs/ed-attendances --request 12 --head COMMIT --page review.html --sign KEY --out posted.json
    """


def command(
    spec: Annotated[Path, typer.Argument(exists=True, help="A dataset's folder or its spec.yaml.")],
    request: Annotated[int, typer.Option("--request", min=1, help="The number of the request.")],
    head: Annotated[str, typer.Option("--head", help="The commit of the request that the page was made of.")],
    page: Annotated[
        Path, typer.Option("--page", exists=True, dir_okay=False, help="The page that is offered.")
    ],
    key: Annotated[Path, typer.Option("--sign", exists=True, help="The job's key.")],
    out: Annotated[Path, typer.Option("--out", help="The record; must not be there yet.")],
    role: Annotated[
        str, typer.Option("--against-role", help="The role whose approval the page compares with.")
    ] = "",
    at: Annotated[
        str, typer.Option("--at", help="The moment, such as 2026-11-24T09:30:00Z; now if not said.")
    ] = "",
    policy_from: PolicyFrom = "",
) -> None:
    """Record what is posted."""
    moment = at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if not re.fullmatch(MOMENT, moment) or not re.fullmatch(COMMIT, head):
        raise UserError("--head is a whole commit id, and --at a moment such as 2026-11-24T09:30:00Z")
    found = look(spec, circumstances("", policy_from))
    if found.candidate is None:
        raise UserError(
            f"{plain(found.folder.shown, 200)} has problems; see: manikin validate", ExitStatus.PROBLEMS
        )
    data = page.read_bytes()
    if code(found.candidate.digest).encode() not in data:
        raise UserError(f"{plain(page.name)} is the page of another specification", ExitStatus.REFUSED)
    against = baseline(found, role) if role else "none"
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    made = Posted(found.candidate.dataset, found.candidate.digest, digest, against, request, head, moment)
    file = NewFile(out)
    file.write(made.to_json(key))
    file.close()
    say(code(found.candidate.digest))
