"""The folder ``approvals`` of a dataset: decisions and the specifications that they are about, read and added to.

Every file is written once. Read as somebody else's: the shape of each, whether it is called for what it holds, and
whether a decision follows others that are there. Whether it was really made, and stands, is asked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from referencing import Registry

from manikin.errors import Problem, UserError
from manikin.release.decision import CHANGES, Decision, decision
from manikin.release.schema import SCHEMA
from manikin.review import snapshot
from manikin.review.snapshot import Snapshot
from manikin.spec import keywords, shape
from manikin.spec.document import Document
from manikin.spec.folder import Folder
from manikin.spec.read import read
from manikin.text import plain

APPROVALS: Final = "approvals"
_DECISION: Final = re.compile(r"[0-9a-f]{16}-[a-z0-9-]{1,64}\.yaml")
_SNAPSHOT: Final = re.compile(r"[0-9a-f]{16}\.spec\.json")
_PASSING: Final = re.compile(r"\..*\.manikin-partial|\.DS_Store|Thumbs\.db|desktop\.ini", re.DOTALL)
_MOST_FILES: Final = 2_000
_NEEDS: Final = {
    "ssh-signature": ("principal", "signature"),
    "host-review": ("host", "signature"),
    "paper": ("paper",),
}


@dataclass(frozen=True)
class Filed:
    """A decision and the file that holds it."""

    decision: Decision
    file: str
    """How it is called in messages."""
    document: Document = field(repr=False, compare=False)

    def problem(self, rule: str, message: str, mend: str, *address: str) -> Problem:
        """Return a problem of the file, at a key."""
        return self.document.problem(tuple(address), rule, message, mend)


@dataclass(frozen=True)
class Approvals:
    """What the folder holds; with problems, no decision of it is to be trusted."""

    filed: tuple[Filed, ...] = ()
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    """By the digest of the specification."""
    problems: tuple[Problem, ...] = ()
    names: tuple[str, ...] = ()
    """Every file of the folder."""


def approvals(folder: Folder, dataset: str = "") -> Approvals:
    """Return the decisions in the folder of a dataset, and what is wrong with their files.

    Parameters
    ----------
    folder : Folder
        The dataset's.
    dataset : str
        Its name, to find decisions that were moved here; empty if it cannot be told.
    """
    if not folder.has(APPROVALS):
        return Approvals()
    home = Folder(folder.path / APPROVALS, folder.name_of(APPROVALS), may_be_link=False)
    if home.path.is_symlink() or not home.path.is_dir():
        problem = Problem(
            home.shown, 0, 0, "APPROVAL01", "is no folder", "keep decisions in a folder of that name"
        )
        return Approvals(problems=(problem,))
    found = sorted(entry.name for entry in home.path.iterdir() if not _PASSING.fullmatch(entry.name))
    names = tuple(found[: _MOST_FILES + 1])
    problems = list(_strangers(home, names))
    filed: list[Filed] = []
    snapshots: dict[str, Snapshot] = {}
    for name in names:
        try:
            if _DECISION.fullmatch(name):
                filed += _decision(home, name, problems)
            elif _SNAPSHOT.fullmatch(name):
                kept = snapshot.read(home.read(name, snapshot.MOST_BYTES))
                problems += _misnamed(home, name, kept)
                snapshots[kept.digest] = kept
        except UserError as error:
            mend = "take the file from the history again"
            problems.append(Problem(home.name_of(name), 0, 0, "APPROVAL04", error.message, mend))
    for one in filed:
        problems += _unfit(one, dataset, snapshots)
    problems += _loose(filed)
    return Approvals(tuple(filed), snapshots, tuple(sorted(set(problems))), names)


def is_ours(name: str) -> bool:
    """Return whether a file is called as a decision or the copy of a specification is."""
    return bool(_DECISION.fullmatch(name) or _SNAPSHOT.fullmatch(name))


def _strangers(home: Folder, names: tuple[str, ...]) -> Iterator[Problem]:
    if len(names) > _MOST_FILES:
        yield Problem(
            home.shown, 0, 0, "APPROVAL01", f"holds more than {_MOST_FILES:,} files", "remove what is none"
        )
    for name in names:
        if not _DECISION.fullmatch(name) and not _SNAPSHOT.fullmatch(name):
            message = "is neither a decision nor the copy of a specification"
            mend = "keep nothing here but what `manikin approve` writes"
            yield Problem(plain(f"{home.shown}/{name}", 200), 0, 0, "APPROVAL01", message, mend)


def _misnamed(home: Folder, name: str, found: Snapshot) -> Iterator[Problem]:
    if not found.digest.startswith(f"sha256:{name[:16]}"):
        message = "holds another specification than its name says"
        yield Problem(home.name_of(name), 0, 0, "APPROVAL04", message, "take the file from the history again")


def _decision(home: Folder, name: str, problems: list[Problem]) -> list[Filed]:
    shown = home.name_of(name)
    document, found = read(home.read(name), shown)
    problems += found
    if document is None or found:
        return []
    faults = {
        f.address: document.problem(f.address, f.rule, f.message, f.mend, key=f.key)
        for error in _validator().iter_errors(document.tree)
        for f in keywords.findings(error)
    }
    problems += faults.values()
    if faults:
        return []
    return _made(document, shown, name, problems)


def _made(document: Document, shown: str, name: str, problems: list[Problem]) -> list[Filed]:
    for key in ("decided_on", "expires"):
        try:
            date.fromisoformat(document.tree.get(key, "2000-01-01"))
        except ValueError:
            message = f"there is no day {plain(document.tree[key])}"
            problems.append(document.problem((key,), "APPROVAL03", message, "write a day such as 2026-11-24"))
            return []
    made = Filed(decision(document.tree), shown, document)
    stem = made.decision.stem
    if not re.fullmatch(rf"{re.escape(stem)}(-[1-9][0-9]?)?\.yaml", name):
        message = f"holds a decision whose file is called {stem}.yaml"
        problems.append(Problem(shown, 0, 0, "APPROVAL02", message, "take the file from the history again"))
    return [made]


def _unfit(filed: Filed, dataset: str, snapshots: Mapping[str, Snapshot]) -> Iterator[Problem]:
    made = filed.decision
    if dataset and made.dataset != dataset:
        message = f"is a decision on {plain(made.dataset)}, and this is {plain(dataset)}"
        yield filed.problem(
            "APPROVAL02", message, "a decision holds for its own dataset only; remove it", "dataset"
        )
    tree = filed.document.tree
    for key in ("principal", "host", "paper", "signature"):
        if (key in tree) != (key in _NEEDS[made.method]):
            said = "lacks" if key not in tree else "has no use for"
            message = f"a decision by {made.method} {said} `{key}`"
            yield filed.problem("APPROVAL03", message, "let `manikin approve` write it", "method")
    if made.decision == CHANGES and not made.items:
        message = "asks for changes and says of nothing what is wrong"
        yield filed.problem(
            "APPROVAL03", message, "give a note for each item: --item S14 --note '…'", "decision"
        )
    if made.expires is not None and made.expires < made.on:
        yield filed.problem("APPROVAL03", "expires before it was made", "give a later day", "expires")
    if made.spec not in snapshots:
        message = f"the specification that it is about, {made.spec[7:23]}.spec.json, is not beside it"
        yield filed.problem("APPROVAL04", message, "take the file from the history again", "covers", "spec")


def _loose(filed: list[Filed]) -> Iterator[Problem]:
    """Yield the decisions that follow what is not here, or what is later than they are."""
    known = {found.decision.digest: found.decision for found in filed}
    for found in filed:
        for place, before in enumerate(found.decision.follows):
            at: Any = ("follows", place)
            if before not in known:
                message = f"follows the decision {before[7:15]}, which is not here"
                mend = "take the removed file from the history again; nothing is decided while it is missing"
                yield found.problem("APPROVAL05", message, mend, *at)
            elif known[before].on > found.decision.on:
                message = f"follows the decision {before[7:15]}, which was made on a later day"
                yield found.problem("APPROVAL05", message, "a decision follows earlier ones only", *at)


@cache
def _validator() -> Draft202012Validator:
    return shape.strict()(SCHEMA, registry=Registry())


def heads(filed: tuple[Filed, ...]) -> tuple[str, ...]:
    """Return the digests of the decisions that none follows yet, sorted: what the next one follows."""
    followed = {before for found in filed for before in found.decision.follows}
    return tuple(sorted({found.decision.digest for found in filed} - followed))


def snapshot_path(folder: Path, spec: str) -> Path:
    """Return where the copy of a specification is kept."""
    return folder / APPROVALS / f"{spec.removeprefix('sha256:')[:16]}.spec.json"
