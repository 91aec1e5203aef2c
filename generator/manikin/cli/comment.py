"""``manikin comment``: for CI jobs; writes what is posted on a request, one comment for each dataset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from manikin.cli.circumstances import Author, On, PolicyFrom, circumstances
from manikin.cli.output import say
from manikin.release.comment import Setting, comment
from manikin.release.gate import looks
from manikin.release.ground import around
from manikin.sinks.file import NewFile
from manikin.text import plain

NAME = "comment"
HELP = """For CI jobs: write the comment on a request, one for each dataset: what changed, and who has to decide.

    Each is at most 60,000 characters long and says where it was cut. Beside them, comments.json tells a job which
    dataset each is about, and whether the request changes anything of it. It ends with 0 whatever the datasets hold.

    Example: manikin comment specs --out comments --policy-from origin/main
    """


def command(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Datasets' folders, or a folder of them.")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write into; made where it is missing.")],
    page: Annotated[
        str, typer.Option("--page", help="Where the review page is, in words; {dataset} stands for the name.")
    ] = "",
    policy_from: PolicyFrom = "",
    author: Author = None,
    on: On = "",
    *,
    can_reply: Annotated[
        bool,
        typer.Option(
            "--can-reply", help="Say that a reply becomes a decision: the job records what it posts."
        ),
    ] = False,
) -> None:
    """Write comments."""
    given = circumstances(on, policy_from, author)
    setting = Setting(given.today, page, can_reply=can_reply)
    out.mkdir(parents=True, exist_ok=True)
    told = []
    for place, look in enumerate(looks(paths, given), 1):
        made = comment(look, around(look.folder.path), setting)
        tree = {key: value for key, value in vars(made).items() if key != "text"}
        told.append({**tree, "file": f"{place}.md"})
        _write(out / f"{place}.md", made.text)
        say(
            f"{plain(made.dataset)}: {'nothing changed' if made.is_unchanged else made.code or 'has problems'}"
        )
    _write(out / "comments.json", json.dumps({"comments": 1, "datasets": told}, indent=2) + "\n")


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    file = NewFile(path)
    file.write(text.encode())
    file.close()
