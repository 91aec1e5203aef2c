"""Every specification that the project holds, read once and not judged, which would take most of the time."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

from manikin.model import Spec
from manikin.spec import includes, vocabularies
from manikin.spec.build import build
from manikin.spec.canonical import canonical
from manikin.spec.document import Document
from manikin.spec.folder import SPEC, open_folder
from manikin.spec.read import read

ROOT = Path(__file__).parent.parent.parent
FOLDERS = sorted(
    path.parent.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("specs/*/spec.yaml"), *ROOT.glob("tests/golden/*/spec.yaml"))
)


@functools.cache
def both(folder: str) -> tuple[Spec, Document]:
    """Return the specification of one of `FOLDERS`, and its text."""
    return taken(ROOT / folder)


def taken(path: Path) -> tuple[Spec, Document]:
    """Return the specification of a folder, and its text."""
    folder = open_folder(path)
    data = folder.read(SPEC)
    document, problems = read(data, SPEC)
    assert document is not None, problems
    included = includes.gather(document, len(data), folder)
    assert included.document is not None, included.problems
    document = included.document
    found = vocabularies.read(document, included.folders, included.homes)
    made = build(canonical(document.tree, found.texts), found.tables)
    return replace(made, texts={SPEC: data, **included.texts, **found.texts}), document


def spec(folder: str) -> Spec:
    """Return the specification of one of `FOLDERS`."""
    return both(folder)[0]
