"""Numbers and dates told by cases: each case is judged as a column of its own, and few change nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("ibis")

import manikin
from manikin.derive.against import Approved
from manikin.derive.blocks import blocks
from manikin.derive.contents import Calendar, Knots, Spreads
from manikin.derive.draft import Heading, draft
from manikin.derive.known import ranges
from manikin.derive.leaving import OFFERS
from manikin.derive.permits import GIVEN, PRESENCE
from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.derive.summarise import spreading, summarise
from manikin.derive.view import View
from manikin.disclosure import POLICIES

ACRO = POLICIES["acro"]
dependent_module = import_module("manikin.derive.summarise.dependent")
STAY = {"elective": 2, "urgent": 9, "birth": 4, "transfer": 6}
FEW = 8


def rows(odd: tuple[int, int] = (3, 5000)) -> list[dict[str, Any]]:
    """Return admissions: the stay by the kind, the day by the kind; two kinds are rare, and of each all stay as long."""
    made = []
    for n in range(1500):
        kind = ("rare", "rarer")[n % 2] if n < 2 * FEW else "transfer" if n % 14 == 13 else list(STAY)[n % 3]
        stay = STAY[kind] * (40 + n * 37 % 401) // 4 if kind in STAY else odd[n % 2] + n // 2
        made.append(
            {
                "admission_id": n,
                "kind": kind,
                "stay": stay,
                "procedures": 0 if n % 10 < 6 else n % 10 * (3 if kind == "urgent" else 1),
                "day": dt.date(2020 + (kind == "birth") * 2, 1 + n // 3 % 12, 1 + n % 28),
                "weight": None if n % 50 == 0 else 3.0 + n % 7 / 10 + (60 if kind != "birth" else 0),
            }
        )
    return made


def derived(folder: Path, data: list[dict[str, Any]], **more: Any) -> View:
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(data), folder / "admission.parquet")
    with open_source(str(folder), Wanted()) as database:
        view, found = structure(database, ACRO)
        return summarise(replace(view, fidelity="dependent"), found, **more)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return derived(tmp_path_factory.mktemp("spreading") / "data", rows())


def stay(view: View) -> Spreads:
    content = view.table("admission").columns_by_name["stay"].content
    assert isinstance(content, Spreads)
    return content


def test_a_number_and_a_date_are_told_by_cases(view: View) -> None:
    assert stay(view).given == "kind"
    cases = {when: (count, dict(knots.points)) for when, count, knots in stay(view).cases}
    assert set(cases) == set(STAY)  # too few are of the rare kind
    assert 100 <= int(cases["elective"][1]["0.5"]) <= 120
    assert 450 <= int(cases["urgent"][1]["0.5"]) <= 540
    assert isinstance(view.table("admission").columns_by_name["day"].content, Spreads)


def test_every_number_of_a_case_is_permitted_and_has_enough_people_around_it(view: View) -> None:
    for column in view.table("admission").columns:
        if isinstance(column.content, Spreads):
            assert column.present == column.content.shown
            for _, count, knots in column.content.cases:
                assert count >= ACRO.numbers_from
                assert ACRO.is_permitted(count)
                shares = [0.0, *(float(share) for share, _ in knots.points), 1.0]
                gaps = [b - a for a, b in pairwise(shares)]
                assert min(gaps) * (count - ACRO.base / 2) >= ACRO.threshold - 1e-6


def test_few_of_a_case_that_is_not_told_change_nothing(view: View, tmp_path: Path) -> None:
    assert derived(tmp_path / "few", rows((5000, 3))).to_json() == view.to_json()


def test_a_leak_by_cases_of_few_is_found(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = spreading.spreads

    def leak(about: Any, given: Any, column: Any, places: Any, policy: Any) -> Any:
        if given.name != "kind" or column.name != "stay":
            return honest(about, given, column, places, policy)
        cells = replace(given, cells=(*given.cells[:-1], "rare", ""))
        found = honest(about, cells, column, places, replace(policy, threshold=1, base=1, numbers_from=1))
        # As many as keep their percentiles.
        return replace(
            found, cases=tuple((when, max(count, 300), knots) for when, count, knots in found.cases)
        )

    monkeypatch.setattr(dependent_module, "spreads", leak)
    leaked = derived(tmp_path / "leaked", rows((5000, 3)))
    assert derived(tmp_path / "again", rows()).to_json() != leaked.to_json()


def test_a_draft_holds_passes_the_lint_and_what_it_makes_goes_together(view: View, tmp_path: Path) -> None:
    for name, data in draft(view, Heading("clinic", "A clinic", "Extract")).items():
        (tmp_path / name).write_bytes(data)
    made = manikin.generate(tmp_path)["admission"].to_pylist()
    middle = {kind: sorted(row["stay"] for row in made if row["kind"] == kind)[30] for kind in STAY}
    assert middle["elective"] < middle["birth"] < middle["urgent"]
    assert {row["day"].year for row in made if row["kind"] == "birth"} <= {2021, 2022, 2023}
    # So many have none, and nobody fewer.
    none = sum(row["procedures"] == 0 for row in made) / len(made)
    assert 0.5 < none < 0.7
    assert min(row["procedures"] for row in made) == 0


def test_a_case_that_fell_stays_as_it_was_approved(view: View, tmp_path: Path) -> None:
    fewer = [row for n, row in enumerate(rows()) if row["kind"] != "transfer" or n > 50]
    again = derived(tmp_path / "again", fewer, approved=Approved(view), stated=500)
    before = {when: (count, knots) for when, count, knots in stay(view).cases}
    now = {when: (count, knots) for when, count, knots in stay(again).cases}
    assert now["urgent"] == before["urgent"]
    # Fewer than would be told afresh, and no more than a threshold of people have gone.
    assert now["transfer"] == before["transfer"]


def test_the_audit_sees_the_number_of_each_case(view: View) -> None:
    table = view.table("admission")
    labels = {
        statement.label
        for block in blocks(view, table, ranges(view, table, {}))
        for statement in block.statements
    }
    assert ("admission", "stay", GIVEN, "urgent", PRESENCE, "present") in labels


def test_ranges_are_merged_and_cases_left_out_without_a_question(view: View) -> None:
    few = Knots((("0.2", "1"), ("0.5", "3"), ("0.8", "5")))
    many = Knots((("0.2", "11"), ("0.5", "13"), ("0.8", "15")))
    table = view.table("admission")
    cases = (("0..9", 200, few), ("10..19", 200, many), (">= 20", 300, many))
    columns = tuple(
        replace(column, content=Spreads("procedures", cases, many)) if column.name == "stay" else column
        for column in table.columns
    )
    told = replace(
        view, tables=(replace(table, columns=columns),), grids=(("admission.procedures", ("0", "10", "20")),)
    )
    address = ("admission", "stay", GIVEN, "0..9", PRESENCE, "present")
    acts = {offer.rule: offer for offer in OFFERS if offer.fits(told, address)}
    wider: dict[Any, Any] = {}
    merged = acts["range merged"].act(told, address, wider)
    assert merged.grids == (("admission.procedures", ("0", "20")),)
    first, second = stay(merged).cases
    assert first[:2] == ("0..19", 400)
    assert first[2].points[0][0] == "0.2"
    assert float(first[2].points[1][1]) < 11
    assert second == cases[2]
    assert wider["admission", "stay", GIVEN, "0..19", PRESENCE, "present"] == (390, 408)
    dropped = acts["conditional table"].act(told, address, wider)
    assert dropped.table("admission").columns_by_name["stay"].content == many


def test_dates_with_a_season_have_a_calendar_and_it_is_seen_in_what_is_made(tmp_path: Path) -> None:
    days = [dt.date(2018, 1, 1) + dt.timedelta(n) for n in range(3 * 365)]
    busy = [
        day
        for day in days
        for _ in range((3 if day.month in {12, 1} else 1) * (0 if day.weekday() > 4 else 1))
    ]
    busy += days  # some at weekends too
    data = [{"visit_id": n, "seen_on": day, "even_on": days[n * 7 % len(days)]} for n, day in enumerate(busy)]
    found = derived(tmp_path / "data", data)
    columns = found.table("admission").columns_by_name
    calendar = columns["seen_on"].content
    assert isinstance(calendar, Calendar)
    assert not calendar.hours
    assert (calendar.first, calendar.last) == ("2018-01-01", "2020-12-01")
    assert isinstance(columns["even_on"].content, Knots)  # nothing to tell of months
    for name, text in draft(found, Heading("clinic", "A clinic", "Extract")).items():
        (tmp_path / name).write_bytes(text)
    made = [row["seen_on"] for row in manikin.generate(tmp_path)["admission"].to_pylist()]
    winter = sum(day.month in {12, 1} for day in made) / len(made)
    assert winter == pytest.approx(sum(day.month in {12, 1} for day in busy) / len(busy), abs=0.05)
    weekend = sum(day.weekday() > 4 for day in made) / len(made)
    assert weekend == pytest.approx(sum(day.weekday() > 4 for day in busy) / len(busy), abs=0.05)
