"""The view goes through its door unchanged."""

from __future__ import annotations

from manikin.derive.contents import (
    CONTENTS,
    Calendar,
    Categories,
    Conditional,
    Content,
    Determined,
    Distance,
    Knots,
    Nothing,
    Shape,
    Spreads,
    Words,
)
from manikin.derive.view import ColumnView, Depth, Evidence, ReferenceView, TableView, View, from_json
from manikin.disclosure import POLICIES

COUNTS = Categories((("F", 120), ("M", 110)), 20)
EVERY: tuple[Content, ...] = (
    Nothing(),
    COUNTS,
    Knots((("0.25", "2020-01-01"), ("0.75", "2021-06-01"))),
    Calendar("2020-01-01", "2024-12-31", (10,) * 12, (20,) * 7, ()),
    Shape("[A-Z]{2}[0-9]{4}"),
    Words("postcode"),
    Distance("start", Knots((("0.5", "3"),), "days")),
    Determined("code", (("A", "apple"),)),
    Conditional("age", (("0..17", COUNTS),), Categories(())),
    Spreads("ward", (("A", 120, Knots((("0.5", "3"), ("0.9", "7")))),), Knots((("0.5", "3"), ("0.9", "7")))),
)


def view() -> View:
    columns = tuple(
        ColumnView(f"c{place}", "string", present=250, missing=10, content=content)
        for place, content in enumerate(EVERY)
    )
    reference = ReferenceView(
        ("a",), "q", ("b",), Evidence.DECLARED, is_parent=True, children=((0, 0, 10), (1, None, 20))
    )
    table = TableView(
        "p",
        Depth.STATISTICS,
        250,
        columns,
        ("a",),
        Evidence.STATED,
        (reference,),
        (("a", "b"),),
        (("c", "q.c"),),
    )
    return View(POLICIES["acro"], 250, (table,), "p", "a", grids=(("p.age", ("0", "18")),))


def test_every_content_is_tried() -> None:
    assert {type(content) for content in EVERY} == set(CONTENTS.values())


def test_the_same_after_its_door() -> None:
    assert from_json(view().to_json()) == view()
    assert from_json(view().to_json()).to_json() == view().to_json()
