"""A new version tells of no change that few people stand behind."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from manikin.derive.against import FILE, Approved, is_due, numbers, permits, read
from manikin.derive.contents import Categories, Knots
from manikin.derive.draft import Heading, draft
from manikin.derive.permits import kept_points, sticky
from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.derive.view import View
from manikin.disclosure import POLICIES
from manikin.errors import UserError

ACRO = POLICIES["acro"]
PEOPLE = [
    {
        "patient_id": n,
        "sex": "F" if n % 5 else "M",
        "area": ["north", "south", "west"][n % 3],
        "age": n * 37 % 80,
        "rare": "yes" if n < 10 else "no",
    }
    for n in range(600)
]
VISITS = [
    {"visit_id": n, "patient_id": n * 7 % 600, "ward": ["A", "B", None][n % 3], "stay": n * 13 % 30}
    for n in range(1500)
]


def joined(first: int, count: int, **more: object) -> list[dict[str, object]]:
    return [
        {"patient_id": n, "sex": "M", "area": "east", "age": 40, "rare": "no", **more}
        for n in range(first, first + count)
    ]


def derived(
    folder: Path, people: list[dict[str, object]], approved: Approved | None = None, stated: int = 0
) -> View:
    folder.mkdir()
    pq.write_table(pa.Table.from_pylist(people), folder / "patient.parquet")
    pq.write_table(pa.Table.from_pylist(VISITS), folder / "visit.parquet")
    with open_source(str(folder), Wanted()) as database:
        return summarise(*structure(database, ACRO), approved, stated)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> View:
    return derived(tmp_path_factory.mktemp("first") / "data", list(PEOPLE))


def labels(view: View, column: str) -> dict[str, int]:
    content = next(c for c in view.table("patient").columns if c.name == column).content
    assert isinstance(content, Categories)
    return dict(content.counts)


@pytest.mark.slow
@pytest.mark.parametrize(("churn", "least"), [(0.2, 0), (1, 50), (5, 50)])
def test_months_of_versions_show_no_change_with_few_people_behind_it(churn: float, least: int) -> None:
    dice = random.Random(6)
    true = [int(dice.paretovariate(0.6)) for _ in range(20_000)]
    told = {str(cell): ACRO.permit(count) for cell, count in enumerate(true)}
    since = list(true)
    changes = few = 0
    for _ in range(24):
        rules = sticky(ACRO, {(cell,): count for cell, count in told.items() if count}, {})
        for cell in range(len(true)):
            if dice.random() < min(1.0, churn):
                moves = round(churn) if churn > 1 else 1
                true[cell] = max(0, true[cell] + sum(dice.choice((-1, 1)) for _ in range(moves)))
            count = rules.tell(str(cell), true[cell], is_enough=true[cell] >= ACRO.threshold)
            if count != told[str(cell)]:
                changes += 1
                few += abs(true[cell] - since[cell]) < ACRO.threshold
                told[str(cell)], since[cell] = count, true[cell]
    assert changes >= least
    assert few == 0


def test_plain_rounding_would_show_them() -> None:
    assert ACRO.permit(14) != ACRO.permit(15)
    assert sticky(ACRO, {("x",): 10}, {}).tell("x", 15, is_enough=True) == 10


def test_ten_nine_ten_never_flickers() -> None:
    told = {("x",): 10}
    for count in (10, 9, 10, 0, 9, 24, 25):
        assert sticky(ACRO, told, {}).tell("x", count, is_enough=count >= 10) == 10
    assert sticky(ACRO, told, {}).tell("x", 26, is_enough=True) == 30


def test_a_new_cell_comes_in_from_twice_the_threshold() -> None:
    rules = sticky(ACRO, {}, {})
    assert [rules.tell("x", count, is_enough=True) for count in (9, 10, 18, 19)] == [0, 0, 0, 20]


def test_a_cell_that_emptied_is_told_with_the_least_number() -> None:
    assert sticky(ACRO, {("x",): 500}, {}).tell("x", 0, is_enough=False) == 10


def test_rows_of_one_person_move_nothing() -> None:
    rules = sticky(ACRO, {("x",): 500}, {})
    assert rules.tell("x", 540, is_enough=True, most=40) == 500
    assert rules.tell("x", 540, is_enough=True) == 540


def test_quantiles_stay_while_few_rows_cross_them() -> None:
    before = (("0.25", "10"), ("0.5", "20"), ("0.75", "30"))
    rules = sticky(ACRO, {}, {("t", "c"): before}).at("t", "c")
    counted = [("10", 250), ("20", 240), ("30", 260), ("40", 250)]
    fresh = (("0.25", "10"), ("0.5", "30"), ("0.75", "30"))
    assert kept_points(rules, fresh, counted, 1) == before
    many = [("10", 250), ("20", 100), ("25", 140), ("30", 260), ("40", 250)]
    moved = (("0.25", "10"), ("0.5", "25"), ("0.75", "40"))
    assert kept_points(rules, moved, many, 1)[1] == ("0.5", "25")
    assert kept_points(ACRO, moved, many, 1) == moved


def test_one_joiner_leaves_the_same_files(first: View, tmp_path: Path) -> None:
    view = derived(tmp_path / "data", PEOPLE + joined(600, 1), Approved(first))
    heading = Heading("clinic", "A clinic", "Extract")
    assert draft(view, heading) == draft(first, heading)


@pytest.mark.slow
def test_people_who_left_are_not_told_of(first: View, tmp_path: Path) -> None:
    fewer = [person for person in PEOPLE if person["patient_id"] != 3]
    assert derived(tmp_path / "data", fewer, Approved(first)) == first
    view = derived(tmp_path / "again", fewer, Approved(first), stated=50)
    assert labels(view, "rare") == labels(first, "rare")
    assert labels(first, "rare")["yes"] == 10


def test_many_joiners_are_told_of(first: View, tmp_path: Path) -> None:
    view = derived(tmp_path / "data", PEOPLE + joined(600, 60), Approved(first, "1.0.0"))
    assert view.people == 660
    assert labels(view, "area") == {"east": 60, **labels(first, "area")}
    assert labels(view, "sex") == {"F": labels(first, "sex")["F"], "M": 180}
    assert view.kept_from == "1.0.0"
    assert ("patient", "sex", "F") in view.kept
    assert ("patient", "sex", "M") not in view.kept
    told = json.loads(draft(view, Heading("clinic", "A clinic", "Extract"))["derivation.json"])
    assert told["kept"] == {"from": "1.0.0", "numbers": len(view.kept)}


@pytest.mark.slow
def test_what_was_told_before_is_asked_for_by_the_same_address(first: View, tmp_path: Path) -> None:
    told = {address for address, count in numbers(first) if count}
    rules = permits(Approved(first))
    assert told == set(rules.approved)
    assert any(isinstance(c.content, Knots) for t in first.tables for c in t.columns)
    again = derived(tmp_path / "data", list(PEOPLE), Approved(first), stated=50)
    assert {address for address, count in numbers(again) if count} == told
    assert set(again.kept) == told


def test_the_gate_opens_by_net_change_or_by_what_is_stated(first: View) -> None:
    assert first.people == 600
    assert [is_due(Approved(first), people, {}) for people in (600, 549, 654, 544, 655)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert not is_due(Approved(first), 600, {}, stated=49)
    assert is_due(Approved(first), 600, {}, stated=50)


def test_the_approved_view_is_read_from_its_folder(first: View, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no view"):
        read(tmp_path, ACRO)
    for name, data in draft(first, Heading("clinic", "A clinic", "Extract")).items():
        (tmp_path / name).write_bytes(data)
    assert read(tmp_path, ACRO).view == first
    with pytest.raises(UserError, match="other rules"):
        read(tmp_path, POLICIES["nhs-hes"])
    (tmp_path / FILE).write_bytes(first.to_json().replace(b'"people": 600', b'"people": 603'))
    with pytest.raises(UserError, match="1 numbers"):
        read(tmp_path, ACRO)
    for broken in (b"", b"[]", b"{}", b'{"policy": 3}', b"\xff"):
        (tmp_path / FILE).write_bytes(broken)
        with pytest.raises(UserError, match="not what derive wrote"):
            read(tmp_path, ACRO)
