"""What every format says alike: files, messages, levels and counts, in words that command nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from manikin.errors import Problem, Severity
from manikin.report.context import ReportContext
from manikin.text import plain

_LONGEST_PATH = 4096


def file_shown(problem: Problem) -> str:
    """Return the file as the user named it, with forward slashes."""
    return plain(problem.file.replace("\\", "/"), _LONGEST_PATH)


def file_relative(problem: Problem) -> str:
    """Return the file as a path from the current folder if it is below it: what a CI runner can link to."""
    path = PurePosixPath(problem.file.replace("\\", "/"))
    here = Path.cwd().as_posix()
    return plain(path.relative_to(here) if path.is_relative_to(here) else path, _LONGEST_PATH)


def message(problem: Problem, context: ReportContext) -> str:
    """Return what is wrong, in one line."""
    return plain(problem.message, context.characters)


def mend(problem: Problem, context: ReportContext) -> str:
    """Return how to mend it, in one line; empty if the problem does not say."""
    return plain(problem.mend, context.characters)


def sentence(problem: Problem, context: ReportContext) -> str:
    """Return what is wrong and how to mend it, in one line."""
    way_out = mend(problem, context)
    return f"{message(problem, context)}; to mend it: {way_out}" if way_out else message(problem, context)


def rule_title(rule: str, page: str) -> str:
    """Return the title of a rule's page, ``# KEYS01: unknown key``, without the mark and the rule."""
    first = page.lstrip().split("\n", 1)[0].lstrip("# ").strip()
    return first.removeprefix(rule).lstrip(": ") or rule


def count(problems: Iterable[Problem]) -> dict[Severity, int]:
    """Return how many problems there are of each level, the gravest level first."""
    counted = dict.fromkeys(Severity, 0)
    for problem in problems:
        counted[problem.severity] += 1
    return counted


def number(amount: int, word: str) -> str:
    """Return ``1 error`` or ``1,200 errors``."""
    return f"{amount:,} {word}" if amount == 1 else f"{amount:,} {word}s"


def summary(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return the last line of a report for people."""
    where = f"in {number(context.datasets, 'dataset')}"
    parts = [number(amount, level.value) for level, amount in count(problems).items() if amount]
    if not parts:
        return f"No problems {where}."
    listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
    gravest = gravest_first(problems)[0]
    return f"{listed} {where}. Explain one with: manikin explain {plain(gravest.rule)}"


def gravest_first(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems, errors first, otherwise in their order."""
    levels = list(Severity)
    return sorted(problems, key=lambda problem: levels.index(problem.severity))
