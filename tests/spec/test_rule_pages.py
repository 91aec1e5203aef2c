"""Every rule has a page, every page a rule, and the examples on it do what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from manikin.disclosure.lint import judge
from manikin.errors import Problem, Severity, UserError
from manikin.spec import check, explain

ROOT = Path(__file__).parent.parent.parent
HEAD = {
    "language": "1",
    "dataset": "example",
    "version": "1.0.0",
    "title": "An example",
    "owner": "{name: Nobody, contact: nobody@example.org}",
    "class": "publicly-sourced",
    "seed": "1",
    "tables": "{patient: {rows: 10, columns: {patient_id: {type: integer, sequence: {}}}}}",
}
NOT_RUN = {"DISC21", "LIMIT02", "SQL07"}
"""Beside another version, see ``tests/review/diff``; too long for a page; seen only when rows are made."""
ELSEWHERE = ("APPROVAL", "GATE", "POLICY", "STATED", "VERIFY")
"""Rules of other files, whose pages are tried in ``tests/release``, ``disclosure``, ``derive`` and ``verify``."""
NO_RULES = {"AZP25", "PPND16"}
"""Words of the source that only look like rules: an escape of Azure's, an algorithm's name."""


def block(text: str, section: str, language: str) -> str | None:
    inside = text.partition(f"## {section}\n")[2].partition("\n## ")[0]
    found = re.search(rf"```{language}\n(.*?)\n```", inside, re.DOTALL)
    return found[1] + "\n" if found else None


def folder_of(tmp_path: Path, rule: str, section: str) -> Path:
    """Write an example as a whole dataset, the keys that it leaves out before it."""
    text = explain.page(rule)
    folder = tmp_path / "example"
    (tmp_path / "fragments").mkdir()
    folder.mkdir()
    inside = text.partition(f"## {section}\n")[2].partition("\n## ")[0]
    for name, found in re.findall(r"```(?:yaml|csv) (\S+)\n(.*?\n)```", inside, re.DOTALL):
        (folder / name).write_text(found, encoding="utf-8")
    example = block(text, section, "yaml")
    assert example is not None
    keys = set(re.findall(r"^([a-z_]+):", example, re.MULTILINE))
    head = "".join(f"{key}: {value}\n" for key, value in HEAD.items() if key not in keys)
    (folder / "spec.yaml").write_text(head + example, encoding="utf-8")
    table = block(text, section, "csv")
    if table is not None:
        (folder / "site.csv").write_text(table, encoding="utf-8")
    return folder


def run_rules() -> list[str]:
    return [rule for rule in explain.rules() if not rule.startswith(ELSEWHERE) and rule not in NOT_RUN]


def found(rule: str, folder: Path) -> tuple[Problem, ...]:
    """Return what is told of an example; what is waived is no finding."""
    checked = check(folder)
    if not rule.startswith("DISC"):
        return checked.problems
    assert checked.problems == (), checked.problems
    assert checked.spec is not None
    assert checked.document is not None
    problems = judge(checked.spec, checked.document).problems
    return tuple(problem for problem in problems if problem.severity is not Severity.NOTE)


@pytest.mark.parametrize("rule", run_rules())
def test_failing_example(rule: str, tmp_path: Path) -> None:
    problems = found(rule, folder_of(tmp_path, rule, "Fails"))
    # What the failing example of another rule tells as well.
    if rule == "DISC18":
        problems = tuple(p for p in problems if p.rule != "DISC22")
    if rule == "LIMIT01":
        problems = tuple(p for p in problems if p.rule == rule)
    assert {p.rule for p in problems} == {rule}, [(p.rule, p.message) for p in problems]
    for problem in problems:
        assert problem.message
        assert problem.mend or problem.severity is Severity.WARNING
        assert problem.line > 0
        assert problem.column > 0


@pytest.mark.parametrize("rule", run_rules())
def test_passing_example(rule: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, rule, "Passes")
    assert check(folder).spec is not None
    assert [p.message for p in found(rule, folder)] == []


def test_pages() -> None:
    for rule in explain.rules():
        text = explain.page(rule)
        assert text.startswith(f"# {rule}: ")
        headings = [line for line in text.splitlines() if line.startswith("## ")]
        assert headings == ["## Fails", "## Passes", "## What to do"], rule
        assert explain.title(rule)


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "generator" / "manikin").rglob("*.py"))
    )
    named = set(re.findall(r"\"([A-Z][A-Z_]{2,}[0-9]{2})\"", sources)) - NO_RULES
    assert named == set(explain.rules())


def test_unknown_rule_has_a_suggestion() -> None:
    with pytest.raises(UserError, match="did you mean KEYS0"):
        explain.page("KEYS99")


def test_site_holds_every_page() -> None:
    assert set(explain.site()) == {f"{rule}.md" for rule in explain.rules()}
