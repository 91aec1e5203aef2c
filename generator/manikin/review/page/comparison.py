"""Old and new shares beside one another: the rows that differ, two bars each, differences of what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from manikin.review.page.markup import Child, Html, tag
from manikin.review.words import numbers
from manikin.review.words.form import Profile, Share

_COARSE = Decimal("0.95")


LEGEND = "Shares are of every 100: the solid bar is proposed, the hatched bar before. Rows that stay, or move least, are left out."


def beside(old: Profile, new: Profile, name: str, most: int) -> Html:
    """Return old and new side by side.

    Parameters
    ----------
    old, new : Profile
        The shares before and proposed.
    name : str
        What they are of.
    most : int
        The most rows; of more, those that differ most.
    """
    was = {share.label: share for share in old.shares}
    now = {share.label: share for share in new.shares}
    labels = list(dict.fromkeys((*now, *was)))
    apart = {label: abs(_of(now, label) - _of(was, label)) * 100 for label in labels}
    moved = [label for label in labels if apart[label] or _typed(was, label) != _typed(now, label)]
    moved = sorted(moved, key=lambda label: (-apart[label], labels.index(label)))[:most]
    shown = [label for label in labels if label in moved]
    fine = int(any(0 < apart[label] < _COARSE for label in shown))
    scale = max((float(_of(side, label)) for side in (was, now) for label in shown), default=0.0) or 1.0
    is_typed = any(share.typed for share in (*old.shares, *new.shares))
    rows = [_line(label, was.get(label), now.get(label), (fine, scale), is_typed=is_typed) for label in shown]
    heads = [("value", None), ("proposed", "n"), ("before", "n"), ("difference", "n")]
    heads += [("as written", "n")] if is_typed else []
    return tag(
        "table",
        tag(
            "thead",
            tag(
                "tr", [tag("th", head, scope="col", class_=css) for head, css in heads], tag("td", class_="b")
            ),
        ),
        tag("tbody", rows),
        class_="chart one cmp",
        aria_label=f"{name}: proposed and before, of every 100",
    )


def _of(side: Mapping[str, Share], label: str) -> Decimal:
    return numbers.exact(side[label].share) if label in side else Decimal(0)


def _typed(side: Mapping[str, Share], label: str) -> str:
    return side[label].typed if label in side else ""


def _line(
    label: str, was: Share | None, now: Share | None, layout: tuple[int, float], *, is_typed: bool
) -> Html:
    fine, scale = layout
    figures = [numbers.rounded(numbers.exact(side.share) * 100 if side else 0, fine) for side in (now, was)]
    difference = figures[0] - figures[1]
    said = f"{difference:+,f}" if difference else "under 0.1" if now != was else "0"
    cells: list[Child] = [
        tag("td", f"{figure:,f}" if side else "none", class_="n")
        for side, figure in zip((now, was), figures, strict=True)
    ]
    cells.append(tag("td", tag("strong", said), class_="n"))
    if is_typed:
        words = list(dict.fromkeys(side.typed if side else "none" for side in (was, now)))
        cells.append(tag("td", " to ".join(words), class_="n w"))
    lengths = [float(side.share) / scale * 100 if side else 0.0 for side in (now, was)]
    bars = tag(
        "svg",
        tag("path", d=f"M0 0h{lengths[0]:.0f}v9H0"),
        tag("path", d=f"M0 11h{lengths[1]:.0f}v9H0", class_="old"),
        viewbox="0 0 100 20",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    return tag("tr", tag("th", label, scope="row"), cells, tag("td", bars, class_="b"))
