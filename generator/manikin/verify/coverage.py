"""Builds whose rows were chosen to reach every branch: what is still judged, and what takes the place of shares.

Weights were evened out, so how frequent values are says nothing. Instead each listed value, each missing one, each
state and the fewest and most rows of a parent must occur, unless ``coverage.json`` says that they were not reached.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from manikin.model import FileRows, Spec, Table
from manikin.verify.files import file_results
from manikin.verify.manifest import BuildManifest
from manikin.verify.paths import target
from manikin.verify.report import Outcome, Result
from manikin.verify.verification import Answer, Found, Shares, Subject, Verification

_SHARES: Final = "VERIFY11"
_RULE: Final = "VERIFY21"
_MOST_BYTES: Final = 50_000_000
_EVENED: Final = "not tested: weights were evened out so that every branch occurs, so shares mean nothing"
_UNREACHED: Final = "not tested: the build says that a branch here is not reached, or was not asked for"
Place = tuple[str, str | None]


@dataclass(frozen=True)
class Occurs:
    """The answer counts the rows of each label; each of those `wanted` must have one."""

    labels: tuple[str, ...]
    wanted: frozenset[int]

    def judge(self, subject: Subject, answer: Answer) -> Result:
        """Pass if none of these counts is 0."""
        counts = [int(row[-1] or 0) for row in answer]
        if len(counts) != len(self.labels):
            message = f"{len(counts):,} rows where there should be {len(self.labels):,}"
            return subject.result(Outcome.FAILED, message, len(counts))
        lacking = [place for place in sorted(self.wanted) if not counts[place]]
        if not lacking:
            return subject.result(Outcome.PASSED)
        message = f"{self.labels[lacking[0]]} does not occur, and the build does not say so"
        return subject.result(Outcome.FAILED, message, len(lacking))


def _ends(labels: Sequence[str], possible: frozenset[int]) -> frozenset[int]:
    """Return the bar of no rows, if it is possible, and the highest that is, of bars of numbers of rows."""
    words = {"none": "0", "one": "1"}
    starts = {place: label.split(" ", 1)[0].partition("-")[0] for place, label in enumerate(labels)}
    numbers = {place: int(words.get(starts[place], starts[place])) for place in possible}
    highest = max(numbers, key=numbers.__getitem__)
    return frozenset({highest, *(place for place, number in numbers.items() if number == 0)})


@dataclass(frozen=True)
class Coverage:
    """What a build says of its branches: the places where one is not reached or was not asked for."""

    exempt: frozenset[Place]

    def judged(self, found: Found, table: Table, spec: Spec) -> Found:
        """Return what is judged instead of a check; the check itself where it is none of shares."""
        if not isinstance(found, Verification):
            return found
        if not (isinstance(found.expect, Shares) or found.subject.rule == _SHARES):
            return found
        expect = _instead(found, table, spec)
        if expect is None:
            return found.subject.result(Outcome.UNTESTED, _EVENED)
        if (found.subject.table, found.subject.column) in self.exempt:
            return found.subject.result(Outcome.UNTESTED, _UNREACHED)
        subject = replace(found.subject, name=f"branches: {found.subject.name}", rule=_RULE)
        return Verification(subject, found.query, expect)


def _instead(found: Verification, table: Table, spec: Spec) -> Occurs | None:
    """Return what must occur for a check of shares; None where nothing is asked for."""
    if not isinstance(found.expect, Shares):
        return None
    labels = found.expect.labels
    possible = frozenset(place for place, share in enumerate(found.expect.shares) if share > 0)
    name = found.subject.name
    column = table.by_name.get(found.subject.column or "")
    if name == "shares of rows per parent":
        return Occurs(labels, _ends(labels, possible))
    if name == "shares" and column is not None and column.draw is not None:
        has_hours = any(part.name == "calendar" for part in column.draw.distributions)
        return None if has_hours else Occurs(labels, possible)
    if name == "shares of references" and column is not None:
        is_vocabulary = isinstance(spec.tables[str(target(column))].rows, FileRows)
        return Occurs(labels, possible) if is_vocabulary else None
    if name in {"share missing", "shares of first states"} or name.startswith("shares of states after "):
        return Occurs(labels, possible)
    return None


def results(folder: Path, manifest: BuildManifest) -> tuple[Result, ...]:
    """Return whether the file of the branches is the one that the manifest names."""
    if manifest.coverage is None:
        return ()
    return tuple(
        replace(result, name=f"branches: {result.name}")
        for result in file_results(folder, "", manifest.coverage)
    )


def read(folder: Path, manifest: BuildManifest) -> Coverage | None:
    """Return what a build says of its branches; None of a build whose rows were not chosen.

    What cannot be read says nothing, so that every branch must occur.
    """
    if manifest.coverage is None:
        return None
    try:
        path = folder / manifest.coverage.file
        if path.is_symlink() or path.stat().st_size > _MOST_BYTES:
            return Coverage(frozenset())
        tree = json.loads(path.read_bytes())
        lost = [goal for goal in tree["goals"] if not goal["rows"]]
        return Coverage(frozenset((str(p["table"]), p["column"]) for p in [*lost, *tree["left_out"]]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Coverage(frozenset())
