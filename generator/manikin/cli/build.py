"""``manikin build``: what CI runs; every approved dataset that changed is built and verified, the rest is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from manikin.cli.circumstances import Author, On, PolicyFrom, circumstances
from manikin.cli.output import Format, say, warn
from manikin.cli.progress import progress
from manikin.errors import Problem
from manikin.release.builds import Outcome, Result, run, worst
from manikin.release.gate import looks
from manikin.release.state import report
from manikin.release.wording import lines, needs, obstacles
from manikin.review.codes import label
from manikin.sinks import SINKS
from manikin.text import plain

NAME = "build"
HELP = """Build every approved dataset that changed, verify it, and refuse what is not approved.

    What is built says by whom it was approved; it appears whole and verified, or not at all. Rules, people and keys
    are read from the protected branch. Ends with 3 if anything was refused.

    Example: manikin build specs --out build
    """
Form = StrEnum("Form", {name.upper(): name for name in SINKS})  # type: ignore[misc]


def command(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Datasets' folders, or a folder of them.")],
    out: Annotated[Path, typer.Option("--out", help="Where the builds go, one folder each.")],
    policy_from: PolicyFrom = "",
    author: Author = None,
    on: On = "",
    form: Annotated[Form, typer.Option("--format", help="The format of the files.")] = Form("csv"),
    output: Annotated[Format, typer.Option("--report", help="How to write the report.")] = Format.TEXT,
    workers: Annotated[int, typer.Option("--workers", min=1, max=256, help="Threads.")] = os.cpu_count() or 1,
) -> int:
    """Build what is approved."""
    given = circumstances(on, policy_from, author)
    found = looks(paths, given)
    results = []
    for result in run(found, out, form.value, workers, progress):
        results.append(result)
        if output == Format.TEXT:
            say("\n".join(told(result)))
    for note in dict.fromkeys(note for look in found for note in look.notes):
        warn(f"{plain(note.file, 200)}: note {note.rule}: {plain(note.message, 400)}")
    if output == Format.JSON:
        states = report(found, given.today)["datasets"]
        tree = [
            {"outcome": result.outcome.value, "why": result.why, "status": int(result.status), **state}
            for result, state in zip(results, states, strict=True)
        ]
        say(json.dumps({"build": 1, "on": given.today.isoformat(), "datasets": tree}, indent=2))
    return worst(results)


def told(result: Result) -> Iterator[str]:
    """Yield what became of a dataset: one line if all is well, else what is needed too."""
    look = result.look
    if look.spec is None:
        yield f"{'refused':<8}{plain(look.folder.shown, 200)}: has problems; see: manikin validate"
        yield from _problems(result.problems)
        return
    name = f"{look.spec.dataset} {look.spec.version} {label(look.spec.digest)}"
    if result.outcome in {Outcome.BUILT, Outcome.SAME}:
        yield f"{result.outcome.value:<8}{name} ({plain(result.why, 200)})"
        return
    rules = ", ".join(dict.fromkeys(problem.rule for problem in result.problems))
    yield f"{result.outcome.value:<8}{name}: {plain(result.why, 400)}{f' ({rules})' if rules else ''}"
    if result.outcome is Outcome.FAILED or look.problems:
        yield from _problems(result.problems)
        return
    yield from (f"   {line}" for line in lines(look))
    yield from _problems(tuple(obstacles(look)))
    yield from (f"   {words}" for words in needs(look))
    has_before = look.standing is not None and any(role.approvals for role in look.standing.roles)
    against = " --against approved" if has_before else ""
    yield f"   read: manikin review {plain(look.folder.shown, 200)}{against}"


def _problems(problems: tuple[Problem, ...]) -> Iterator[str]:
    for problem in problems:
        yield f"   {problem.rule}: {plain(problem.message, 600)}"
        if problem.mend:
            yield f"      = mend: {plain(problem.mend, 400)}"
