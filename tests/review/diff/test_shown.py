"""How a difference is shown: for a terminal, for a program, as the one comment on a request; foreign text harms none."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from manikin.model import Spec
from manikin.review.diff import machine
from manikin.review.diff.cells import count
from manikin.review.diff.difference import Difference, differences
from manikin.review.diff.graph import ahead, edges, reached
from manikin.review.diff.markdown import MOST_CHARACTERS, markdown, span
from manikin.review.diff.matching import Matched
from manikin.review.diff.text import text
from manikin.spec.build import build
from manikin.spec.canonical import canonical, written
from review.conftest import taken
from strategies import spec_of, tree_of

ROOT = Path(__file__).parents[3]
HOSTILE = [
    "::error::x", " ::stop-commands::x", "##[add-mask]x", "##vso[task.x]", "@team", "![](http://x.example/p.png)",
    "<script>alert(1)</script>", "</details>", "a|b", "`code`", "```", "](javascript:x)", "\x1b[31mred", "a\nb", "\u202eevil",
    "\ue000x\ue001", "<!-- manikin:other -->",
]  # fmt: skip


@pytest.fixture(scope="module")
def ed() -> Spec:
    return taken(ROOT / "specs" / "ed-attendances")[0]


def edited(spec: Spec, change: Any) -> Spec:
    tree = copy.deepcopy(written(spec.canonical))
    del tree["files"]
    change(tree)
    return build(canonical(tree, {name: spec.texts[name] for name in spec.files}), spec.files)


@pytest.fixture(scope="module")
def many(ed: Spec) -> Difference:
    """Return changes of every kind, one of which others follow from."""

    def change(tree: Any) -> None:
        patient, attendance = tree["tables"]["patient"], tree["tables"]["attendance"]
        tree |= {"title": "Another", "class": "privately-sourced", "version": "2.0.0"}
        patient["columns"]["frailty"]["distribution"]["choice"]["fit"] = 7
        patient["columns"]["asthma"] = {"type": "boolean", "distribution": {"bernoulli": 0.1}}
        attendance["checks"][0]["sql"] = "departed_at >= arrived_at"

    return differences(ed, edited(ed, change))


def test_json_is_as_its_schema_says_and_the_same_again(many: Difference) -> None:
    jsonschema.validate(json.loads(machine.render(many)), machine.SCHEMA)
    assert machine.render(many) == machine.render(many)
    assert machine.render(many).isascii()
    told = machine.report(many)
    assert told["grade"] == "major"
    assert {change["kind"] for change in told["changes"]} == {
        "structure",
        "statistic",
        "rule",
        "use",
        "presentation",
    }


def test_text_says_what_follows_and_who_decides(many: Difference) -> None:
    shown = text(many)
    assert "values of patient.frailty" in shown
    assert re.search(r"└ \d+ of 14,819 values of attendance\.triage \(its cases\)", shown)
    assert re.search(r"attendance: \d+ rows added \(14,819 → 15,\d\d\d\)", shown)
    assert "To decide: audit team and information governance, on " in shown
    assert "patient.asthma: new" in shown


def test_shown_differences_are_those_of_the_shown_figures(many: Difference) -> None:
    for was, now, points in re.findall(r"([\d.]+) → ([\d.]+) of every 100, ([+-][\d.]+)", text(many)):
        assert f"{float(now) - float(was):+g}" == f"{float(points):+g}"


def test_the_verdict_is_the_first_line_of_the_comment(many: Difference) -> None:
    lines = markdown(many).splitlines()
    assert lines[0] == "<!-- manikin:ed-attendances -->"
    assert "needs **audit team** and **information governance**" in lines[1]
    assert "1 change needs no decision: `title`." in lines[-1]


def test_nothing_changed_is_said(ed: Spec) -> None:
    same = differences(ed, ed)
    assert "Nothing changed in meaning." in text(same)
    assert "nothing changed in meaning" in markdown(same).splitlines()[1]


@pytest.mark.parametrize("label", HOSTILE)
def test_foreign_text_harms_neither_terminal_nor_runner_nor_comment(label: str) -> None:
    def tree(weights: dict[str, int], name: str) -> Spec:
        column = {"type": "string", "distribution": {"choice": weights}}
        key = {"type": "integer", "sequence": {}}
        checks = [{"name": name, "sql": "id > 0"}]
        table = {"rows": 3, "columns": {"id": key, "word": column}, "checks": checks, "description": name}
        return spec_of(tree_of({"t": table}, uses=[name]))

    found = differences(tree({label: 1, "b": 1}, "x"), tree({label: 2, "b": 1, f"{label} 2": 1}, label))
    assert found.changes
    for shown in (text(found), markdown(found)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ue000\ue001]", shown)
        assert not re.search(r"(?m)^\s*::|##\[|##vso", shown)
    comment = markdown(found)
    assert "@" not in comment
    bare = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", "\n".join(comment.splitlines()[1:]))
    assert not re.search(r"[<>`@]|!\[|\]\(", bare), bare
    rows = [line for line in comment.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
    assert json.loads(machine.render(found))


def test_a_span_cannot_be_ended_from_within() -> None:
    assert span("a``b") == "``` a``b ```"
    assert span("a|b", is_in_table=True) == "`a\\|b`"
    assert span("") == "` `"


def columns(count: int, weight: int, width: int) -> Spec:
    made = {
        f"c{n}": {
            "type": "string",
            "distribution": {"choice": {f"{n} {'x' * width} {k}": weight + k for k in range(9)}},
        }
        for n in range(count)
    }
    return spec_of(tree_of({"t": {"rows": 2, "columns": made}}))


def test_a_long_comment_is_cut_and_says_so() -> None:
    found = differences(columns(52, 1, 10), columns(52, 2, 10))
    comment = markdown(found)
    assert comment.count("\n| S") == 40
    assert "**And 12 more**" in comment
    wide = markdown(differences(columns(52, 1, 300), columns(52, 2, 300)))
    assert len(wide) < MOST_CHARACTERS
    assert "(cut; all of it is on the review page)" in wide
    assert "more**, which do not fit here" in wide
    assert "needs **" in wide.splitlines()[1]


def test_of_very_many_rows_the_first_are_compared() -> None:
    def tree(weight: int) -> Spec:
        child = {
            "rows": {"per": "t", "distribution": {"exactly": 2}},
            "columns": {"m": {"type": "integer", "copy": "t.n"}},
        }
        column = {"type": "integer", "distribution": {"choice": {"1": weight, "2": 1}}}
        return spec_of(tree_of({"t": {"rows": 10**11, "columns": {"n": column}}, "u": child}))

    matched = Matched(tree(1), tree(2))
    nodes = reached([("t", "n")], ahead(edges(matched.new)))
    found = count(matched, nodes, most=20_000)
    cells = found.columns["u", "m"]
    assert cells.at_least
    assert 20_000 <= cells.of < 200_000
    assert cells.changed > 0


def test_rows_that_are_too_many_to_count_are_told_and_not_waited_for() -> None:
    def tree(weight: int) -> Spec:
        key = {"type": "integer", "sequence": {}}
        column = {"type": "integer", "distribution": {"choice": {"1": weight, "2": 1}}}
        child = {
            "rows": {"per": "t", "distribution": {"exactly": 2}},
            "key": "k",
            "columns": {"k": key, "m": column},
        }
        ref = {"type": "integer", "references": "u"}
        other = {"rows": 5, "columns": {"u": ref, "m": {"type": "integer", "copy": "u.m"}}}
        return spec_of(tree_of({"t": {"rows": 10**11, "columns": {"n": key}}, "u": child, "v": other}))

    matched = Matched(tree(1), tree(2))
    nodes = reached([("u", "m")], ahead(edges(matched.new)))
    found = count(matched, nodes, most=20_000)
    assert "too many rows" in found.refused
    assert found.columns["u", "m"].changed > 0
    assert ("v", "m") not in found.columns


def test_what_cannot_be_made_is_told_with_the_reason() -> None:
    def tree(most: int) -> Spec:
        column = {"type": "integer", "distribution": {"uniform": {"min": 1, "max": most}}}
        checks = [{"name": "large", "sql": "n > 8"}]
        return spec_of(tree_of({"t": {"rows": 50, "columns": {"n": column}, "checks": checks}}))

    found = differences(tree(9), tree(5))
    assert "cannot be kept" in found.uncounted
    assert "Not all values could be counted: t: the check 'large' cannot be kept" in text(found)
