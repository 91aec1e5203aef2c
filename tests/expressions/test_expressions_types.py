"""Types are settled before anything is computed; what does not fit is refused with a way out."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from expressions.oracle import TYPES
from manikin.expressions import ExpressionError
from manikin.expressions import compile as compile_sql

SCOPE = {
    **TYPES,
    "patient.birth_date": pa.date32(),
    "here": pa.timestamp("s", tz="UTC"),
    "kind": pa.list_(pa.int64()),
}
CONSTANTS = {"extract_date": (pa.date32(), date(2026, 3, 1))}

RESULTS = (
    ("n + 1", pa.int64()),
    ("n / 1", pa.float64()),
    ("n + p", pa.decimal128(22, 2)),
    ("p * q", pa.decimal128(18, 6)),
    ("p + x", pa.float64()),
    ("d - e", pa.int64()),
    ("d + 1", pa.date32()),
    ("d + INTERVAL 1 DAY", pa.timestamp("s")),
    ("v + INTERVAL 1 DAY", pa.timestamp("us")),
    ("coalesce(d, u)", pa.timestamp("s")),
    ("coalesce(w, z)", pa.time64("us")),
    ("n = 1", pa.bool_()),
    ("s || n", pa.string()),
    ("year(d)", pa.int64()),
    ("if(b, NULL, n)", pa.int64()),
    ("CAST(NULL AS DECIMAL(5, 1))", pa.decimal128(5, 1)),
    ("extract_date", pa.date32()),
)
REFUSED = (
    ("nn + 1", "SQL02", "there is no column or constant `nn` here"),
    ("N + 1", "SQL02", "there is no column or constant `N` here"),
    ("patient.birthdate < d", "SQL02", "there is no column or constant `patient.birthdate` here"),
    ("n = '1'", "SQL04", "compares a whole number with text"),
    ("d > '2020-01-01'", "SQL04", "compares a date with text"),
    ("b = 1", "SQL04", "compares true or false with a whole number"),
    ("n IN (1, 'a')", "SQL04", "compares a whole number with text"),
    ("CASE WHEN b THEN 1 ELSE 'a' END", "SQL04", "chooses between a whole number with text"),
    ("n AND b", "SQL04", "AND takes true or false, not a whole number"),
    ("NOT n", "SQL04", "NOT takes true or false, not a whole number"),
    ("s + 1", "SQL04", "+ takes"),
    ("u - v", "SQL04", "- does not subtract a date and time from a date and time"),
    ("d + n", "SQL04", "only a fixed number of days is added to a date"),
    ("d + e", "SQL04", "+ does not add a date to a date"),
    ("x // y", "SQL04", "// divides whole numbers only"),
    ("upper(n)", "SQL04", "upper takes text, not a whole number"),
    ("abs(s)", "SQL04", "abs takes"),
    ("s LIKE t", "SQL04", "LIKE takes a fixed pattern in quotes"),
    ("substring(s, n)", "SQL04", "substring takes fixed whole numbers as positions"),
    ("substring(s, 2, -1)", "SQL04", "substring takes no negative length"),
    ("round(x, n)", "SQL04", "round takes fixed digits from -15 to 15"),
    ("date_diff('hour', d, w)", "SQL04", "date_diff compares a date with a time"),
    ("date_diff('day', w, z)", "SQL04", "date_diff('day', …) takes"),
    ("year(w)", "SQL04", "year takes"),
    ("CAST(n AS DATE)", "SQL04", "CAST does not turn a whole number into a date"),
    ("least(b, c)", "SQL04", "least and greatest do not take true or false"),
    ("d + INTERVAL 1.5 DAY", "SQL04", "INTERVAL takes a whole number"),
    ("NULL", "SQL04", "the expression is always missing"),
    ("here > u", "SQL04", "`here` is a date and time with a timezone that expressions do not take"),
    ("kind = 1", "SQL04", "`kind` is of a type that expressions do not take"),
    ("DATE '2023-02-29'", "SQL05", "'2023-02-29' does not exist as a date"),
    ("DATE 'infinity'", "SQL05", "'infinity' is not a date in ISO form"),
    ("CAST('now' AS DATE)", "SQL05", "'now' is not a date in ISO form"),
    ("TIME '25:00:00'", "SQL05", "'25:00:00' does not exist as a time"),
    ("TIMESTAMP '2023-01-01 10:60'", "SQL05", "'2023-01-01 10:60' does not exist as a date and time"),
    ("n > 9223372036854775808", "SQL05", "a whole number is larger than 9223372036854775807"),
    ("x > 1e400", "SQL05", "a number is too large for floating point"),
    ("p > 1.0000000000000000000", "SQL05", "a decimal number has 20 digits"),
    ("CAST(n AS DECIMAL(50, 2))", "SQL05", "a decimal type has a wrong size"),
    ("date_diff('fortnight', d, e)", "SQL05", "'FORTNIGHT' is not a unit that fits here"),
    ("s = 'a\nb'", "SQL05", "a text has a line break or an invisible character"),
    ("1 / 0 > n", "SQL07", "a part without columns can never be computed"),
)


@pytest.mark.parametrize(("text", "kind"), RESULTS)
def test_type_of_the_result(text: str, kind: pa.DataType) -> None:
    assert compile_sql(text, SCOPE, CONSTANTS).type == kind


@pytest.mark.parametrize(("text", "rule", "message"), REFUSED)
def test_refused_by_rule(text: str, rule: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_sql(text, SCOPE, CONSTANTS)
    assert (caught.value.rule, caught.value.message[: len(message)]) == (rule, message)
    assert caught.value.mend


def test_suggests_the_nearest_column() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_sql("birth_date < d", SCOPE)
    assert caught.value.mend == "did you mean `patient.birth_date`?"


def test_names_its_columns_in_order_and_once() -> None:
    expression = compile_sql("patient.birth_date < extract_date AND n > m AND n > 1", SCOPE, CONSTANTS)
    assert expression.columns == ("patient.birth_date", "n", "m")


def test_a_deep_path_and_a_quoted_name() -> None:
    scope = {"a.b.c.d.e.f": pa.int64(), "Order No": pa.string()}
    assert compile_sql("a.b.c.d.e.f > 1 AND \"Order No\" = 'x'", scope).columns == ("a.b.c.d.e.f", "Order No")


def test_warns_of_calendar_years_since_a_birth() -> None:
    (warning,) = compile_sql("date_diff('year', patient.birth_date, d)", SCOPE).warnings
    assert warning.startswith("SQL06: date_diff('year', …) counts calendar years from `patient.birth_date`")
    assert compile_sql("date_sub('year', patient.birth_date, d)", SCOPE).warnings == ()
    assert compile_sql("date_diff('year', d, e)", SCOPE).warnings == ()
