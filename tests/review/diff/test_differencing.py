"""Two versions that tell of a small group together are refused, and those that `derive --against` writes are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from manikin.cli.judging import judged
from manikin.disclosure.policy import POLICIES
from manikin.errors import Problem, Severity
from manikin.model import Spec
from manikin.review.diff.difference import differences
from manikin.spec import explain
from strategies import spec_of, tree_of


def made(choice: dict[str, int], n: int = 12_300, people: int = 12_300, **more: Any) -> Spec:
    column = {"type": "string", "distribution": {"choice": choice}, "source": {"from": "extract", "n": n}}
    table = {"rows": 10, "columns": {"sex": column}}
    source = {"kind": "private", "title": "Extract", "policy": "acro", "people": people}
    return spec_of(
        tree_of({"patient": table}, sources={"extract": source}, **{"class": "privately-sourced"}, **more)
    )


SOURCE = {"from": "extract", "n": 12_300}


def told(old: Spec, new: Spec) -> list[Problem]:
    return [problem for problem in differences(old, new, count=False).problems if problem.rule == "DISC21"]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ({"F": 6250, "M": 6050}, {"F": 6260, "M": 6050}, "F moved by 10"),
        ({"F": 6250, "M": 6050}, {"F": 6250, "M": 6050, "X": 10}, "X is new with 10"),
        ({"F": 6250, "M": 6050, "X": 10}, {"F": 6250, "M": 6050}, "X was taken out"),
    ],
)
def test_a_small_group_is_told_by_subtraction(old: dict[str, int], new: dict[str, int], word: str) -> None:
    (problem,) = told(made(old), made(new))
    assert word in problem.message
    assert problem.severity is Severity.ERROR
    assert "--against" in problem.mend


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"F": 6250, "M": 6050}, {"F": 6250, "M": 6050}),
        ({"F": 6250, "M": 6050}, {"F": 6270, "M": 6030}),
        ({"F": 6250, "M": 6050}, {"F": 6250, "M": 6050, "X": 20}),
    ],
)
def test_numbers_that_moved_enough_or_not_at_all_are_fine(old: dict[str, int], new: dict[str, int]) -> None:
    assert told(made(old), made(new)) == []


def test_people_behind_numbers_are_numbers_too() -> None:
    choice = {"F": 6250, "M": 6050}
    assert "people moved by 10" in told(made(choice), made(choice, n=12_310))[0].message
    assert "source extract" in told(made(choice), made(choice, people=12_290))[0].message


def test_public_numbers_may_move_as_they_like() -> None:
    def public(weight: int) -> Spec:
        column = {"type": "string", "distribution": {"choice": {"F": weight, "M": 10}}, "source": "census"}
        source = {"kind": "public", "title": "Census"}
        return spec_of(tree_of({"t": {"rows": 1, "columns": {"sex": column}}}, sources={"census": source}))

    assert told(public(10), public(11)) == []


def test_who_answers_for_it_is_told_and_refuses_nothing() -> None:
    at = "tables.patient.columns.sex"
    waiver = {"rule": "DISC21", "at": at, "reason": "published", "who": "IG"}
    (problem,) = told(made({"F": 6250, "M": 6050}), made({"F": 6260, "M": 6050}, waivers=[waiver]))
    assert problem.severity is Severity.NOTE
    assert problem.message.startswith("waived by IG: published")


def test_what_deriving_keeps_moves_enough_or_not_at_all() -> None:
    # A number is kept while it is within a threshold and half the base; then it moves by more than the threshold.
    policy = POLICIES["acro"]
    published = policy.permit(6_250)
    for true in range(6_250 - 60, 6_250 + 60):
        is_kept = abs(true - published) <= policy.threshold + policy.base / 2
        now = published if is_kept else policy.permit(true)
        assert told(made({"F": published, "M": 900}), made({"F": now, "M": 900})) == [], true


def test_a_waiver_of_it_is_no_waiver_of_nothing_where_there_is_no_version_beside(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    page = explain.page("DISC21")
    example = page.partition("## Passes")[2].partition("```yaml\n")[2].partition("```")[0]
    head = "language: 1\ndataset: one\nversion: 1.0.0\ntitle: One\nowner: {name: N, contact: n@example.org}\nseed: 1\n"
    waiver = "waivers: [{rule: DISC21, at: tables.patient.columns.sex, reason: published, who: IG}]\n"
    (folder / "spec.yaml").write_text(head + waiver + example)
    problems, verdict = judged(folder)
    assert verdict is not None
    assert not [p for p in (*problems, *verdict.problems) if p.rule in {"DISC20", "DISC21"}]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"normal": {"mean": 10, "sd": 2}}, {"normal": {"mean": 10.1, "sd": 2}}, ["warning"]),
        ({"normal": {"mean": 10, "sd": 2}}, {"uniform": {"min": 1, "max": 20}}, ["warning"]),
        ({"normal": {"mean": 10, "sd": 2}}, {"normal": {"mean": 10, "sd": 2}}, []),
    ],
)
def test_what_counts_nobody_is_told_where_it_moved(
    old: dict[str, Any], new: dict[str, Any], expected: list[str]
) -> None:
    before, after = (
        spec_of(
            tree_of(
                {
                    "patient": {
                        "rows": 10,
                        "columns": {"x": {"type": "number", "distribution": one, "source": SOURCE}},
                    }
                },
                sources={
                    "extract": {"kind": "private", "title": "Extract", "policy": "acro", "people": 12_300}
                },
                **{"class": "privately-sourced"},
            )
        )
        for one in (old, new)
    )
    found = told(before, after)
    assert [problem.severity.value for problem in found] == expected
    assert all("how many people moved it does not follow" in problem.message for problem in found)
