"""``manikin review``: the page that those who approve a specification read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from manikin.cli.circumstances import Author, On, PolicyFrom, circumstances
from manikin.cli.output import Format, say, warn
from manikin.cli.validate import text as problems_text
from manikin.disclosure.lint import judge
from manikin.errors import ExitStatus, Problem, SpecError, UserError
from manikin.history import HistoryError
from manikin.model import Spec
from manikin.release import shown
from manikin.release.gate import Circumstances, look
from manikin.release.sides import Version, newest, versions
from manikin.review import codes
from manikin.review.diff.difference import Difference, differences
from manikin.review.page import SectionlessError, gather, render
from manikin.review.standing import NOTHING, Standing
from manikin.text import plain

NAME = "review"
HELP = """Write the page that a reviewer reads: what is to be decided, every number as a sentence and a table.

    One HTML file that loads and runs nothing, to be opened in any browser, sent by mail or printed. With --against it
    begins with what changed. With --brief it holds the first page, the changes and a decision form, for print.

    Example: manikin review specs/ed-attendances --against approved --out review.html
    """


def command(
    spec: Annotated[Path, typer.Argument(exists=True, help="A dataset's folder or its spec.yaml.")],
    against: Annotated[
        str,
        typer.Option("--against", help="Begin with what changed since a folder, REVISION:path, or approved."),
    ] = "",
    brief: Annotated[
        bool, typer.Option("--brief", help="Only the first page, the changes and the form.")
    ] = False,
    out: Annotated[Path, typer.Option("--out", help="The file to write.")] = Path("review.html"),
    on: On = "",
    policy_from: PolicyFrom = "",
    author: Author = None,
    output: Annotated[Format, typer.Option("--format", help="How to tell what was written.")] = Format.TEXT,
) -> int:
    """Write a review page."""
    with _sides(against, spec) as (before, after):
        problems = [*_marked("old", before), *_marked("new" if against else "", after)]
        problems += after.organisation.problems
        if problems or after.side is None or after.side.document is None:
            warn(problems_text(problems))
            return ExitStatus.PROBLEMS
        difference, label = _difference(before, after, against)
    kept = before.kept if before is not None else _kept(spec, after.side.spec)
    try:
        page, digest = _page(
            spec, after, kept, (difference, label), circumstances(on, policy_from, author), brief
        )
    except SectionlessError as error:
        warn(f"manikin: no page was written: {error}; please report it")
        return ExitStatus.PROBLEMS
    _write(out, page)
    _tell(out, page, digest, output)
    return ExitStatus.DONE


def _page(
    path: Path,
    after: Version,
    kept: Mapping[str, str],
    compared: tuple[Difference | None, str],
    given: Circumstances,
    brief: bool,
) -> tuple[bytes, str]:
    """Return the page and the digest of the specification that it shows."""
    side = after.side
    assert side is not None
    assert side.document is not None
    difference, label = compared
    made = gather(
        side.spec,
        side.document,
        judge(side.spec, side.document, after.organisation.policy),
        difference=difference,
        label=label,
        kept=kept,
        standing=_standing(path, given),
    )
    return render(made, brief=brief), made.digests.spec


def made_now(spec: Path, given: Circumstances) -> Iterator[bytes]:
    """Yield the pages that are made of a dataset now: whole and brief, of everything and of what changed since it was approved.

    Raises
    ------
    SectionlessError
        If a statistic has no place on one.
    """
    for against in ("", "approved"):
        try:
            with _sides(against, spec) as (before, after):
                if after.side is None or after.side.document is None:
                    continue
                compared = _difference(before, after, against)
        except UserError:  # nothing was approved yet
            continue
        kept = before.kept if before is not None else _kept(spec, after.side.spec)
        for brief in (False, True):
            yield _page(spec, after, kept, compared, given, brief)[0]


@contextmanager
def _sides(against: str, spec: Path) -> Iterator[tuple[Version | None, Version]]:
    """Give what is compared, if anything, and the specification itself."""
    with versions(against or str(spec), str(spec)) as (before, after):
        yield (before if against else None), after


def _marked(which: str, version: Version | None) -> list[Problem]:
    found = version.problems if version is not None else ()
    return [replace(p, message=f"{which}: {p.message}") if which else p for p in found]


def _difference(before: Version | None, after: Version, against: str) -> tuple[Difference | None, str]:
    """Return what changed and what the earlier version is called; nothing where nothing is compared."""
    if before is None or before.side is None or after.side is None:
        return None, ""
    rules = after.organisation
    found = differences(before.side, after.side, before.kept, deciding=rules.deciding, asked=rules.policy)
    label = f"version {before.side.spec.version}"
    return found, f"{label}, as approved" if against == "approved" else label


def _kept(path: Path, spec: Spec) -> Mapping[str, str]:
    """Return the numbers that statistics were given when something was approved; none before that."""
    try:
        found, problems = newest(path, spec)
    except UserError:
        return {}
    if problems:
        raise SpecError(problems)
    return found.numbers if found is not None else {}


def _standing(path: Path, given: Circumstances) -> Standing:
    """Return who has decided; nothing where no branch says who may."""
    try:
        return shown.standing(look(path, given))
    except HistoryError as error:
        warn(f"manikin: who has decided is not shown: {plain(error.message, 400)}")
        return NOTHING


def _write(out: Path, page: bytes) -> None:
    """Write the page beside its place and rename it, so that no half of it is taken for whole."""
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(page)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _tell(out: Path, page: bytes, digest: str, output: Format) -> None:
    sha256 = f"sha256:{hashlib.sha256(page).hexdigest()}"
    if output == Format.JSON:
        told = {"file": out.as_posix(), "code": codes.code(digest), "digest": digest, "page": sha256}
        say(json.dumps(told, indent=2))
        return
    say(f"{plain(out.as_posix(), 200)}: check code {codes.code(digest)}")
    say(f"page {sha256}")
