"""Every planted fault is found, and by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from manikin.errors import ExitStatus
from manikin.verify import VerifyReport
from verify.conftest import by_turns

Plant = Callable[[dict[str, dict[str, list[Any]]]], None]
Fault = tuple[str, str, str | None]


def put(table: str, column: str, value: Any, row: int = 7) -> Plant:
    """Return what puts one value, or what a function makes of the one that is there."""

    def plant(data: dict[str, dict[str, list[Any]]]) -> None:
        values = data[table][column]
        values[row] = value(values[row]) if callable(value) else value

    return plant


def every(table: str, column: str, change: Callable[[int, Any], Any]) -> Plant:
    """Return what changes a whole column."""

    def plant(data: dict[str, dict[str, list[Any]]]) -> None:
        data[table][column] = [change(row, value) for row, value in enumerate(data[table][column])]

    return plant


def reorder(table: str, order: Callable[[int], list[int]]) -> Plant:
    """Return what puts the rows of a table in another order."""

    def plant(data: dict[str, dict[str, list[Any]]]) -> None:
        rows = order(len(next(iter(data[table].values()))))
        for name, values in data[table].items():
            data[table][name] = [values[row] for row in rows]

    return plant


def _swap_parents(data: dict[str, dict[str, list[Any]]]) -> None:
    """Put the attendances of the last patients first."""
    reorder("attendance", lambda n: [*range(n // 2, n), *range(n // 2)])(data)


def _crowd(data: dict[str, dict[str, list[Any]]]) -> None:
    """Give one patient more attendances than any can have."""
    for column in data["attendance"]:
        data["attendance"][column] = [data["attendance"][column][0]] * 4 + data["attendance"][column]
    data["attendance"]["attendance_id"][:4] = [700_001, 700_002, 700_003, 700_004]


def _other_digit(number: str) -> str:
    return number[:9] + str((int(number[9]) + 1) % 10)


FAULTS: dict[str, tuple[Plant, Fault]] = {
    "orphan": (put("attendance", "patient_id", 99_999), ("reference", "attendance", "patient_id")),
    "orphan in a vocabulary": (
        put("attendance", "site_code", "Z9"),
        ("reference", "attendance", "site_code"),
    ),
    "later reference": (put("patient", "buddy", 500), ("reference to an earlier row", "patient", "buddy")),
    "duplicate key": (put("patient", "patient_id", 3), ("key", "patient", "patient_id")),
    "null key": (
        put("attendance", "attendance_id", None),
        ("key without nulls", "attendance", "attendance_id"),
    ),
    "duplicate identifier": (
        lambda data: data["patient"]["nhs_number"].__setitem__(4, data["patient"]["nhs_number"][5]),
        ("unique", "patient", "nhs_number"),
    ),
    "null where none may be": (put("patient", "sex", None), ("never missing", "patient", "sex")),
    "wrong null share": (
        every("patient", "height", lambda row, value: None if row % 3 == 0 else value),
        ("share missing", "patient", "height"),
    ),
    "not missing together": (
        every("patient", "weight", lambda row, value: value or Decimal("70.0")),
        ("missing together", "patient", "weight"),
    ),
    "out of range": (put("patient", "height", Decimal("215.1")), ("range", "patient", "height")),
    "date out of range": (put("patient", "birth_date", date(2020, 1, 1)), ("range", "patient", "birth_date")),
    "below zero": (put("patient", "weight", Decimal("-1.0"), row=0), ("range", "patient", "weight")),
    "after the calendar": (
        put("attendance", "arrived_at", datetime(2025, 1, 1)),
        ("range", "attendance", "arrived_at"),
    ),
    "not listed": (put("patient", "sex", "X"), ("listed values", "patient", "sex")),
    "wrong weight": (every("patient", "sex", lambda row, _: "FM"[row % 2]), ("shares", "patient", "sex")),
    "wrong truth": (every("patient", "active", lambda row, _: row % 2 == 0), ("shares", "patient", "active")),
    "wrong weight in a case": (
        every("attendance", "triage", lambda row, value: 2 if value == 1 else value),
        ("shares", "attendance", "triage"),
    ),
    "not listed in its case": (
        every("attendance", "triage", lambda row, value: 3),
        ("listed values", "attendance", "triage"),
    ),
    "wrong shares of references": (
        every("attendance", "site_code", lambda row, _: ["A1", "B2", "C3"][row % 3]),
        ("shares of references", "attendance", "site_code"),
    ),
    "gap in a sequence": (put("patient", "patient_id", 9_000), ("sequence", "patient", "patient_id")),
    "outside the permutation": (
        put("attendance", "attendance_id", 99_999),
        ("permutation", "attendance", "attendance_id"),
    ),
    "wrong check digit": (
        put("patient", "nhs_number", _other_digit),
        ("identifier", "patient", "nhs_number"),
    ),
    "issued range": (put("patient", "nhs_number", "9434765919"), ("identifier", "patient", "nhs_number")),
    "wrong UUID": (
        put("patient", "token", "00000001-0000-1000-8000-000000000001"),
        ("uuid", "patient", "token"),
    ),
    "not the pattern": (put("patient", "ward", "Ward G1"), ("pattern", "patient", "ward")),
    "too long": (put("patient", "ward", "Ward A1234"), ("length", "patient", "ward")),
    "wrong template": (put("patient", "email", "p8.F@example.org"), ("template", "patient", "email")),
    "wrong constant": (put("patient", "country", "FR"), ("constant", "patient", "country")),
    "wrong copy": (
        put("attendance", "sex", lambda value: {"F": "M", "M": "F"}[value]),
        ("copy", "attendance", "sex"),
    ),
    "wrong lookup": (
        put("attendance", "site_name", lambda value: {"North": "South"}.get(value, "North")),
        ("lookup", "attendance", "site_name"),
    ),
    "wrong expression": (
        put("attendance", "age", lambda value: value + 1),
        ("expression", "attendance", "age"),
    ),
    "wrong float": (
        put("attendance", "rate", lambda value: value * 1.001),
        ("expression", "attendance", "rate"),
    ),
    "wrong ordinal": (put("attendance", "seq", lambda value: value + 1), ("ordinal", "attendance", "seq")),
    "before what it is after": (
        every("attendance", "left_at", lambda row, value: value - timedelta(days=40) if row == 5 else value),
        ("after", "attendance", "left_at"),
    ),
    "beyond until": (put("attendance", "left_at", datetime(2025, 2, 1)), ("until", "attendance", "left_at")),
    "broken check": (
        put("attendance", "left_at", datetime(2023, 1, 1)),
        ("check 'leaves after arriving'", "attendance", None),
    ),
    "broken vocabulary": (put("site", "beds", 401, row=0), ("vocabulary", "site", None)),
    "parents out of order": (_swap_parents, ("parents' order", "attendance", None)),
    "reordered rows": (
        reorder("patient", lambda n: [1, 0, *range(2, n)]),
        ("sequence", "patient", "patient_id"),
    ),
    "too many children": (_crowd, ("rows per parent", "attendance", None)),
    "a row too few": (
        reorder("patient", lambda n: list(range(n - 1))),
        ("rows as declared", "patient", None),
    ),
}


@pytest.mark.parametrize(("name", "form"), by_turns(FAULTS))
def test_fault_is_found_by_name(name: str, form: str, build: Any, failures: Any) -> None:
    plant, wanted = FAULTS[name]
    build.form = form
    plant(build.data)
    report: VerifyReport = build.found()
    assert wanted in failures(report)
    assert report.status is ExitStatus.PROBLEMS
    assert {p.address for p in report.problems} >= {
        f"tables.{wanted[1]}" + (f".columns.{wanted[2]}" if wanted[2] else "")
    }


def test_one_fault_does_not_accuse_the_innocent(build: Any, failures: Any) -> None:
    build.data["patient"]["height"][7] = Decimal("999.9")
    build.data["patient"]["weight"][7] = Decimal("70.0")
    assert failures(build.found()) == {("range", "patient", "height")}


def test_wrong_shares_of_rows_per_parent(build: Any, failures: Any) -> None:
    first = [row for row, place in enumerate(build.data["attendance"]["seq"]) if place == 1]
    for name, values in build.data["attendance"].items():
        build.data["attendance"][name] = [values[row] for row in first]
    assert failures(build.found()) == {("shares of rows per parent", "attendance", None)}
