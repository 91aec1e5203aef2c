"""What can be proved from a view is left out of it, and nothing else is."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from manikin.derive.blocks import blocks
from manikin.derive.contents import Calendar, Categories, Conditional, Content, Knots, Nothing
from manikin.derive.known import ranges
from manikin.derive.repair import repaired, repairs
from manikin.derive.view import ColumnView, Depth, ReferenceView, TableView, View
from manikin.disclosure import POLICIES
from manikin.disclosure.bounds import audit

ACRO = POLICIES["acro"]


def view(rows: int, *columns: ColumnView, **more: object) -> View:
    table = TableView("t", Depth.STATISTICS, rows, columns, **more)  # type: ignore[arg-type]
    return View(ACRO, 0, (table,))


def column(name: str, content: Content, present: int = 100, missing: int = 0) -> ColumnView:
    return ColumnView(name, "string", present=present, missing=missing, content=content)


def content(found: View, name: str) -> Content:
    return next(c for c in found.tables[0].columns if c.name == name).content


def given_away(found: View) -> int:
    known = ranges(found, found.tables[0], {})
    return sum(
        len(audit(b.atoms, b.statements, b.groups, ACRO)) for b in blocks(found, found.tables[0], known)
    )


def test_a_total_with_one_hidden_label_is_left_out() -> None:
    planted = view(120, column("sex", Categories((("F", 90),)), missing=10))
    assert given_away(planted) == 1
    mended, left_out = repairs(planted)
    assert content(mended, "sex") == Categories((("F", 90),))
    assert mended.tables[0].columns[0].missing == 0
    assert left_out == {("t", "missing values"): 1}


def test_the_smallest_label_hides_the_hidden_one() -> None:
    planted = view(230, column("sex", Categories((("F", 130), ("M", 40), ("X", 20))), missing=10))
    assert given_away(planted) == 1
    mended, left_out = repairs(planted)
    assert content(mended, "sex") == Categories((("F", 130), ("M", 40)), 20)
    assert left_out == {("t", "label"): 1}


def test_a_single_repair_is_not_told() -> None:
    planted = view(120, column("sex", Categories((("F", 90),)), missing=10))
    assert repairs(planted)[1].total() == 1
    assert repaired(planted).suppressed == ()


def test_what_proves_nothing_stays() -> None:
    sound = view(
        200,
        column("sex", Categories((("F", 120), ("M", 80))), 200),
        column("age", Knots((("0.5", "40"),)), 200),
    )
    assert repaired(sound) == sound


def test_how_many_have_a_value_is_no_number_of_its_own() -> None:
    planted = view(
        100,
        column("a", Knots((("0.5", "4"),)), present=90),
        column("b", Categories((("x", 60), ("y", 40))), present=90),
    )
    mended = repaired(planted)
    assert [c.present for c in mended.tables[0].columns] == [100, 100]
    assert mended.suppressed == ()


def test_a_profile_that_counts_those_with_a_date_goes() -> None:
    months = (90,)  # one number: twelve would leave too much room
    planted = view(100, column("seen", Calendar("2020-01-01", "2021-12-31", months, (), ())))
    assert given_away(planted)
    found = content(repaired(planted), "seen")
    assert isinstance(found, Calendar)
    assert found.months == ()
    assert repairs(planted)[1] == {("t", "profile"): 1}


def test_a_bin_of_children_goes() -> None:
    everyone = tuple(
        (first, first, 20 if first != 3 else 0) for first in (0, 1, 2, 3, 4, 6, 11, 21, 51, 101, 201, 501)
    )
    reference = ReferenceView(
        ("p",), "p", ("p",), is_parent=True, children=tuple(b for b in everyone if b[2])
    )
    parent = TableView("p", Depth.STATISTICS, 340)
    planted = View(ACRO, 0, (parent, TableView("t", Depth.STATISTICS, 1000, references=(reference,))))
    left = repaired(planted).tables[1].references[0].children
    assert len(left) == 10
    assert repairs(planted)[1] == {("t", "bin of children"): 1}


def cases(*rows: tuple[str, int, int]) -> Conditional:
    told = tuple(
        (when, Categories(tuple((label, n) for label, n in (("x", x), ("y", y)) if n))) for when, x, y in rows
    )
    labels = {"x": sum(x for _, x, _ in rows), "y": sum(y for _, _, y in rows)}
    return Conditional("age", told, Categories(tuple(labels.items())))


def test_a_margin_that_a_table_implies_becomes_its_sum() -> None:
    table = Conditional(
        "sex",
        (("F", Categories((("x", 40), ("y", 60)))), ("M", Categories((("y", 100),)))),
        Categories((("x", 40), ("y", 160))),
    )
    people = column("sex", Categories((("F", 100), ("M", 140))), 240)
    planted = view(240, people, column("b", table, missing=10))
    assert given_away(planted)
    mended, left_out = repairs(planted)
    assert content(mended, "sex") == Categories((("F", 100), ("M", 100)))
    assert content(mended, "b") == table
    assert left_out == {("t", "margin"): 1}


def test_neighbouring_ranges_are_merged_in_all_tables() -> None:
    first = cases(("0..17", 50, 50), ("18..39", 120, 0), ("40..64", 60, 60), (">= 65", 50, 50))
    second = cases(("0..17", 30, 70), ("18..39", 80, 80), ("40..64", 60, 60), (">= 65", 50, 50))
    planted = view(480, column("b", first, 440), column("c", second, 480))
    planted = replace(planted, grids=(("t.age", ("18", "40", "65")),))
    assert given_away(planted)
    mended, left_out = repairs(planted)
    told = [content(mended, name) for name in ("b", "c")]
    assert all(isinstance(t, Conditional) for t in told)
    names = [[when for when, _ in t.cases] for t in told if isinstance(t, Conditional)]
    assert names[0] == names[1] == ["0..17", "18..64", ">= 65"]
    assert mended.grids == (("t.age", ("18", "65")),)
    assert left_out == {("t", "range merged"): 1}


def test_a_table_goes_where_no_range_can_be_merged() -> None:
    first = cases(("red", 120, 0), ("blue", 60, 60))
    second = cases(("red", 80, 80), ("blue", 60, 60))
    planted = view(280, column("b", first, 240), column("c", second, 280))
    assert given_away(planted)
    mended, left_out = repairs(planted)
    assert content(mended, "b") == first.otherwise
    assert content(mended, "c") == second
    assert left_out == {("t", "conditional table"): 1}


def test_numbers_that_contradict_one_another_are_left_out() -> None:
    planted = view(500, column("sex", Categories((("F", 20), ("M", 30)))))
    mended = repaired(planted)
    assert content(mended, "sex") == Nothing()


def test_what_is_told_nowhere_may_be_many() -> None:
    table = Conditional(
        "sex",
        (("F", Categories((("x", 40), ("y", 60)))), ("M", Categories((("y", 100),)))),
        Categories((("x", 40), ("y", 160)), 40),
    )
    people = column("sex", Categories((("F", 100), ("M", 140))), 240)
    sound = view(240, people, column("b", table, missing=10))
    assert not given_away(sound)
    assert content(repaired(sound), "b") == table


@pytest.mark.slow
def test_four_hundred_cases_within_ten_seconds() -> None:
    dice = random.Random(3)
    rows = [(f"c{n}", dice.choice([0, 20, 40, 90]), dice.choice([0, 30, 60])) for n in range(400)]
    total = sum(x + y for _, x, y in rows)
    people = column("age", Categories(tuple((when, max(10, x + y)) for when, x, y in rows)), total)
    planted = view(total, people, column("b", cases(*rows), total))
    begin = time.monotonic()
    mended = repaired(planted)
    assert time.monotonic() - begin < 10
    assert repaired(mended).tables[0].rows == total
