"""How numbers, shares, dates and lists are written for people: one way each, wherever they stand.

Numerals, commas from 1,000, "to" in ranges, "of every 100" as the only denominator. Differences are those of the numbers
as they are shown, so that what a reader subtracts agrees with what is printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction

_MONTHS = "January February March April May June July August September October November December".split()
_FEWEST = Decimal("0.1")
_FINEST = 6


def exact(value: Number) -> Decimal:
    """Return a number as it is written; a float by its shortest form, a fraction to 15 digits."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def rounded(value: Number, places: int) -> Decimal:
    """Return a number to some decimal places, halves away from 0; noise of floats past 12 digits is dropped first."""
    clean = exact(value)
    clean = Decimal(f"{clean:.12g}") if isinstance(value, float) else clean
    return clean.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: Number, places: int | None = None) -> str:
    """Return a number for people.

    Examples
    --------
    >>> number(22100), number(0.5), number(3.0), number(-1250.25, 1)
    ('22,100', '0.5', '3', '-1,250.3')
    """
    if places is not None:
        return f"{rounded(value, places):,f}"
    text = f"{exact(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def whole(value: Number) -> str:
    """Return how many people or records there are at least; what is worked out of a share is no whole number.

    Examples
    --------
    >>> whole(101770), whole(2218.85)
    ('101,770', '2,218')
    """
    return number(math.floor(value))


def significant(value: Number, digits: int = 3) -> str:
    """Return a number to so many leading digits, for what is worked out and not declared.

    Examples
    --------
    >>> significant(170.4321), significant(0.012345), significant(123456.7), significant(0)
    ('170', '0.0123', '123,000', '0')
    """
    found = exact(value)
    if not found:
        return "0"
    return number(round(found, digits - 1 - found.adjusted()))


def places(shares: Iterable[Number]) -> int:
    """Return the decimal places with which the shares of one table are shown: 1 if any is below 1 of every 100, else 0."""
    return int(any(0 < exact(share) * 100 < 1 for share in shares))


def of_100(share: Number, places: int = 0) -> str:
    """Return a share from 0 to 1 as so many of every 100, without the words.

    What is not 0 is never shown as 0, and what is not all never as 100.

    Examples
    --------
    >>> of_100(0.3), of_100(Fraction(1, 3)), of_100(0.0004), of_100(0.9999)
    ('30', '33', 'under 0.1', 'over 99.9')
    """
    found = exact(share) * 100
    if not found:
        return "0"
    shown = rounded(found, places)
    if found > 0 and not shown:
        shown = rounded(found, 1)
        return f"{shown:f}" if shown >= _FEWEST else "under 0.1"
    if found < 100 and shown >= 100:
        shown = rounded(found, 1)
        return f"{shown:f}" if shown < 100 else "over 99.9"
    return f"{shown:,f}"


def of_every_100(share: Number, places: int = 0) -> str:
    """Return a share in words, such as "30 of every 100"."""
    return f"{of_100(share, places)} of every 100"


def apart(old: Number, new: Number) -> tuple[str, str, str]:
    """Return two shares and their difference in points, with the fewest decimal places that tell them apart.

    The difference is that of the two as shown.

    Examples
    --------
    >>> apart(0.3, 0.35), apart(0.5081, 0.5084)
    (('30', '35', '+5'), ('50.81', '50.84', '+0.03'))
    """
    before, after = exact(old) * 100, exact(new) * 100
    fine = next((n for n in range(_FINEST) if rounded(before, n) != rounded(after, n)), 0)
    was, now = rounded(before, fine), rounded(after, fine)
    return f"{was:,f}", f"{now:,f}", f"{now - was:+,f}" if now != was else "0"


def day(value: date) -> str:
    """Return a day, such as 24 November 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(number: int) -> str:
    """Return the name of a month, 1 to 12."""
    return _MONTHS[number - 1]


def clock(value: time) -> str:
    """Return a time of day, such as 5:30pm or midnight; with seconds only where there are any."""
    if not (value.minute or value.second or value.microsecond) and value.hour in {0, 12}:
        return "midday" if value.hour else "midnight"
    hour = (value.hour + 11) % 12 + 1
    seconds = f":{value.second:02}" if value.second or value.microsecond else ""
    parts = f":{value.minute:02}{seconds}" if value.minute or seconds else ""
    return f"{hour}{parts}{'am' if value.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """Return a day and a time; the day alone at midnight."""
    return day(value) if value.time() == time() else f"{day(value)}, {clock(value.time())}"


def span(low: str, high: str) -> str:
    """Return a range in words, one value where both ends are alike."""
    return low if low == high else f"{low} to {high}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count and what is counted, such as "1 statistic" or "1,200 rows"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Return parts as a list in a sentence: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def some(parts: Sequence[str], most: int = 5, what: str = "more") -> str:
    """Return the first of many parts as a list, and how many were left out."""
    left = len(parts) - most
    return listed(parts) if left <= 0 else f"{', '.join(parts[:most])} and {number(left)} {what}"
