"""Builds what is approved and has changed, verified before it appears, and says why the rest was not built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from manikin import build as builds
from manikin import verify
from manikin.errors import ExitStatus, Problem, UserError
from manikin.manifest import APPROVED, Approval, Manifest
from manikin.release.decision import Decision
from manikin.release.gate import Look
from manikin.release.wording import refusals
from manikin.storage import check_files, read_manifest

_ORDER: Final = (
    ExitStatus.FAULT, ExitStatus.PROBLEMS, ExitStatus.REFUSED, ExitStatus.INFEASIBLE, ExitStatus.USAGE, ExitStatus.DONE,
)  # fmt: skip
"""Of several statuses, the first is what a command ends with: what must be mended first."""


class Outcome(StrEnum):
    """What became of a dataset."""

    BUILT = "built"
    SAME = "same"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """What became of a dataset, why, and what is wrong with it."""

    look: Look
    outcome: Outcome
    why: str = ""
    problems: tuple[Problem, ...] = ()
    status: ExitStatus = ExitStatus.DONE
    manifest: Manifest | None = None


Progress = Callable[[], AbstractContextManager[Callable[[int, int], None]]]
"""Gives, for each build, what is told of its rows."""


class _FailedError(UserError):
    """What was built is not what its specification says."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("the build does not pass its verification", ExitStatus.PROBLEMS)
        self.problems = problems


def run(looks: list[Look], out: Path, form: str, workers: int, progress: Progress) -> Iterator[Result]:
    """Yield what becomes of each dataset, one folder of `out` each.

    Raises
    ------
    UserError
        If two datasets have one name, and so one folder; then nothing is built.
    """
    names = [look.spec.dataset for look in looks if look.spec is not None]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserError(f"two folders both hold a dataset {twice[0]}; rename one", ExitStatus.PROBLEMS)
    for look in looks:
        yield _result(look, out, form, workers, progress)


def worst(results: list[Result]) -> ExitStatus:
    """Return what a command ends with."""
    found = {result.status for result in results}
    return next((status for status in _ORDER if status in found), ExitStatus.DONE)


def _result(look: Look, out: Path, form: str, workers: int, progress: Progress) -> Result:
    if look.problems:
        return Result(look, Outcome.REFUSED, "has problems", look.problems, look.status)
    if not look.is_open:
        return Result(look, Outcome.REFUSED, "is not approved", tuple(refusals(look)), look.status)
    assert look.spec is not None
    folder = out / look.spec.dataset
    by = approved_by(look)
    why = changed(folder, look, by, form)
    if not why:
        return Result(look, Outcome.SAME, "nothing changed since its build")
    try:
        approved = builds.Approved(by, _verified)
        with progress() as tick:
            manifest = builds.build(
                look.spec, folder, form=form, workers=workers, progress=tick, approved=approved
            )
    except _FailedError as error:
        return Result(look, Outcome.FAILED, error.message, error.problems, error.status)
    except UserError as error:
        return Result(look, Outcome.FAILED, error.message, (), error.status)
    return Result(look, Outcome.BUILT, why, manifest=manifest)


def _verified(folder: Path) -> None:
    report = verify.verify(folder)
    if report.status != ExitStatus.DONE:
        raise _FailedError(tuple(report.problems))


def approved_by(look: Look) -> tuple[Approval, ...]:
    """Return who approved a dataset that is approved: of each role the last ones that are required."""
    assert look.standing is not None
    return tuple(
        _approval(made)
        for role in look.standing.roles
        for made in _last(role.standing, role.decider.required)
    )


def _last(standing: tuple[Decision, ...], required: int) -> list[Decision]:
    """Return the last decision of each person, of as many as are required at least."""
    latest = {made.name: made for made in standing}
    return list(latest.values())[-max(required, 1) :]


def _approval(made: Decision) -> Approval:
    return Approval(made.role, made.name, made.on.isoformat(), made.method, made.digest)


def changed(folder: Path, look: Look, by: tuple[Approval, ...], form: str) -> str:
    """Return why a dataset must be built again; empty if what is there is what would be built."""
    assert look.spec is not None
    if not folder.exists():
        return "was not there"
    try:
        was = read_manifest(folder)
        damaged = check_files(folder)
    except UserError:
        return "was not there"
    asked: dict[str, tuple[Any, Any]] = {
        "its specification changed": (was["spec"]["digest"], look.spec.digest),
        "the program changed": (was["generator"], builds.generator(form)),
        "the format changed": (was["format"], form),
        "its approval changed": (
            (was["status"], was.get("approvals")),
            (APPROVED, [dict(vars(one)) for one in by]),
        ),
        "what was there was built with other sizes": (was["overrides"], {}),
    }
    if damaged:
        return "its files were damaged"
    return next((why for why, (before, now) in asked.items() if before != now), "")
