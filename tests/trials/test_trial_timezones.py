"""With a timezone, a specification and its files mean what the clocks of that zone show."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from manikin.build import build
from manikin.interface import generate
from manikin.model import DataType, Spec
from manikin.verify import Outcome, verify

BODY = """tables:
  a:
    rows: 200
    columns:
      at: {type: datetime, timezone: "+05:30", precision: ms, distribution:
            {uniform: {min: 2020-01-01 00:00:00, max: 2020-01-01 00:10:00}}}
      early: {type: datetime, timezone: "-03:00", distribution:
               {calendar: {from: 2020-01-01, to: 2020-01-03,
                hours: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}}}
      fixed: {type: datetime, timezone: "+05:30", constant: 2020-01-01 00:00:00}
      utc: {type: datetime, timezone: UTC, after: {column: at, by: {exactly: 0}, unit: hours}}
      west: {type: datetime, timezone: "-03:00", before: {column: at, by: {exactly: 2}, unit: hours, until: floor}}
      floor: {type: datetime, constant: 2019-12-31 00:00:00}
      shown: {type: datetime, after: {column: at, by: {exactly: 0}, unit: hours}}
      day: {type: date, after: {column: at, by: {exactly: 0}, unit: days}}
      part:
        type: string
        given: [at]
        cases:
          - {when: {at: "< 2020-01-01 00:05:00"}, distribution: {choice: [first]}}
          - {otherwise: true, distribution: {choice: [second]}}
"""


@pytest.fixture
def rows(spec_of: Callable[[str], Spec], tmp_path: Path) -> list[dict[str, str]]:
    """Return the rows of the CSV file."""
    build(spec_of(BODY), tmp_path / "build")
    with (tmp_path / "build" / "a.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_bounds_and_hours_are_those_of_the_zone(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert "2020-01-01 00:00:00" <= row["at"] <= "2020-01-01 00:10:00.000+05:30"
        assert row["early"][11:13] == "00"
        assert row["fixed"] == "2020-01-01 00:00:00+05:30"
        assert row["part"] == ("first" if row["at"] < "2020-01-01 00:05:00" else "second")


def test_zones_agree_on_the_moment_and_no_zone_takes_the_clock(rows: list[dict[str, str]]) -> None:
    for row in rows:
        clock = row["at"][13:19]
        assert row["utc"] == f"2019-12-31 18{_half_earlier(clock)}Z"
        assert row["west"] == f"2019-12-31 13{_half_earlier(clock)}-03:00"
        assert row["shown"] == row["at"][:19]
        assert row["day"] == "2020-01-01"


def _half_earlier(clock: str) -> str:
    minute = int(clock[1:3]) + 30
    return f":{minute:02}{clock[3:]}"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_verification_reads_them_so_too(spec_of: Callable[[str], Spec], tmp_path: Path, form: str) -> None:
    build(spec_of(BODY), tmp_path / "build", form=form)
    report = verify(tmp_path / "build")
    assert [problem.message for problem in report.problems] == []
    judged = {(result.column, result.name) for result in report.results if result.outcome == Outcome.PASSED}
    assert ("at", "range") in judged


def test_the_rows_are_kept_as_moments(spec_of: Callable[[str], Spec]) -> None:
    table = generate(spec_of(BODY))["a"]
    assert table["fixed"][0].value == 1_577_817_000  # 2019-12-31 18:30:00 UTC


@pytest.mark.parametrize(
    ("zone", "seconds"), [(None, 0), ("UTC", 0), ("+05:30", 19_800), ("-03:30", -12_600), ("-00:30", -1_800)]
)
def test_how_far_ahead_a_zone_is(zone: str | None, seconds: int) -> None:
    assert DataType("datetime", timezone=zone).ahead == seconds
