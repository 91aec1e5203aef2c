"""The functions an expression may call, with what the documentation says of each.

A function that is not here is refused, whatever the parser makes of it. To add one: its line here, its
node in `grammar`, its builder in the module of its group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Function:
    """A function as it is documented.

    Parameters
    ----------
    name : str
        As it is written in an expression.
    group : str
        The heading it stands under.
    signature : str
        Its arguments and, after the arrow, the type of its result.
    doc : str
        One line.
    node : str
        The name of the parser's node for it; checked, so that a new parser cannot change the meaning.
    """

    name: str
    group: str
    signature: str
    doc: str
    node: str


_UNITS: Final = "year, quarter, month, week, day, hour, minute or second"
_LISTED: Final = (
    Function("cast", "types", "cast(x as TYPE) → TYPE", "x as BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL(p, s), TEXT, "
             "DATE, TIME or TIMESTAMP; decimals round half away from zero, floats half to even.", "Cast"),
    Function("coalesce", "choice", "coalesce(x, y, …) → as x", "The first that is not missing.", "Coalesce"),
    Function("ifnull", "choice", "ifnull(x, y) → as x", "x, or y where x is missing.", "Coalesce"),
    Function("nullif", "choice", "nullif(x, y) → as x", "x, but missing where x equals y.", "Nullif"),
    Function("if", "choice", "if(condition, x, y) → as x", "x where the condition holds, else y.", "If"),
    Function("least", "choice", "least(x, y, …) → as x", "The smallest that is not missing.", "Least"),
    Function("greatest", "choice", "greatest(x, y, …) → as x", "The largest that is not missing.", "Greatest"),
    Function("concat", "text", "concat(x, y, …) → text", "All as one text; what is missing is skipped.", "Concat"),
    Function("substring", "text", "substring(text, start, length) → text", "Characters from start (the first is 1; "
             "negative counts from the end); without length up to the end.", "Substring"),
    Function("substr", "text", "substr(text, start, length) → text", "The same as substring.", "Substring"),
    Function("left", "text", "left(text, n) → text", "The first n characters; all but the last -n if negative.",
             "Left"),
    Function("right", "text", "right(text, n) → text", "The last n characters; all but the first -n if negative.",
             "Right"),
    Function("upper", "text", "upper(text) → text", "In capitals.", "Upper"),
    Function("lower", "text", "lower(text) → text", "In small letters.", "Lower"),
    Function("trim", "text", "trim(text, characters) → text", "Without spaces, or the given characters, at both "
             "ends.", "Trim"),
    Function("ltrim", "text", "ltrim(text, characters) → text", "Without them at the start.", "Trim"),
    Function("rtrim", "text", "rtrim(text, characters) → text", "Without them at the end.", "Trim"),
    Function("length", "text", "length(text) → whole number", "How many characters.", "Length"),
    Function("starts_with", "text", "starts_with(text, start) → true or false", "Whether text begins so.",
             "StartsWith"),
    Function("abs", "numbers", "abs(x) → as x", "Without its sign.", "Abs"),
    Function("sign", "numbers", "sign(x) → whole number", "-1, 0 or 1.", "Sign"),
    Function("sqrt", "numbers", "sqrt(x) → floating point number", "The square root.", "Sqrt"),
    Function("round", "numbers", "round(x, digits) → as x", "To so many digits after the point (none if left out), "
             "halves away from zero.", "Round"),
    Function("floor", "numbers", "floor(x) → number", "The next lower whole value.", "Floor"),
    Function("ceil", "numbers", "ceil(x) → number", "The next higher whole value.", "Ceil"),
    Function("ceiling", "numbers", "ceiling(x) → number", "The same as ceil.", "Ceil"),
    Function("mod", "numbers", "mod(x, y) → as x", "The remainder, with the sign of x; the same as x % y.", "Mod"),
    Function("date_diff", "dates", "date_diff('unit', from, to) → whole number", f"How many boundaries of {_UNITS} "
             "lie between; 31 December to 1 January is one year. Weeks are seven whole days.", "DateDiff"),
    Function("datediff", "dates", "datediff('unit', from, to) → whole number", "The same as date_diff.", "DateDiff"),
    Function("date_sub", "dates", "date_sub('unit', from, to) → whole number", f"How many complete {_UNITS}s lie "
             "between: an age in years.", "Anonymous"),
    Function("date_trunc", "dates", "date_trunc('unit', date) → date and time", f"The start of its {_UNITS}.",
             "TimestampTrunc"),
    Function("date_part", "dates", "date_part('part', date) → whole number", "One part: year, quarter, month, week, "
             "day, hour, minute, second, dow (Sunday is 0), isodow (Monday is 1), doy or isoyear.", "Anonymous"),
    Function("extract", "dates", "extract(part from date) → whole number", "The same as date_part.", "Extract"),
    Function("year", "dates", "year(date) → whole number", "The year.", "Year"),
    Function("quarter", "dates", "quarter(date) → whole number", "The quarter, 1 to 4.", "Quarter"),
    Function("month", "dates", "month(date) → whole number", "The month, 1 to 12.", "Month"),
    Function("day", "dates", "day(date) → whole number", "The day of the month.", "Day"),
    Function("hour", "dates", "hour(time) → whole number", "The hour, 0 to 23.", "Hour"),
    Function("minute", "dates", "minute(time) → whole number", "The minute.", "Minute"),
    Function("second", "dates", "second(time) → whole number", "The second, without its fraction.", "Second"),
    Function("make_date", "dates", "make_date(year, month, day) → date", "A date from its parts.", "DateFromParts"),
)  # fmt: skip

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType({function.name: function for function in _LISTED})
"""Every function by its name."""
UNIT_FIRST: Final = frozenset({"date_diff", "datediff", "date_sub", "date_trunc", "date_part"})
"""Functions whose first argument is a unit in quotes."""
INSTEAD: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(
        ("random", "rand", "uuid", "gen_random_uuid", "uuidv4", "uuidv7", "setseed", "nextval"),
        "there is no chance in expressions: draw the column with a `distribution`",
    )
    | dict.fromkeys(
        (
            "now",
            "today",
            "current_date",
            "current_timestamp",
            "current_time",
            "localtimestamp",
            "getdate",
            "age",
        ),
        "there is no clock: write a date under `constants` and use its name",
    )
    | dict.fromkeys(
        ("count", "sum", "avg", "min", "max", "median", "string_agg", "list", "first", "last"),
        "an expression sees one row: for the smallest or largest of several values use least(…) or greatest(…)",
    )
    | dict.fromkeys(
        ("ln", "log", "log2", "log10", "exp", "pow", "power", "sin", "cos", "tan", "ntile"),
        "its last digits depend on the machine: use a `distribution` of that shape",
    )
    | dict.fromkeys(
        ("lpad", "rpad", "repeat", "replace", "format", "printf", "strftime"),
        "join and pad columns with a `template` instead",
    )
    | dict.fromkeys(("try_cast", "try"), "use CAST on values that fit, or guard it with CASE")
    | dict.fromkeys(("iif",), "write if(condition, x, y)")
    | dict.fromkeys(("nvl", "isnull"), "write coalesce(x, y)")
    | dict.fromkeys(("datesub",), "write date_sub('unit', from, to)")
    | dict.fromkeys(("len", "char_length", "character_length", "strlen"), "write length(text)")
    | dict.fromkeys(("dayofmonth",), "write day(date)")
    | dict.fromkeys(("dayofweek", "weekday"), "write date_part('dow', date), in which Sunday is 0")
)
"""What to do instead of some functions that people reach for."""
