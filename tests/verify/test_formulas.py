"""Expressions as DuckDB reads them: which names they hold, and what takes their place."""

from __future__ import annotations

import pytest

from manikin.verify.formulas import mentions, rewritten
from manikin.verify.paths import UnavailableError


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a", "([a])"),
        ("patient.\"birth_date\" > DATE '2020-01-01'", "([patient.birth_date] > DATE '2020-01-01')"),
        ("date_sub('year', p.born, q)", "(date_sub('year', [p.born], [q]))"),
        ("'é' || é . x || 'a.b'", "('é' || [é.x] || 'a.b')"),
        ("extract(day FROM day) + year(day)", "(extract(day FROM [day]) + year([day]))"),
        (
            "CASE WHEN a IS NULL THEN 1 ELSE b::INTEGER END",
            "(CASE WHEN [a] IS NULL THEN 1 ELSE [b]::INTEGER END)",
        ),
        ("a.b.c.d + INTERVAL 3 DAY", "([a.b.c.d] + INTERVAL 3 DAY)"),
        ("1 = 1", "(1 = 1)"),
    ],
)
def test_names_are_replaced_and_nothing_else(text: str, wanted: str) -> None:
    assert rewritten(text, lambda path: f"[{path}]") == wanted


@pytest.mark.parametrize(
    "text",
    [
        *(
            "(SELECT 1)",
            "a IN (SELECT 1)",
            "*",
            "COLUMNS('a')",
            "row_number() OVER ()",
            "list_filter(a, x -> x)",
        ),
        *(
            "$1",
            "?",
            "a, b",
            "1; DROP TABLE t",
            "a FROM t",
            "1 WHERE true",
            "((",
            "1 AS x ORDER BY 1",
            "a" * 2_001,
        ),
    ],
)
def test_anything_but_a_scalar_is_refused(text: str) -> None:
    with pytest.raises(UnavailableError):
        mentions(text)
