"""Formats of dates and times: DuckDB is the oracle, which has the same directives."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from manikin.sinks import formats
from manikin.sinks.moments import YearError, render

DATES = ("%d/%m/%Y", "%y%j", "%b %d, %A %B", "%a", "100%% on %d", "%%f %d", "é%Y", "%B")
MOMENTS = (
    "%d/%m/%Y %H:%M:%S.%f",
    "%I:%M %p %d %B %Y",
    "%f|%f",
    "at %f",
    "%f %H",
    "%H %d %S %f .",
    "%Y-%m-%dT%H:%M",
    "%%%S%%",
)


def oracle(array: pa.Array, text: str) -> list[str | None]:
    if pa.types.is_timestamp(array.type):
        array = array.cast(pa.timestamp("us"))  # DuckDB takes others by way of nanoseconds, which end in 2262
    values = pa.table({"v": array})  # found by its name
    assert values.num_columns == 1
    return duckdb.sql(f"SELECT strftime(v, '{text}') AS t FROM values").to_arrow_table()["t"].to_pylist()


def days(rows: int, low: int, high: int) -> pa.Array:
    numbers = np.random.default_rng(1).integers(low, high, rows).astype(np.int32)
    return pa.array(numbers, mask=numbers % 7 == 0).cast(pa.date32())


@pytest.mark.parametrize("text", DATES)
@pytest.mark.parametrize(("low", "high"), [(-719_162, 2_932_897), (-20_000, 20_000), (0, 2)])
def test_dates_are_written_as_duckdb_writes_them(text: str, low: int, high: int) -> None:
    array = days(3_000, low, high)
    assert render(text, array).to_pylist() == oracle(array, text)


@pytest.mark.parametrize("text", [*DATES, *MOMENTS])
@pytest.mark.parametrize("unit", ["s", "ms", "us"])
def test_datetimes_are_written_as_duckdb_writes_them(text: str, unit: str) -> None:
    ticks = {"s": 1, "ms": 1_000, "us": 1_000_000}[unit]
    numbers = np.random.default_rng(2).integers(-(10**9) * ticks, 10**10 * ticks, 2_000)
    array = pa.array(numbers, mask=numbers % 7 == 0).cast(pa.timestamp(unit))
    assert render(text, array).to_pylist() == oracle(array, text)


def test_times_are_written() -> None:
    array = pa.array([0, None, 86_399_999], pa.time32("ms"))
    assert render("%I:%M %p", array).to_pylist() == ["12:00 AM", None, "11:59 PM"]


@pytest.mark.parametrize("rows", [0, 3])
def test_missing_dates_stay_missing(rows: int) -> None:
    assert render("%d", pa.nulls(rows, pa.date32())).equals(pa.nulls(rows, pa.string()))


def test_a_slice_is_written_as_its_part_of_the_whole() -> None:
    array = days(200, 0, 40_000)
    assert render("%d %B", array.slice(13, 50)).equals(render("%d %B", array).slice(13, 50))


@pytest.mark.parametrize("day", [-719_163, 2_932_897])
def test_years_of_other_than_four_digits_are_refused(day: int) -> None:
    with pytest.raises(YearError):
        render("%Y", pa.array([day], pa.int32()).cast(pa.date32()))


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("%d/%m/%Y", pa.date32(), ""),
        ("%I %p", pa.time32("s"), ""),
        ("%H 100%%", pa.timestamp("s"), ""),
        ("%H", pa.date32(), "there is no %H for this type; there are: %Y %y"),
        ("%d", pa.time64("us"), "there is no %d for this type"),
        ("%-d", pa.date32(), "there is no %- for this type"),
        ("%d%", pa.date32(), "a letter must follow the %"),
        ("today", pa.date32(), "nothing of the value would be written"),
        ("", pa.date32(), "nothing of the value would be written"),
        ("%%", pa.date32(), "nothing of the value would be written"),
        ("%I:%M", pa.timestamp("s"), "%I (hours 1 to 12) and %p (AM or PM) go together"),
        ("%H %p", pa.timestamp("s"), "%I (hours 1 to 12) and %p (AM or PM) go together"),
        ("%d\n", pa.date32(), "only signs that can be seen"),
        ("%d" * 51, pa.date32(), "at most 100 characters; this one has 102"),
        ("%d", pa.int64(), "only dates, times and datetimes have a format"),
    ],
)
def test_faults_of_a_format(text: str, kind: pa.DataType, words: str) -> None:
    found = list(formats.faults(text, kind))
    assert any(words in fault for fault in found) if words else not found


def test_formats_without_faults_are_all_that_can_be_written() -> None:
    for directive in formats.DAY_DIRECTIVES:
        assert not list(formats.faults(directive, pa.date32()))
        assert render(directive, pa.array([0], pa.int32()).cast(pa.date32()))[0].as_py()


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1, 12, 31), date(9999, 1, 1), date(9999, 12, 31)])
def test_the_ends_of_the_calendar_are_written(day: date) -> None:
    assert render("%d/%m/%Y", pa.array([day], pa.date32())).to_pylist() == [f"{day:%d/%m/}{day.year:04}"]
