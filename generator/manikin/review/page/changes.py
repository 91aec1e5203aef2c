"""What changed since an earlier version: each change in words, with old and new shares side by side."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.review.diff.change import Change, Count, Grade, RowCount
from manikin.review.page.markup import Child, Html, tag
from manikin.review.page.review import Review, Section
from manikin.review.page.sections import origin
from manikin.review.statistics import Statistic
from manikin.review.words import numbers
from manikin.review.words.form import Profile, Share

MOST_ROWS = 12
_GRADES = {
    Grade.MAJOR: "Programs that use the data may have to change.",
    Grade.MINOR: "Programs that use the data go on working.",
    Grade.PATCH: "Nothing in the data changes.",
}


def changes(review: Review) -> Html:
    """Return the part on changes; nothing without an earlier version."""
    if review.earlier is None:
        return Html("")
    found = review.earlier.difference.changes
    parts: list[Child] = [tag("h2", f"What changed since {review.earlier.label}", id="changes")]
    if not found:
        parts.append(tag("p", "Nothing has changed in meaning."))
    by_statistic: dict[str, list[Change]] = {}
    others = []
    for change in found:
        if change.statistics:
            by_statistic.setdefault(change.statistics[0], []).append(change)
        else:
            others.append(change)
    parts += [_statistic(number, own, review) for number, own in by_statistic.items()]
    parts += [_other(change) for change in others]
    if review.earlier.difference.uncounted:
        parts.append(tag("p", f"Not all values were counted: {review.earlier.difference.uncounted}."))
    return tag("div", parts)


def _statistic(number: str, own: list[Change], review: Review) -> Html:
    earlier = review.earlier
    assert earlier is not None
    now = next(((s, one) for s in review.sections for one in s.statistics if one.id == number), None)
    was = earlier.sections.get(number)
    section, statistic = now or (
        was,
        next(one for one in was.statistics if one.id == number) if was else None,
    )
    title = section.subject.title if section else own[0].address
    told: list[Child] = [tag("p", _sentence(change.text)) for change in own if change.text]
    if statistic is not None:
        told.append(tag("p", _people(statistic), class_="sub"))
    old, new = _profile(was, number), _profile(now[0] if now else None, number)
    when = (new or old).title if (new or old) else ""
    return tag(
        "section",
        tag("h3", f"{number}. {title}{', ' + when if when else ''}"),
        told,
        [_beside(a, b, title) for a, b in _pairs(was, now[0] if now else None, number)],
        [tag("p", said, class_="sub") for said in _consequences(own)],
        class_="item",
    )


def _people(statistic: Statistic) -> str:
    return origin(statistic)


def _other(change: Change) -> Html:
    return tag(
        "section",
        tag("h3", f"{change.kind[:1].upper()}{change.kind[1:]}: {change.address}"),
        tag("p", _sentence(change.text)) if change.text else None,
        [tag("p", said, class_="sub") for said in _consequences([change])],
        class_="item",
    )


def _consequences(own: list[Change]) -> Iterator[str]:
    """Yield which values change, what that means to programs, and who decides; each once."""
    yield from dict.fromkeys(_values(change) for change in own)
    grade = min((change.grade for change in own), key=list(Grade).index)
    roles = list(dict.fromkeys(role for change in own for role in change.approval))
    yield f"{_GRADES[grade]} " + (f"To decide: {numbers.listed(roles)}." if roles else "")


def _values(change: Change) -> str:
    values = change.values
    if values.is_none:
        return "No value of the data changes."
    if values.every:
        return "Every drawn value of the data changes."
    told = [_count(count) for count in values.counts if count.changed]
    told += [_rows(rows) for rows in values.rows if rows.added or rows.removed]
    told += [f"{name} is new" for name in values.new]
    told += [f"{name} is gone" for name in values.gone]
    follows = [f"{f.table}.{f.column}" if f.column else f"rows of {f.table}" for f in values.follows]
    if follows:
        told.append(f"it also changes {numbers.some(follows, 4)}")
    return f"{_sentence('; '.join(told))}" if told else "No value of the data changes."


def _count(count: Count) -> str:
    least = "at least " if count.at_least else ""
    return (
        f"{least}{numbers.number(count.changed)} of {numbers.number(count.of)} values of {count.name} change"
    )


def _rows(rows: RowCount) -> str:
    parts = [f"{numbers.number(rows.added)} added"] * bool(rows.added)
    parts += [f"{numbers.number(rows.removed)} removed"] * bool(rows.removed)
    return f"rows of {rows.table}: {numbers.listed(parts)}, from {numbers.number(rows.old)} to {numbers.number(rows.new)}"


def _profile(section: Section | None, number: str) -> Profile | None:
    return next(iter(_profiles(section, number)), None)


def _profiles(section: Section | None, number: str) -> list[Profile]:
    """Return the columns of the tables of a section that are about one statistic."""
    if section is None:
        return []
    path = next(one.path for one in section.statistics if one.id == number)
    profiles = [profile for chart in section.subject.words.charts for profile in chart.profiles]
    return [
        p
        for p in profiles
        if p.address and (p.address[: len(path)] == path or path[: len(p.address)] == p.address)
    ]


def _pairs(was: Section | None, now: Section | None, number: str) -> Iterator[tuple[Profile, Profile]]:
    """Yield old and new profiles that may be compared, if anything in them differs."""
    old, new = _profiles(was, number), _profiles(now, number)
    for before, after in zip(old, new, strict=False):
        if before.shares != after.shares:
            yield before, after


def _beside(old: Profile, new: Profile, title: str) -> Html:
    """Return old and new side by side; where not all fits, the rows that differ most."""
    was = {share.label: share for share in old.shares}
    now = {share.label: share for share in new.shares}
    labels = list(dict.fromkeys((*now, *was)))
    if len(labels) > MOST_ROWS:
        moved = sorted(labels, key=lambda label: -abs(_of(now, label) - _of(was, label)))[:MOST_ROWS]
        labels = [label for label in labels if label in moved]
        title += f", the {MOST_ROWS} rows that differ most"
    scale = max([_of(side, label) for side in (was, now) for label in labels] or [1.0]) or 1.0
    heads = ["value", "proposed", "before", "difference"]
    is_typed = any(share.typed for share in (*old.shares, *new.shares))
    cells = [tag("th", head, scope="col", class_="n" if head != "value" else None) for head in heads]
    if is_typed:
        cells.append(tag("th", "as written", scope="col", class_="n"))
    rows = [_line(label, was.get(label), now.get(label), scale, is_typed=is_typed) for label in labels]
    return tag(
        "table",
        tag("caption", f"{title}: of every 100; solid bar proposed, hatched bar before"),
        tag("thead", tag("tr", cells, tag("td", class_="b"))),
        tag("tbody", rows),
        class_="chart one",
    )


def _of(side: dict[str, Share], label: str) -> float:
    return float(side[label].share) if label in side else 0.0


def _line(label: str, was: Share | None, now: Share | None, scale: float, *, is_typed: bool) -> Html:
    before, after, apart = numbers.apart(was.share if was else 0, now.share if now else 0)
    typed = f"{was.typed if was else 'none'} to {now.typed if now else 'none'}"
    if was and now and was.typed == now.typed:
        typed = now.typed
    lengths = [float(side.share) / scale * 100 if side else 0.0 for side in (now, was)]
    bars = tag(
        "svg",
        tag("path", d=f"M0 0h{lengths[0]:.0f}v9H0"),
        tag("path", d=f"M0 11h{lengths[1]:.0f}v9H0", class_="old"),
        viewbox="0 0 100 20",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    is_same = apart == "0"
    cells: list[Child] = [
        tag("td", after if now else "none", class_="n"),
        tag("td", before if was else "none", class_="n"),
        tag("td", apart if is_same else tag("strong", apart), class_="n"),
    ]
    if is_typed:
        cells.append(tag("td", typed, class_="n w"))
    return tag("tr", tag("th", label, scope="row"), cells, tag("td", bars, class_="b"))


def _sentence(text: str) -> str:
    return f"{text}." if text and text[-1] not in ".!?" else text
