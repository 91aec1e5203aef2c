"""A build that is stopped anywhere leaves no build, the whole old one, or the whole new one.

A build makes some hundred calls, and most repeat: another piece of the same file, another folder brought to the disk. The
slow tests stop it at the first and the last call of each name and at every fifth of the others, each kind of stop at others;
with `MANIKIN_EVERY_CALL=1` at every call, which takes many minutes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from manikin.sinks import SINKS

if TYPE_CHECKING:
    from conftest import Builder, Call

OLD, NEW = 1, 2
QUICK_STEP = 24
SLOW_STEP = 1 if os.environ.get("MANIKIN_EVERY_CALL") else 5
KILLED = -9
FATAL = ("write", "pwrite64", "fsync")
"""Calls whose failure must always be told."""
FILE = re.compile(r"/\w+\.(csv|parquet|json|md|yaml)>")


@dataclass(frozen=True)
class Way:
    """A way to publish: what is there before, and where the program stands."""

    name: str
    over: bool
    inside: bool = False
    inject: tuple[str, ...] = ()
    form: str = "csv"
    part_rows: int | None = None


WAYS = (
    Way("fresh", over=False),
    Way("fresh parquet", over=False, form="parquet"),
    Way("sqlite over an old build", over=True, form="sqlite"),
    Way("over an old build", over=True, form="parquet"),
    Way("parts over an old build", over=True, form="parquet", part_rows=9),
    Way("over an old build that cannot be exchanged", over=True, inject=("renameat2:error=ENOSYS",)),
    Way("inside the old build", over=True, inside=True),
)


FEW = (WAYS[0], WAYS[3])
"""The ways that differ most, for the quick tests; the others are seen by the slow ones."""


@pytest.fixture(params=WAYS, ids=lambda way: way.name.replace(" ", "-"))
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture(params=FEW, ids=lambda way: way.name.replace(" ", "-"))
def common(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


def prepare(builder: Builder, way: Way) -> Path | None:
    """Set the scene, and return the folder to stand in."""
    builder.fresh()
    builder.form, builder.part_rows = way.form, way.part_rows
    if way.over:
        builder.lay(OLD)
    return builder.target if way.inside else None


def calls(builder: Builder, way: Way) -> tuple[tuple[Call, ...], bytes]:
    """Return every call of a build that is left alone, and its manifest."""
    stand = prepare(builder, way)
    ended = builder.run(NEW, way.inject, stand=stand)
    assert ended.status == 0, ended.messages
    assert builder.state() == NEW
    assert len(ended.calls) > 50
    assert {"write", "fsync", "close", "openat"} <= {call.name for call in ended.calls}
    return ended.calls, (builder.target / "manifest.json").read_bytes()


def mended(builder: Builder, stand: Path | None, whole: bytes) -> None:
    """Assert that another run continues to the same bytes, mends everything and leaves nothing lying about.

    What it does follows from what it finds, so one is enough for all stops that left the same things.
    """
    found = f"{stand and 'inside'} {builder.lying()}"
    if found in builder.mended:
        return
    ended = builder.publish(NEW, stand=stand, resume=builder.form in SINKS)
    assert ended.status == 0, ended.messages
    assert builder.state() == NEW
    assert [path.name for path in builder.work.iterdir()] == ["build"]
    manifest = (builder.target / "manifest.json").read_bytes()
    assert manifest == whole
    tree = json.loads(manifest)
    tables = {
        file["file"]
        for table in tree["tables"].values()
        for file in table.get("parts", [table])
        if "file" in file
    }
    tables |= {tree["database"]["file"]} if "database" in tree else set()
    assert {path.name for path in builder.target.iterdir()} == {"README.md", "manifest.json", "spec", *tables}
    builder.mended.add(found)


def kill_at(builder: Builder, way: Way, whole: bytes, call: Call) -> int | None:
    """Kill a build at a call, and return what is left."""
    stand = prepare(builder, way)
    same = [what for what in way.inject if what.startswith(f"{call.name}:")]
    if same:  # the call fails here, so nothing is injected into it twice
        return builder.state()
    ended = builder.run(NEW, [*way.inject, f"{call.name}:signal=KILL:when={call.number}"], stand=stand)
    assert ended.status == KILLED, f"nothing was injected at {call}"
    left = builder.state()
    assert left in ({None, OLD, NEW} if way.over else {None, NEW})
    mended(builder, stand, whole)
    return left


def fail_at(builder: Builder, way: Way, whole: bytes, call: Call, error: str) -> None:
    """Let a call fail, and assert that it is told and that nothing lies."""
    stand = prepare(builder, way)
    if any(what.startswith(f"{call.name}:") for what in way.inject):
        return
    ended = builder.run(NEW, [*way.inject, f"{call.name}:error={error}:when={call.number}"], stand=stand)
    left = builder.state()
    if ended.status == 0:
        assert left == NEW
        assert call.name not in FATAL, f"a failure went untold: {call}"
        # An engine that closes a file has nothing to say: it is opened again, and brought to the disk.
        assert way.form not in SINKS or call.name != "close" or not FILE.search(call.line), (
            f"a failure went untold: {call}"
        )
    elif ended.status == 2:  # the manifest of the old build could not be read: it is left alone
        assert left == OLD, ended
        assert call.name == "close", ended
    else:
        assert ended.status == 1, ended
        assert left in ({None, OLD} if way.over else {None})
        words = "no space left" if error == "ENOSPC" else "could not be written"
        # An engine does not always say why.
        assert words in ended.messages or (
            way.form not in SINKS and "could not be written" in ended.messages
        ), (call, ended.messages)
        assert "Nothing was published" in ended.messages
    mended(builder, stand, whole)


def each(
    made: tuple[tuple[Call, ...], bytes], step: int, check: Callable[[bytes, Call], object]
) -> list[object]:
    found, whole = made
    return [check(whole, call) for call in found[::step]]


def spread(found: tuple[Call, ...], start: int) -> tuple[Call, ...]:
    """Return the first and the last call of each name, and of all every so many-th from `start`."""
    first = {call.name: call for call in reversed(found)}
    last = {call.name: call for call in found}
    ends = {(call.name, call.number) for call in (*first.values(), *last.values())}
    return tuple(
        call
        for place, call in enumerate(found)
        if place % SLOW_STEP == start % SLOW_STEP or (call.name, call.number) in ends
    )


def test_a_build_killed_at_some_calls_never_lies(builder: Builder, common: Way) -> None:
    each(calls(builder, common), QUICK_STEP, partial(kill_at, builder, common))


def test_a_failing_disk_is_told_at_some_calls(builder: Builder, common: Way) -> None:
    found, whole = calls(builder, common)
    between = found[QUICK_STEP // 2 :]  # others than those at which it is killed
    each((between, whole), QUICK_STEP, partial(fail_at, builder, common, error="ENOSPC"))


@pytest.mark.slow
def test_a_build_killed_at_calls_of_every_kind_never_lies(builder: Builder, way: Way) -> None:
    found, whole = calls(builder, way)
    left = each((spread(found, 0), whole), 1, partial(kill_at, builder, way))
    assert {NEW} < set(left), "kills before and after the publication"
    if way.over and not way.inside and not way.inject:
        assert None not in left, "an exchange leaves no moment without a build"


@pytest.mark.slow
@pytest.mark.parametrize(("error", "start"), [("ENOSPC", 2), ("EIO", 4)], ids=["ENOSPC", "EIO"])
def test_a_failing_disk_is_told_at_calls_of_every_kind(
    builder: Builder, way: Way, error: str, start: int
) -> None:
    found, whole = calls(builder, way)
    each((spread(found, start), whole), 1, partial(fail_at, builder, way, error=error))
