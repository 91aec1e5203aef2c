"""Cases in which nearly everybody is alike: to know that somebody belongs there is to know the value as well.

No count is small where this happens, so no other rule sees it (group disclosure). Whether it tells of people what they
would not have told, or holds by definition, no file can say: it is a warning, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import Statistic
from manikin.errors import Problem
from manikin.model.draws import Address

NEARLY: Final = 0.9
"""The share of a case that makes nearly everybody."""
_ENDS: Final = frozenset({"min", "max"})


def check(lint: Lint) -> Iterator[Problem]:
    """Yield columns that are nearly settled by a case, and are not by themselves."""
    found: dict[Address, list[Statistic]] = {}
    for statistic in lint.statistics:
        is_case = statistic.case is not None and statistic.case.when is not None
        if statistic.what == "value" and statistic.draw is not None and is_case:
            found.setdefault(statistic.draw.address, []).append(statistic)
    for at, cases in found.items():
        told = [(statistic, _shares(statistic)) for statistic in cases]
        whole: dict[str, float] = {}
        for statistic, shares in told:
            for value, share in shares.items():
                whole[value] = whole.get(value, 0.0) + _rows(statistic) * share
        rows = sum(_rows(statistic) for statistic in cases)
        alike = [
            statistic
            for statistic, shares in told
            if any(share >= NEARLY and whole[value] < NEARLY * rows for value, share in shares.items())
        ]
        if alike:
            yield _problem(lint, at, alike, len(cases))


def _problem(lint: Lint, at: Address, alike: list[Statistic], cases: int) -> Problem:
    column, draw = alike[0].column, alike[0].draw
    assert column is not None
    assert draw is not None
    by = " and ".join(draw.given)
    lines = sorted({lint.document.position(one.address).line for one in alike})
    message = (
        f"in {len(alike)} of {cases} cases of {by} nearly everybody has one value of {column.name} (the first at line {lines[0]}): "
        f"who knows the {by} of somebody knows that too"
    )
    mend = (
        "where it holds by definition, or may be known, nothing is to be done; else join these cases with others, or leave "
        "the cases out"
    )
    return lint.warn((*at, "given"), "DISC22", message, mend)


def _shares(statistic: Statistic) -> dict[str, float]:
    """Return the share of a case that has each value, as far as values are told."""
    if statistic.name == "choice":
        counts = {label: count for _, label, count in statistic.counts()}
        total = sum(counts.values())
        return {label: count / total for label, count in counts.items()} if total else {}
    if statistic.name != "quantiles" or not isinstance(statistic.parameters, Mapping):
        return {}
    knots: dict[str, list[float]] = {}
    for share, value in statistic.parameters.items():
        if share not in _ENDS:
            knots.setdefault(str(value), []).append(float(share))
    return {value: round(max(shares) - min(shares), 9) for value, shares in knots.items() if len(shares) > 1}


def _rows(statistic: Statistic) -> float:
    """Return how many rows a case is of, as far as that is told."""
    if statistic.name == "choice":
        return sum(count for _, _, count in statistic.counts())
    return 0 if statistic.origin.is_shared else statistic.origin.n or 0
