"""Tables of shares as HTML: the chart is the table, one bar drawn in each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from manikin.review.page.markup import Html, tag, wide
from manikin.review.words import numbers
from manikin.review.words.form import Chart, Share, folded

MOST_ROWS = 12
"""The most rows of a table; further values are put together in one row and listed in the annex."""
_WIDTH = 100
_NARROW = 2
"""The most profiles that fit on a telephone without scrolling sideways."""


def table(chart: Chart, ids: Mapping[tuple[str | int, ...], str], title: str = "") -> Html:
    """Return a chart as a table with bars.

    Parameters
    ----------
    chart : Chart
        The profiles.
    ids : Mapping of address to str
        The number of the statistic that each profile is, by its address.
    title : str
        The heading above it, which is not said again.
    """
    shown, rest = (chart.labels, ()) if chart.is_whole else folded(chart.labels, MOST_ROWS)
    known = [{share.label: share for share in profile.shares} for profile in chart.profiles]
    every = [share for own in known for share in own.values()]
    layout = _Layout(
        max(chart.places, numbers.places(share.share for share in every)),
        max((float(share.share) for share in every), default=0.0) or 1.0,
        any(share.typed for share in every),
    )
    rows = [_row(label, [own.get(label) for own in known], layout) for label in shown]
    if rest:
        sums = [_rest(own, rest) for own in known]
        rows.append(_row(f"other: {numbers.number(len(rest))} values", sums, replace(layout, has_bars=False)))
    heads = _heads(chart, ids, is_typed=layout.is_typed)
    if len(chart.profiles) == 1:
        caption = tag("caption", chart.caption) if chart.caption != title else None
        label = title if caption is None else None
        return tag("table", caption, heads, tag("tbody", rows), class_="chart one", aria_label=label)
    unit = "of every 100" + (" (as written)" if layout.is_typed else "")
    said = unit[:1].upper() + unit[1:] if chart.caption == title else f"{chart.caption}: {unit}"
    css = "chart many" if len(chart.profiles) > _NARROW else "chart two"
    made = tag("table", tag("caption", said), heads, tag("tbody", rows), class_=css)
    return (
        wide(made, f"{chart.caption}, {ids.get(chart.profiles[0].address, '')}")
        if css == "chart many"
        else made
    )


@dataclass(frozen=True)
class _Layout:
    """Decimal places, the share that fills a bar, whether what is written stands beside it, whether there are bars."""

    fine: int
    scale: float
    is_typed: bool
    has_bars: bool = True


def _heads(chart: Chart, ids: Mapping[tuple[str | int, ...], str], *, is_typed: bool) -> Html:
    first = tag("th", chart.first, scope="col")
    if len(chart.profiles) > 1:
        titles = [": ".join(filter(None, [ids.get(p.address, ""), p.title])) for p in chart.profiles]
        return tag("thead", tag("tr", first, [tag("th", title, scope="col") for title in titles]))
    said = chart.profiles[0].title
    number = tag("th", f"{said}, of every 100" if said else "of every 100", scope="col", class_="n")
    typed = tag("th", "as written", scope="col", class_="n") if is_typed else None
    return tag("thead", tag("tr", first, number, typed, tag("td", class_="b")))


def _row(label: str, shares: Sequence[Share | None], layout: _Layout) -> Html:
    head = tag("th", label, scope="row")
    if len(shares) > 1:
        return tag("tr", head, [_cell(share, layout) for share in shares])
    share = shares[0]
    said = numbers.of_100(share.share, layout.fine) if share else "none"
    typed = tag("td", share.typed if share else "", class_="n w") if layout.is_typed else None
    return tag("tr", head, tag("td", said, class_="n"), typed, tag("td", _bar(share, layout), class_="b"))


def _cell(share: Share | None, layout: _Layout) -> Html:
    """Return a share with its bar below it, for tables of several columns."""
    if share is None:
        return tag("td", "none")
    typed = tag("span", f" ({share.typed})", class_="w") if share.typed else None
    return tag("td", numbers.of_100(share.share, layout.fine), typed, _bar(share, layout))


def _bar(share: Share | None, layout: _Layout) -> Html | None:
    return bar(float(share.share) / layout.scale) if share is not None and layout.has_bars else None


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
