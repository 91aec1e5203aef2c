"""Tables of shares as HTML: the chart is the table, one bar drawn in each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manikin.review.page.markup import Child, Html, tag
from manikin.review.words import numbers
from manikin.review.words.form import Chart, Profile, Share, folded

MOST_ROWS = 12
"""The most rows of a table; further values are put together in one row and listed in the annex."""
_WIDTH = 100


def table(chart: Chart, ids: Mapping[tuple[str | int, ...], str], most: int = MOST_ROWS) -> Html:
    """Return a chart as a table with bars.

    Parameters
    ----------
    chart : Chart
        The profiles.
    ids : Mapping of address to str
        The number of the statistic that each profile is, by its address.
    most : int
        The most rows.
    """
    shown, rest = folded(chart.labels, most)
    known = [{share.label: share for share in profile.shares} for profile in chart.profiles]
    fine = numbers.places(share.share for profile in chart.profiles for share in profile.shares)
    is_typed = any(share.typed for profile in chart.profiles for share in profile.shares)
    scale = max([float(s.share) for own in known for s in own.values()] or [0.0]) or 1.0
    rows = [_row(label, [own.get(label) for own in known], fine, scale, is_typed=is_typed) for label in shown]
    if rest:
        sums = [_rest(own, rest) for own in known]
        rows.append(_row(f"other: {numbers.number(len(rest))} values", sums, fine, scale, is_typed=is_typed))
    heads = _heads(chart, ids, is_typed=is_typed)
    css = "chart one" if len(chart.profiles) == 1 else "chart"
    return tag("table", tag("caption", chart.caption), heads, tag("tbody", rows), class_=css)


def _heads(chart: Chart, ids: Mapping[tuple[str | int, ...], str], *, is_typed: bool) -> Html:
    is_alone = len(chart.profiles) == 1
    cells: list[Html] = [tag("th", chart.first, scope="col")]
    for profile in chart.profiles:
        said = _title(profile, ids, is_alone=is_alone)
        cells.append(tag("th", said or "of every 100", scope="col", class_="n"))
        if is_typed:
            cells.append(tag("th", "as written", scope="col", class_="n"))
        cells.append(tag("td", class_="b"))
    return tag("thead", tag("tr", cells))


def _title(profile: Profile, ids: Mapping[tuple[str | int, ...], str], *, is_alone: bool) -> str:
    number = ids.get(profile.address, "") if not is_alone or profile.title else ""
    said = ": ".join(filter(None, [number, profile.title]))
    return f"{said}, of every 100" if said else ""


def _row(label: str, shares: Sequence[Share | None], fine: int, scale: float, *, is_typed: bool) -> Html:
    cells: list[Child] = [tag("th", label, scope="row")]
    for share in shares:
        cells.append(tag("td", numbers.of_100(share.share, fine) if share else "none", class_="n"))
        if is_typed:
            cells.append(tag("td", share.typed if share else "", class_="n w"))
        cells.append(tag("td", bar(float(share.share) / scale) if share else None, class_="b"))
    return tag("tr", cells)


def bar(length: float) -> Html:
    """Return a bar of a length from 0 to 1; the number beside it says it all."""
    size = f"{_WIDTH * length:.0f}"
    return tag(
        "svg",
        tag("path", d=f"M0 0h{size}v9H0"),
        viewbox=f"0 0 {_WIDTH} 9",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _rest(own: Mapping[str, Share], rest: Sequence[str]) -> Share | None:
    found = [own[label] for label in rest if label in own]
    return Share("", sum(numbers.exact(share.share) for share in found)) if found else None
