"""Looks at a dataset once for `validate` and `lint`: the rules of the language, then those of disclosure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from manikin import disclosure, spec
from manikin.disclosure.lint import Verdict, judge
from manikin.disclosure.organisation import kept_in, organisation
from manikin.disclosure.policy import Policy
from manikin.errors import ExitStatus, Problem, Severity, SpecError
from manikin.spec.folder import Folder, open_folder


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


def rules_at(out: Path, name: str) -> Policy:
    """Return the shipped policy of a name, with what an organisation's own asks of datasets in a folder's place.

    Raises
    ------
    SpecError
        If the organisation's policy is wrong.
    """
    named = disclosure.policy(name)
    home = out.absolute().parent
    found = kept_in(Folder(home, out.parent.as_posix(), may_be_link=False)) if home.is_dir() else None
    if found is None:
        return named
    if found.problems:
        raise SpecError(found.problems)
    return named if found.policy is None else named.joined(found.policy)


def of_draft(folder: Path, out: Path) -> list[Problem]:
    """Return what is wrong with a draft that still stands elsewhere, as if it stood in its place."""
    problems, verdict = judged(folder)
    there, here = folder.as_posix(), out.as_posix()
    told = [*problems, *(verdict.problems if verdict is not None else ())]
    return [replace(p, file=here + p.file.removeprefix(there)) for p in told if p.file.startswith(there)] + [
        p for p in told if not p.file.startswith(there)
    ]
