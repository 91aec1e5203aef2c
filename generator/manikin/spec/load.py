"""From a folder to a checked specification, stage by stage.

Each stage tells all of its problems; the next runs only if there was no error so far.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from manikin.errors import Problem, Severity, SpecError, UserError
from manikin.model import Spec
from manikin.spec import includes, rules, shape, sizes, vocabularies
from manikin.spec.build import build
from manikin.spec.canonical import canonical
from manikin.spec.document import Document
from manikin.spec.folder import SPEC, open_folder
from manikin.spec.limits import MOST_PROBLEMS
from manikin.spec.read import read


@dataclass(frozen=True)
class Checked:
    """What was found; `spec` is there if no problem is an error, `document` if the YAML could be read."""

    spec: Spec | None
    problems: tuple[Problem, ...]
    document: Document | None = None


def load(path: Path) -> Spec:
    """Return the specification of a dataset's folder, or of its ``spec.yaml``.

    Raises
    ------
    SpecError
        If it has problems that are errors; with all problems.
    """
    checked = check(path)
    if checked.spec is None:
        raise SpecError(checked.problems)
    return checked.spec


def check(path: Path) -> Checked:
    """Return what is wrong with the specification of a dataset's folder, and the model if nothing is.

    Parameters
    ----------
    path : Path
        The folder or its ``spec.yaml``; messages name the file under it as the user did.
    """
    folder = open_folder(path)
    try:
        data = folder.read(SPEC)
    except UserError as error:
        problem = Problem(
            folder.name_of(SPEC), 0, 0, "FILE01", error.message, f"put an ordinary {SPEC} into the folder"
        )
        return Checked(None, (problem,))
    document, problems = read(data, folder.name_of(SPEC))
    if document is None or _has_error(problems):
        return Checked(None, _told(problems), document)
    included = includes.gather(document, len(data), folder)
    problems += included.problems
    if included.document is None:
        return Checked(None, _told(problems), document)
    document = included.document
    large = sizes.problems(document)
    problems += large
    if _has_error(large):
        return Checked(None, _told(problems), document)
    judged = shape.judge(document)
    problems += judged.problems
    if judged.meant is None:
        return Checked(None, _told(problems), document)
    # Misspelt keys are read as they were meant, so that what else is wrong is told in the same go.
    document = judged.meant
    found = vocabularies.read(document, included.folders, included.homes)
    problems += tuple(found.problems)
    if _has_error(found.problems):
        return Checked(None, _told(problems), document)
    spec = build(canonical(document.tree, found.texts), found.tables, folder.shown)
    spec = replace(spec, texts={SPEC: data, **included.texts, **found.texts})
    document = document.written_out(found.tables, found.called)
    problems += rules.problems(spec, document)
    return Checked(None if _has_error(problems) else spec, _told(problems), document)


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _told(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in file order; of very many the first, errors before what matters less, and a note."""
    found = sorted(problems)
    if len(found) <= MOST_PROBLEMS:
        return tuple(found)
    worst = sorted(found, key=lambda problem: tuple(Severity).index(problem.severity))
    kept = sorted(worst[:MOST_PROBLEMS])
    message = f"more than {MOST_PROBLEMS} problems; only the first are told"
    note = replace(kept[-1], rule="LIMIT01", message=message, mend="mend these first", severity=Severity.NOTE)
    return (*kept, note)
