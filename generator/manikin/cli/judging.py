"""Looks at a dataset once for `validate` and `lint`: the rules of the language, then those of disclosure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from manikin import spec
from manikin.disclosure.lint import Verdict, judge
from manikin.disclosure.organisation import organisation
from manikin.disclosure.policy import Policy
from manikin.errors import ExitStatus, Problem, Severity
from manikin.spec.folder import open_folder


def judged(folder: Path, asked: Policy | None = None) -> tuple[list[Problem], Verdict | None]:
    """Return what is wrong with a dataset and its organisation's policy, and what the lint finds if it can look."""
    checked = spec.check(folder)
    rules = organisation(open_folder(folder))
    problems = [*checked.problems, *rules.problems]
    if checked.spec is None or checked.document is None:
        return problems, None
    kept = rules.policy
    if asked is not None:
        kept = asked if kept is None else asked.joined(kept)
    return problems, judge(checked.spec, checked.document, kept)


def status(problems: Sequence[Problem], *, strict: bool = False) -> ExitStatus:
    """Return 1 if something is wrong with a file itself, 3 if a policy alone refuses it; `strict` counts warnings too."""
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    errors = [problem for problem in problems if problem.severity in bad]
    if not errors:
        return ExitStatus.DONE
    is_policy = all(problem.rule.startswith("DISC") for problem in errors)
    return ExitStatus.REFUSED if is_policy else ExitStatus.PROBLEMS
