"""Traps that others fell into: each is planted, and nothing of it is told.

=================================================  =====================================================
trap                                               test
=================================================  =====================================================
metasyn-disclosure
  exact share of missing values                    test_rows_and_gaps_are_not_exact
  a share that says three people were tested       test_that_three_people_were_tested_is_not_told
  exact number of rows                             test_rows_and_gaps_are_not_exact
  shares of categories that invert to counts       test_every_number_is_permitted
  suppressed labels named in the log               test_the_log_names_no_suppressed_label
oissyntheticdata
  oldest birth date and rare years of birth        test_the_oldest_are_not_told
  rare truths of booleans                          test_a_rare_truth_is_not_told
  small identifiers listed with counts             test_small_numbers_that_are_identifiers_are_not_told
  ids of wards, however few were there             test_the_ward_of_four_people_is_not_told
  rare levels with their exact count               test_twenty_strangers_reveal_nothing
  least and greatest as outer percentiles          test_of_ninety_people_no_percentile_is_told
datafaker
  lists of person identifiers                      test_small_numbers_that_are_identifiers_are_not_told
  dates of death without counts                    test_no_date_of_death_is_listed
  means of codes                                   test_derive.test_names_tell_what_numbers_are_and_what_text_is
  an address of a database in the file             test_sources.test_a_server_that_is_not_there_quotes_nothing
=================================================  =====================================================
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("ibis")
sys.path.insert(0, str(Path(__file__).parent))

import clinic

from manikin.cli.main import run
from manikin.derive.contents import Categories, Knots, Nothing, Shape, Words
from manikin.derive.draft import Heading, draft
from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import structure
from manikin.derive.summarise import summarise
from manikin.derive.view import ColumnView, Depth, TableView, View
from manikin.disclosure import POLICIES

PEOPLE = 203


def derived(folder: Path) -> View:
    with open_source(str(folder), Wanted()) as database:
        view, rows = structure(database, POLICIES["acro"])
        return summarise(view, rows)


def person(number: int) -> dict[str, Any]:
    """Return somebody with something to hide in each column."""
    return {
        "patient_id": number,
        "tested": dt.date(1999, 3, 9) if number in {40, 41, 42} else None,
        "ward_id": 84 if number < 4 else 81 + number % 3,
        "gap": None if number % 100 < 37 else "there",
        "rare": number >= 5,
        "site": 7_000 + number // 3,
        "letters": chr(65 + number % 26) + chr(65 + number // 26),
        "yob": 1905 + number // 40 if number < 9 else 1930 + number % 60,
        "nhs": f"943476{number:04}",
        "contact": ["a@b.org", "call 020 7946 0000 now", "fine"][number % 3],
        "weight": float(number % 37) + 40.5 if number else 635.0,
        "nothing": None,
        "odd": [float("nan"), float("inf"), -float("inf"), 1e300, 2.5, 3.5, 4.5][number % 7],
        "note": f"seen by Dr {number} on the ward",
        'a "quoted" name': "x" if number % 10 < 5 else "y",
        "a.dotted": number % 4,
        "manikin: key ": "k",
        "n": "n",
        "text date": f"2021-{number % 12 + 1:02}-15",
        "impossible": "2021-02-30" if number == 3 else f"2021-{number % 12 + 1:02}-11",
        "aware": dt.datetime(2021, 1 + number % 12, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        "wide": 2**63 - 1 - number,
        "day": dt.time(number % 24, 30),
    }


def event(number: int) -> dict[str, Any]:
    """Return an event; somebody has 500 of them and everybody else one or two."""
    who = 17 if number < 500 else number % PEOPLE
    return {
        "event_id": number,
        "patient_id": who,
        "drug": "only theirs" if who == 17 else ["p", "q"][number % 2],
        "dose": 5_000 + number if who == 17 else number % 90,
        "pair": "couple" if who in {18, 19} else "many",
    }


def death(number: int) -> dict[str, Any]:
    """Return a death, each on a day of its own."""
    return {"patient_id": number, "death_date": dt.date(2020, 1, 1) + dt.timedelta(7 * number)}


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    schema = pa.schema([("nothing", pa.int64()), ("wide", pa.uint64()), ("aware", pa.timestamp("us", "UTC"))])
    people = pa.Table.from_pylist([person(number) for number in range(PEOPLE)])
    for name in schema.names:
        column = people[name].cast(schema.field(name).type)
        people = people.set_column(people.column_names.index(name), name, column)
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        pq.write_table(people, folder / "patient.parquet")
        pq.write_table(pa.Table.from_pylist([event(n) for n in range(1_500)]), folder / "event.parquet")
        pq.write_table(pa.Table.from_pylist([death(n) for n in range(150)]), folder / "death.parquet")
        pq.write_table(people.slice(0, 90).select(["patient_id", "weight"]), folder / "weighed.parquet")
        pq.write_table(people.slice(0, 0), folder / "empty.parquet")
        pq.write_table(people.slice(0, 6).select(["rare", "note"]), folder / "few.parquet")
        yield derived(folder)


def column(view: View, name: str, table: str = "patient") -> ColumnView:
    return next(column for column in view.table(table).columns if column.name == name)


def labels(found: ColumnView) -> dict[str, int]:
    assert isinstance(found.content, Categories), found
    return dict(found.content.counts)


def every_number(table: TableView) -> Iterator[int]:
    yield table.rows
    for found in table.columns:
        yield from (found.present, found.missing)
        if isinstance(found.content, Categories):
            yield from (found.content.other, *dict(found.content.counts).values())
    for reference in table.references:
        yield from (count for *_, count in reference.children)


def test_every_number_is_permitted(view: View) -> None:
    numbers = [number for table in view.tables for number in every_number(table)]
    assert len(numbers) > 60
    assert all(view.policy.is_permitted(number) for number in [view.people, *numbers])


def test_rows_and_gaps_are_not_exact(view: View) -> None:
    assert view.table("patient").rows == view.people == 200
    assert (column(view, "gap").present, column(view, "gap").missing) == (130, 80)


def test_that_three_people_were_tested_is_not_told(view: View) -> None:
    tested = column(view, "tested")
    assert (tested.present, tested.missing) == (0, 200)
    assert tested.content == Nothing()
    assert "1999" not in view.to_json().decode()


def test_the_ward_of_four_people_is_not_told(view: View) -> None:
    told = labels(column(view, "ward_id"))
    assert set(told) == {"81", "82", "83"}
    assert column(view, "ward_id").content.other == 0  # type: ignore[union-attr]


def test_no_date_of_death_is_listed(view: View) -> None:
    content = column(view, "death_date", "death").content
    assert isinstance(content, Knots)
    assert 2 < len(content.points) < 12
    assert all(
        place.endswith("-01") for _, place in content.points
    )  # months, with enough people between them
    assert not {place[:7] for _, place in content.points} & {"2020-01", "2022-11"}  # the first and the last


def test_of_ninety_people_no_percentile_is_told(view: View) -> None:
    assert view.table("weighed").depth is Depth.STRUCTURE
    assert [c.content for c in view.table("weighed").columns] == [Nothing(), Nothing()]


def test_a_rare_truth_is_not_told(view: View) -> None:
    assert labels(column(view, "rare")) == {"true": 200}
    assert column(view, "rare").content.other == 0  # type: ignore[union-attr]


def test_small_numbers_that_are_identifiers_are_not_told(view: View) -> None:
    assert isinstance(column(view, "site").content, Nothing)
    assert isinstance(column(view, "patient_id").content, Shape | Nothing)


def test_an_identifier_under_an_innocent_name(view: View) -> None:
    assert not isinstance(column(view, "letters").content, Categories)
    assert column(view, "letters").is_unique


def test_the_oldest_are_not_told(view: View) -> None:
    text = view.to_json().decode()
    assert isinstance(column(view, "yob").content, Knots)
    assert "190" not in str(column(view, "yob").content)
    assert "1930" not in text


def test_what_gives_people_away_is_not_told(view: View) -> None:
    assert not isinstance(column(view, "nhs").content, Categories)
    assert set(labels(column(view, "contact"))) == {"fine"} if _is_told(view, "contact") else True
    text = view.to_json().decode()
    assert not any(secret in text for secret in ("a@b.org", "020 7946", "Dr ", "9434", "635", "only theirs"))
    assert column(view, "note").content == Words("text")


def _is_told(view: View, name: str) -> bool:
    return isinstance(column(view, name).content, Categories)


def test_one_person_with_many_rows_makes_no_cell(view: View) -> None:
    assert set(labels(column(view, "pair", "event"))) == {"many"}
    assert not isinstance(column(view, "drug", "event").content, Categories)
    # They make up a third of all rows, and all of the upper ones: no knot may lie there.
    content = column(view, "dose", "event").content
    assert isinstance(content, Knots)
    assert max(int(place) for _, place in content.points) < 90


def test_what_is_no_number_or_date_does_no_harm(view: View) -> None:
    assert isinstance(column(view, "odd").content, Knots)
    assert column(view, "nothing").present == 0
    assert column(view, "text date").type == "date"
    assert isinstance(column(view, "text date").content, Knots)
    assert column(view, "impossible").type == "date"
    assert column(view, "aware").type == "datetime"
    assert column(view, "wide").type == "integer"
    assert isinstance(column(view, "day").content, Knots)


def test_names_of_any_kind(view: View) -> None:
    assert labels(column(view, 'a "quoted" name')) == {"x": 100, "y": 100}
    assert labels(column(view, "n")) == {"n": 200}
    assert labels(column(view, "manikin: key ")) == {"k": 200}
    assert set(labels(column(view, "a.dotted"))) == {"0", "1", "2", "3"}


def test_tables_of_nobody_and_of_few(view: View) -> None:
    assert view.table("empty").depth is Depth.EMPTY
    assert view.table("few").depth is Depth.EMPTY
    assert view.table("empty").rows == view.table("few").rows == 0


def test_twenty_strangers_reveal_nothing(tmp_path: Path) -> None:
    strangers = [
        {
            **clinic.clinic(1)["patient"][0],
            "patient_id": 900_000 + number,
            "born": dt.date(1871 + number, 3, 3),
            "sex": f"stranger {number}",
            "height": None,
            "n": 4_321 + 1_000 * number,
            "ref": f"stranger-{number}",
            "remark": f"a stranger called {number}",
        }
        for number in range(20)
    ]
    draw = random.Random(1)
    tables = clinic.clinic(640)
    tables["patient"] = draw.sample([*tables["patient"], *strangers], len(tables["patient"]) + 20)
    clinic.parquet(tables, tmp_path)
    found = derived(tmp_path)
    files = draft(found, Heading("clinic", "A clinic", "The clinic"))
    everything = (found.to_json() + b"".join(files.values())).decode()
    secrets = ("stranger", "187", "188", "4321", "4300", "23321", "23000", "9000")
    assert [secret for secret in secrets if secret in everything] == []


def test_the_log_names_no_suppressed_label(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    data.mkdir()
    people = [
        {"patient_id": n, "diagnosis": "B20" if n < 4 else "G10" if n < 9 else "I10"} for n in range(150)
    ]
    pq.write_table(pa.Table.from_pylist(people), data / "patient.parquet")
    assert run(["derive", str(data), "--out", str(tmp_path / "clinic")]) == 0
    heard = capsys.readouterr()
    written = "".join(file.read_text() for file in (tmp_path / "clinic").iterdir())
    assert "I10" in written
    assert not [label for label in ("B20", "G10") if label in heard.out + heard.err + written]
