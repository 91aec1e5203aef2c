"""The child is shut in: it reads the named files only, within its limits, and tells no values."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

import pytest

from manikin.verify import child
from manikin.verify.limits import Limits, settings
from manikin.verify.runner import carry_out
from manikin.verify.verification import NoneOf, Query, Subject, Verification


def ask(tmp_path: Path, files: list[str], *statements: str) -> list[dict[str, Any]]:
    """Return the answers of a child run in this process."""
    answers: list[dict[str, Any]] = []
    job = {
        "settings": settings(Limits(), files, str(tmp_path / "spill")),
        "steps": list(enumerate(statements)),
    }
    child.run(job, answers.append)
    return answers


def count(sql: str) -> Verification:
    return Verification(Subject("x", "VERIFY15", "t"), Query(sql, frozenset()), NoneOf("rows"))


def test_only_the_named_files_can_be_read_and_none_written(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine.csv", tmp_path / "other.csv"
    for path in (mine, other):
        path.write_text("a\n1\n", "utf-8")
    answers = ask(
        tmp_path,
        [str(mine)],
        f"SELECT count(*) FROM read_csv('{mine}')",
        f"SELECT count(*) FROM read_csv('{other}')",
        f"SELECT count(*) FROM glob('{tmp_path}/*')",
        f"COPY (SELECT 1) TO '{mine}'",
        f"COPY (SELECT 1) TO '{tmp_path}/new.csv'",
        f"ATTACH '{tmp_path}/new.db'",
        "SET enable_external_access = true",
        "SET threads = 1",
        "INSTALL httpfs",
    )
    assert answers[0] == {"id": 0, "rows": [[1]]}
    assert all("error" in answer for answer in answers[1:] if answer["id"] != 2)
    assert answers[2].get("rows") in (None, [[0]])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.csv", "other.csv"]
    assert mine.read_text("utf-8") == "a\n1\n"


def test_neither_values_nor_messages_get_out(tmp_path: Path) -> None:
    answers = ask(
        tmp_path, [], "SELECT 'CANARY', 1, NULL, DATE '2020-01-01'", "SELECT CAST('CANARY' AS INTEGER)"
    )
    assert answers == [{"id": 0, "rows": [[None, 1, None, None]]}, {"id": 1, "error": "ConversionException"}]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="address space is limited on Linux only")
def test_too_much_memory_ends_the_check_not_the_program() -> None:
    greedy = count("SELECT length(repeat('x', 3000000000) || repeat('y', 900000000))")
    (result,) = carry_out((), (greedy,), Limits(memory_bytes=2 << 30, seconds=60))
    assert result.outcome == "error"
    assert result.rule == "VERIFY90"


def test_too_long_ends_the_check_not_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time runs from the first answer on, so that a machine which is slow to start the child does not matter."""

    class Child(subprocess.Popen[bytes]):
        def wait(self, timeout: float | None = None) -> int:
            while timeout is not None and not os.fstat(answers[0].fileno()).st_size and self.poll() is None:
                time.sleep(0.01)
            return super().wait(timeout)

    def start(command: list[str], *, stdout: IO[bytes], **options: Any) -> Child:
        answers.append(stdout)
        return Child(command, stdout=stdout, **options)

    answers: list[IO[bytes]] = []
    monkeypatch.setattr(subprocess, "Popen", start)
    quick = count("SELECT 0")
    slow = count("SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range = -b.range")
    first, second = carry_out((), (quick, slow), Limits(seconds=0.3))
    assert first.passed
    assert (second.outcome, second.rule) == ("error", "VERIFY90")


def test_child_is_not_misled_by_the_folder_it_starts_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "duckdb.py").write_text("raise SystemExit(9)", "utf-8")
    monkeypatch.chdir(tmp_path)
    (result,) = carry_out((), (count("SELECT 0"),), Limits(seconds=60))
    assert result.passed
