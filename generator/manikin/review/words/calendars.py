"""The rhythm of a calendar: how much falls on each month, weekday and hour, of every 100."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from manikin import distributions
from manikin.columns.draw import on_ruler
from manikin.model import DataType, Distribution
from manikin.model.datatype import EPOCH
from manikin.model.draws import Address
from manikin.review.words import numbers
from manikin.review.words.form import Profile, Share, weighed

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = ("months", "weekdays", "hours")
FIRST = {"months": "month", "weekdays": "day of the week", "hours": "hour of the day"}


def profiles(distribution: Distribution, title: str) -> dict[str, Profile]:
    """Return, for each rhythm that is declared, the share of each of its parts over the whole period.

    The rates as typed stand beside it: February is short, so a rate is not a share.
    """
    given: Any = distribution.parameters
    days = distributions.prepare("calendar", on_ruler(distribution, DataType("date")), discrete=True)
    first, last = (int(DataType("date").parse(given[key])) for key in ("from", "to"))
    numbered = np.arange(first - 1, last + 1)
    shares = np.diff(days.cdf(numbered.astype(np.float64)))
    dates = [EPOCH + timedelta(days=int(day)) for day in numbered[1:]]
    found: dict[str, Profile] = {}
    for key in PARTS:
        if key not in given:
            continue
        at: Address = (*distribution.address, key)
        if key == "hours":
            found[key] = Profile(title, weighed((_hour(n), w) for n, w in enumerate(given[key])), at)
            continue
        names = [numbers.month(n) for n in range(1, 13)] if key == "months" else list(WEEKDAYS)
        sums = [0.0] * len(names)
        for day, share in zip(dates, shares, strict=True):
            sums[day.month - 1 if key == "months" else day.weekday()] += float(share)
        rows = zip(names, sums, given[key], strict=True)
        found[key] = Profile(title, tuple(Share(n, s, numbers.number(rate)) for n, s, rate in rows), at)
    return found


def _hour(start: int) -> str:
    return f"{start:02}:00 to {start:02}:59"
