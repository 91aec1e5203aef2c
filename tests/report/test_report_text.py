"""The report for people: its look, its excerpt, its last line."""

from __future__ import annotations

import pytest

from manikin.errors import Problem
from manikin.report import FORMATS, ReportContext
from manikin.report.excerpt import excerpt
from report.reported import ALL, CHOICE, CONTEXT, NOTE, UNKNOWN, WHOLE

render = FORMATS["text"].render


def test_the_look() -> None:
    caret = " " * CHOICE.excerpt.index("6:") + "^"
    assert render([CHOICE, UNKNOWN, WHOLE], CONTEXT) == (
        "specs/ed/spec.yaml:84:49: error CHOICE02: 6 can never be right: triage is declared 1 to 5\n"
        "   |\n"
        f"84 | {CHOICE.excerpt}\n"
        f"   | {caret}\n"
        "   = mend: remove 6, or change `max` on line 79\n"
        "specs/ed/spec.yaml:91:7: error KEYS01: unknown key 'distributon'; did you mean 'distribution'?\n"
        "   |\n"
        f"91 | {UNKNOWN.excerpt}\n"
        "   |       ^^^^^^^^^^^\n"
        "specs/ed/site.csv: warning FILE07: the digest does not match\n"
        "2 errors and 1 warning in 1 dataset. Explain one with: manikin explain CHOICE02\n"
    )


@pytest.mark.parametrize(
    ("problems", "datasets", "last"),
    [
        ((), 1, "No problems in 1 dataset."),
        ((), 1200, "No problems in 1,200 datasets."),
        ((NOTE,), 1, "1 note in 1 dataset. Explain one with: manikin explain LIMIT01"),
        (ALL, 3, "2 errors, 1 warning and 1 note in 3 datasets. Explain one with: manikin explain KEYS01"),
        ((NOTE, WHOLE), 1, "1 warning and 1 note in 1 dataset. Explain one with: manikin explain FILE07"),
    ],
)
def test_the_last_line_counts_and_names_the_gravest(
    problems: tuple[Problem, ...], datasets: int, last: str
) -> None:
    assert render(problems, ReportContext(datasets)).splitlines()[-1] == last


def test_windows_paths_have_forward_slashes() -> None:
    assert render([Problem("specs\\ed\\spec.yaml", 1, 1, "KEYS01", "x")], CONTEXT).startswith(
        "specs/ed/spec.yaml:1:1:"
    )


def marked(line: str, column: int, end_column: int) -> str:
    """Return what stands above the carets."""
    _, shown, carets = excerpt(Problem("f", 7, column, "R", "m", end_column=end_column, excerpt=line))
    return shown[carets.index("^") : len(carets)]


@pytest.mark.parametrize(
    ("line", "column", "end_column", "above"),
    [
        ("sex: NO", 6, 8, "NO"),
        ("sex: NO", 6, 0, "N"),
        ("\x1b[31m: NO", 8, 10, "NO"),
        ("##: NO", 5, 7, "NO"),
        ("a\\b: NO", 6, 8, "NO"),
        ("##x", 1, 2, "\\u{23}"),
        ("x" * 5000 + "NO" + "y" * 5000, 5001, 5003, "NO"),
        ("x" * 5000 + "NO", 5001, 9000, "NO"),
        ("NO" + "y" * 500, 1, 3, "NO"),
    ],
)
def test_carets_stand_under_the_place(line: str, column: int, end_column: int, above: str) -> None:
    assert marked(line, column, end_column) == above


def test_carets_count_the_columns_of_a_terminal() -> None:
    # Each of these signs is two columns wide.
    _, shown, carets = excerpt(Problem("f", 1, 5, "R", "m", end_column=7, excerpt="名字: 日本"))
    assert shown == "1 | 名字: 日本"
    assert carets == "  | " + " " * 6 + "^" * 4


@pytest.mark.parametrize("column", [0, 1, 8, 9, 500])
def test_a_place_outside_the_line_is_shown_all_the_same(column: int) -> None:
    lines = excerpt(Problem("f", 1, column, "R", "m", end_column=column + 3, excerpt="sex: NO "))
    assert lines[1] == "1 | sex: NO"
    assert "^" in lines[2]


def test_a_long_line_is_cut_and_the_cut_is_announced() -> None:
    shown = excerpt(Problem("f", 1, 3000, "R", "m", excerpt="x" * 6000))[1]
    assert len(shown) < 130
    assert shown.startswith("1 | …")
    assert shown.endswith("…")


def test_there_is_no_excerpt_without_a_line() -> None:
    assert excerpt(WHOLE) == []
    assert excerpt(NOTE) == []
