"""Has the queries carried out in a child process within limits, and judges the answers."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from manikin.verify import child
from manikin.verify.limits import Limits, settings
from manikin.verify.report import Outcome, Result
from manikin.verify.source import Source
from manikin.verify.verification import Found, Subject, Verification

Answers = Mapping[str, Mapping[str, Any]]
_UNFINISHED = "it was not finished within the limits of memory and time"


def carry_out(sources: Sequence[Source], found: Sequence[Found], limits: Limits) -> tuple[Result, ...]:
    """Return the results of all checks, in their order.

    Parameters
    ----------
    sources : sequence of Source
        The files to be read.
    found : sequence of Found
        The checks, and results that need none.
    limits : Limits
        What may be used.
    """
    steps = list(_steps(sources, found))
    with tempfile.TemporaryDirectory(prefix="manikin-verify-") as scratch:
        job = {
            "memory_bytes": limits.memory_bytes,
            "settings": settings(
                limits, [path for source in sources for path in source.paths], str(Path(scratch) / "spill")
            ),
            "steps": steps,
        }
        answers = (
            _here(job) if limits.in_process or not sys.executable else _in_child(job, Path(scratch), limits)
        )
    unread = _unread(sources, answers)
    results: list[Result] = []
    for number, source in enumerate(sources):
        results += [_reading(number, source, answers), *source.results]
        results += [
            _judged(f"raw {number}.{place}", check, answers, unread)
            for place, check in enumerate(source.checks)
        ]
    return (
        *results,
        *(_judged(f"check {number}", item, answers, unread) for number, item in enumerate(found)),
    )


def _steps(sources: Sequence[Source], found: Sequence[Found]) -> Iterable[tuple[str, str]]:
    """Yield every step: each file is read and checked as it stands, then all tables together."""
    for number, source in enumerate(sources):
        yield f"create {number}", source.create
        for place, check in enumerate(source.checks):
            yield f"raw {number}.{place}", check.query.sql
        yield f"refine {number}", source.refine
        yield f"drop {number}", f"DROP TABLE {source.names.raw}"
    for number, item in enumerate(found):
        if isinstance(item, Verification):
            yield f"check {number}", item.query.sql


def _here(job: Mapping[str, Any]) -> Answers:
    answers: dict[str, Mapping[str, Any]] = {}
    child.run(job, lambda answer: answers.__setitem__(answer["id"], answer))
    return answers


def _in_child(job: Mapping[str, Any], scratch: Path, limits: Limits) -> Answers:
    """Return what a child process answered before it ended, or was ended."""
    # -P: the child's own folder holds modules that must not stand in for others.
    command = [sys.executable, "-P", str(Path(child.__file__).resolve())]
    answered = scratch / "answers"
    with answered.open("wb") as out, tempfile.TemporaryFile() as job_file:
        job_file.write(json.dumps(job).encode())
        job_file.seek(0)
        # Errors are not kept: a driver's message may quote the data.
        process = subprocess.Popen(command, stdin=job_file, stdout=out, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            process.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            pass
        finally:
            process.kill()
            process.wait()
    answers: dict[str, Mapping[str, Any]] = {}
    for line in answered.read_text("utf-8").splitlines():
        try:
            answer = json.loads(line)
        except ValueError:
            break
        answers[answer["id"]] = answer
    return answers


def _unread(sources: Sequence[Source], answers: Answers) -> Mapping[str, str]:
    """Return the quoted names of the tables that are not there, with what they are called."""
    lost: dict[str, str] = {}
    for number, source in enumerate(sources):
        for step, table in (("create", source.names.raw), ("refine", source.names.final)):
            answer = answers.get(f"{step} {number}")
            if answer is None or "error" in answer:
                lost[table] = source.table.name
    return lost


def _reading(number: int, source: Source, answers: Answers) -> Result:
    """Return whether a file could be read as a table."""
    subject = Subject("readable", "VERIFY02", source.table.name)
    for step in ("create", "refine"):
        answer = answers.get(f"{step} {number}")
        if answer is None:
            return _broken(subject, _UNFINISHED)
        if "error" in answer:
            return subject.result(
                Outcome.FAILED, f"the file could not be read as a table ({answer['error']})"
            )
    return subject.result(Outcome.PASSED)


def _judged(step: str, item: Found, answers: Answers, unread: Mapping[str, str]) -> Result:
    if isinstance(item, Result):
        return item
    lost = sorted(unread[table] for table in item.query.tables if table in unread)
    if lost:
        return item.subject.result(Outcome.UNCHECKED, f"cannot be checked: {lost[0]} could not be read")
    answer = answers.get(step)
    if answer is None:
        return _broken(item.subject, _UNFINISHED)
    if "error" in answer:
        return _broken(item.subject, f"DuckDB could not carry it out ({answer['error']})")
    return item.expect.judge(item.subject, tuple(tuple(row) for row in answer["rows"]))


def _broken(subject: Subject, message: str) -> Result:
    return Result(subject.name, "VERIFY90", subject.table, subject.column, Outcome.ERROR, None, message)
