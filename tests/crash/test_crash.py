"""A build that is stopped anywhere leaves no build, the whole old one, or the whole new one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Builder, Call

OLD, NEW = 1, 2
QUICK_STEP = 20
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


WAYS = (
    Way("fresh", over=False),
    Way("fresh parquet", over=False, form="parquet"),
    Way("over an old build", over=True, form="parquet"),
    Way("over an old build that cannot be exchanged", over=True, inject=("renameat2:error=ENOSYS",)),
    Way("inside the old build", over=True, inside=True),
)


@pytest.fixture(params=WAYS, ids=lambda way: way.name.replace(" ", "-"))
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


def prepare(builder: Builder, way: Way) -> Path | None:
    """Set the scene, and return the folder to stand in."""
    builder.fresh()
    builder.form = way.form
    if way.over:
        builder.lay(OLD)
    return builder.target if way.inside else None


def calls(builder: Builder, way: Way) -> tuple[Call, ...]:
    """Return every call of a build that is left alone."""
    stand = prepare(builder, way)
    ended = builder.run(NEW, way.inject, stand=stand)
    assert ended.status == 0, ended.messages
    assert builder.state() == NEW
    assert len(ended.calls) > 50
    assert {"write", "fsync", "close", "openat"} <= {call.name for call in ended.calls}
    return ended.calls


def mended(builder: Builder, stand: Path | None) -> None:
    """Assert that another run mends everything and leaves nothing lying about.

    What it does follows from what it finds, so one is enough for all stops that left the same things.
    """
    found = f"{stand and 'inside'} {builder.lying()}"
    if found in builder.mended:
        return
    ended = builder.publish(NEW, stand=stand)
    assert ended.status == 0, ended.messages
    assert builder.state() == NEW
    assert [path.name for path in builder.work.iterdir()] == ["build"]
    tables = {f"{table}.{builder.form}" for table in ("patient", "site")}
    assert {path.name for path in builder.target.iterdir()} == {"README.md", "manifest.json", "spec", *tables}
    builder.mended.add(found)


def kill_at(builder: Builder, way: Way, call: Call) -> int | None:
    """Kill a build at a call, and return what is left."""
    stand = prepare(builder, way)
    same = [what for what in way.inject if what.startswith(f"{call.name}:")]
    if same:  # the call fails here, so nothing is injected into it twice
        return builder.state()
    ended = builder.run(NEW, [*way.inject, f"{call.name}:signal=KILL:when={call.number}"], stand=stand)
    assert ended.status == KILLED, f"nothing was injected at {call}"
    left = builder.state()
    assert left in ({None, OLD, NEW} if way.over else {None, NEW})
    mended(builder, stand)
    return left


def fail_at(builder: Builder, way: Way, call: Call, error: str) -> None:
    """Let a call fail, and assert that it is told and that nothing lies."""
    stand = prepare(builder, way)
    if any(what.startswith(f"{call.name}:") for what in way.inject):
        return
    ended = builder.run(NEW, [*way.inject, f"{call.name}:error={error}:when={call.number}"], stand=stand)
    left = builder.state()
    if ended.status == 0:
        assert left == NEW
        assert call.name not in FATAL, f"a failure went untold: {call}"
        assert call.name != "close" or not FILE.search(call.line), f"a failure went untold: {call}"
    elif ended.status == 2:  # the manifest of the old build could not be read: it is left alone
        assert left == OLD, ended
        assert call.name == "close", ended
    else:
        assert ended.status == 1, ended
        assert left in ({None, OLD} if way.over else {None})
        words = "no space left" if error == "ENOSPC" else "could not be written"
        assert words in ended.messages, (call, ended.messages)
        assert "Nothing was published" in ended.messages
    mended(builder, stand)


def each(made: tuple[Call, ...], step: int, check: Callable[[Call], object]) -> list[object]:
    return [check(call) for call in made[::step]]


def test_a_build_killed_at_some_calls_never_lies(builder: Builder, way: Way) -> None:
    each(calls(builder, way), QUICK_STEP, lambda call: kill_at(builder, way, call))


def test_a_failing_disk_is_told_at_some_calls(builder: Builder, way: Way) -> None:
    between = calls(builder, way)[QUICK_STEP // 2 :]  # others than those at which it is killed
    each(between, QUICK_STEP, lambda call: fail_at(builder, way, call, "ENOSPC"))


@pytest.mark.slow
def test_a_build_killed_at_every_call_never_lies(builder: Builder, way: Way) -> None:
    left = each(calls(builder, way), 1, lambda call: kill_at(builder, way, call))
    assert {NEW} < set(left), "kills before and after the publication"
    if way.over and not way.inside and not way.inject:
        assert None not in left, "an exchange leaves no moment without a build"


@pytest.mark.slow
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_failing_disk_is_told_at_every_call(builder: Builder, way: Way, error: str) -> None:
    each(calls(builder, way), 1, lambda call: fail_at(builder, way, call, error))
