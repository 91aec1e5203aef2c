"""The comment on a request: the verdict first, who has decided, how to decide, and nothing in it that acts by itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from manikin.cli.main import run
from manikin.review.codes import code
from release.world import POLICY, World

PAGE = "{dataset}.html in the artefact review of this run"


def comment(world: World, out: Path, *more: str) -> tuple[str, dict[str, Any]]:
    """Return the comment on the one dataset, and what is told of it."""
    given = ["--out", str(out), "--on", "2026-11-24", "--policy-from", "main", "--page", PAGE]
    assert run(["comment", str(world.folder), *given, *more]) == 0
    tree = json.loads((out / "comments.json").read_text())
    (one,) = tree["datasets"]
    return (out / one["file"]).read_text(), one


def branch(world: World) -> None:
    world.repo.git("switch", "-q", "-c", "change")


def test_what_the_docs_show(approved: World, tmp_path: Path, root: Path) -> None:
    branch(approved)
    approved.edit("F: 60, M: 40", "F: 55, M: 45")
    approved.edit("1.0.0", "1.1.0")
    text, one = comment(approved, tmp_path, "--can-reply")
    shown = text.partition("\n")[2].strip()
    docs = (root / "docs" / "ci.md").read_text(encoding="utf-8")
    assert f"```\n{shown}\n```" in docs
    assert one == {
        "dataset": "falls",
        "folder": approved.folder.as_posix(),
        "marker": "<!-- manikin:falls -->",
        "is_unchanged": False,
        "code": code(approved.look().candidate.digest),  # type: ignore[union-attr]
        "against_role": "information governance",
        "is_compared": True,
        "file": "1.md",
    }


def test_a_first_review_and_one_that_is_done(draft: World, tmp_path: Path) -> None:
    branch(draft)
    draft.repo.commit({"specs/falls/spec.yaml": None})
    draft.repo.git("branch", "-q", "-f", "main")
    draft.repo.git("revert", "--no-edit", "HEAD")
    text, one = comment(draft, tmp_path)
    lines = text.splitlines()
    assert lines[1] == "### `falls` `1.0.0`: needs **owner** and **information governance**"
    assert (
        lines[2] == "Nothing of it was approved before, so all of it is to be decided: 1 table, 3 statistics."
    )
    assert "| owner | `has not decided`; may give it: `Oli Owner`, `Ola Owner` |" in lines
    assert not one["is_compared"]
    draft.approve()
    text, one = comment(draft, tmp_path)
    assert text.splitlines()[1] == "### `falls` `1.0.0`: approved"
    assert "To decide" not in text
    assert not one["is_unchanged"], "the decisions are new"
    draft.repo.git("branch", "-q", "-f", "main")
    text, one = comment(draft, tmp_path)
    assert one["is_unchanged"]
    assert "This request changes nothing of its meaning any more." in text


def test_a_comment_in_the_specification_is_no_change(approved: World, tmp_path: Path) -> None:
    branch(approved)
    approved.edit("seed: 7", "seed: 7   # as ever")
    assert comment(approved, tmp_path)[1]["is_unchanged"]


def test_problems_come_first(approved: World, tmp_path: Path) -> None:
    branch(approved)
    approved.edit("choice", "choise")
    text, one = comment(approved, tmp_path)
    assert "### `falls`: 1 problem to be mended first" in text
    assert "**KEYS01** `" in text
    assert one["code"] == ""


HOSTILE = [
    "@everyone",
    "</details><script>alert(1)</script>",
    "![x](http://evil.example.org/x.png)",
    "`` ` | a | b |",
    "::error::x ##[add-mask]x ##vso[task.setvariable]x",
    "<!-- manikin:other --><!-- manikin-posted:AAAA -->",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_does_nothing(text: str, approved: World, tmp_path: Path) -> None:
    branch(approved)
    approved.repo.commit(
        {"specs/policy.yaml": POLICY + f"  - {{name: {json.dumps(text)}, roles: [owner]}}\n"}
    )
    approved.repo.git("branch", "-q", "-f", "main")  # even where it is in force
    approved.edit("{F: 60, M: 40}", "{F: 60, " + json.dumps(text) + ": 40}")
    approved.edit("rows: 40", "rows: 50")  # so that the owner is asked too, and the name is shown
    made, _ = comment(approved, tmp_path)
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", made.partition("\n")[2])
    for sign in ("@", "<", "![", "::", "##[", "##v"):
        assert sign not in outside.replace("###", "").replace("&lt;", "")
    assert "@" not in made, "nobody is called, not even from a code span"
    assert not re.search(r"^\s*::|##\[|##vso\[", made, re.MULTILINE)
    rows = [line for line in outside.splitlines() if line.startswith("|")]
    assert {
        len(re.split(r"(?<!\\)\|", line)) for line in rows if "owner" in line and "minor" not in line
    } <= {4, 7}


def test_a_cut_is_told(approved: World, tmp_path: Path) -> None:
    branch(approved)
    columns = "".join(f"      extra_{n}: {{type: integer, constant: {n}}}\n" for n in range(60))
    approved.edit("    checks:", f"{columns}    checks:")
    made, _ = comment(approved, tmp_path)
    assert len(made) <= 60_000
    assert re.search(r"\*\*And [0-9]+ more\*\*, which do not fit here", made)
    assert "To decide:" in made, "how to decide is never cut"
