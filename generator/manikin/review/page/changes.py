"""What changed since an earlier version: each change in words, with old and new shares side by side."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.review.diff import effects, wording
from manikin.review.diff.change import Change, Grade
from manikin.review.diff.marks import bare
from manikin.review.page import comparison
from manikin.review.page.markup import Child, Html, shown, tag
from manikin.review.page.review import Review, Section
from manikin.review.page.sections import origin
from manikin.review.words import numbers
from manikin.review.words.form import Profile

MANY = 6
"""From so many changes on, each is told in few rows, so that all fit on few sheets."""
MOST_ROWS, FEW_ROWS = 12, 3
MOST_LINES = 6
_TABLED = frozenset({"values", "references", "states", "patterns", "missing", "defects", "rows"})
_GRADES = {
    Grade.MAJOR: "Programs that use the data may have to change.",
    Grade.MINOR: "Programs that use the data go on working.",
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
    if by_statistic:
        parts.append(tag("p", comparison.LEGEND, class_="sub"))
    most = FEW_ROWS if len(found) > MANY else MOST_ROWS
    order = sorted(by_statistic, key=lambda number: int(number[1:]))
    parts += [_statistic(number, by_statistic[number], review, most) for number in order]
    parts += [_other(change) for change in others]
    for problem in review.earlier.difference.problems:
        parts.append(tag("p", tag("strong", f"{problem.rule}: "), problem.message, class_="note"))
    if review.earlier.difference.uncounted:
        parts.append(tag("p", f"Not all values were counted: {review.earlier.difference.uncounted}."))
    return tag("div", parts, class_="changes many-changes" if len(found) > MANY else "changes")


def _statistic(number: str, own: list[Change], review: Review, most: int) -> Html:
    earlier = review.earlier
    assert earlier is not None
    now = next((one for one in review.sections if any(s.id == number for s in one.statistics)), None)
    was = earlier.sections.get(number)
    section = now or was
    assert section is not None
    statistic = next(one for one in section.statistics if one.id == number)
    pairs = list(_pairs(was, now, number))
    beside = [comparison.beside(before, after, number, most) for before, after in pairs]
    # What a table tells of every value, as it is written too, needs no list of them before it.
    is_told = len(own) == 1 and any(share.typed for pair in pairs for side in pair for share in side.shares)
    lines = [] if is_told and section.subject.kind in _TABLED else list(_lines(own))
    return tag(
        "section",
        tag("h3", f"{number}. ", _subject(own[0])),
        [tag("p", line) for line in lines],
        tag("p", origin(statistic, review), class_="sub"),
        beside,
        tag("p", _consequences(own), class_="sub"),
        class_="item",
    )


def _lines(own: list[Change]) -> Iterator[Html]:
    """Yield what each change says, in one paragraph each, as far as a reader can take it in."""
    for change in own:
        lines = list(_details(change))
        left = len(lines) - MOST_LINES
        told = Html("; ".join(lines[:MOST_LINES]) + (f"; and {left} more" if left > 0 else ""))
        if told:
            yield Html(f"{told}.")


def _other(change: Change) -> Html:
    return tag(
        "section",
        tag("h3", f"{change.kind[:1].upper()}{change.kind[1:]}: ", _subject(change)),
        [tag("p", line) for line in _lines([change])],
        tag("p", _consequences([change]), class_="sub"),
        class_="item",
    )


def _subject(change: Change) -> Html:
    return shown(bare(wording.subject(change)))


def _details(change: Change) -> Iterator[Html]:
    """Yield what was and what is, read aloud: "from 30 to 35" and not an arrow."""
    for line in wording.details(change):
        yield shown(bare(line.replace(" → ", " to ")))


def _consequences(own: list[Change]) -> Html:
    """Return which values change, what that means to programs, and who decides; each once."""
    told = list(dict.fromkeys(_values(change) for change in own))
    grade = min((change.grade for change in own), key=list(Grade).index)
    roles = list(dict.fromkeys(role for change in own for role in change.approval))
    told += [_GRADES[grade]] if grade in _GRADES else []
    told += [f"To decide: {numbers.listed(roles)}."] if roles else ["Nobody has to decide on it."]
    return shown(" ".join(told))


def _values(change: Change) -> str:
    said = bare(effects.values(change.values).replace(" → ", " to "))
    return "No value of the data changes." if said == "none" else f"Values that change: {said}."


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
    for before, after in zip(_profiles(was, number), _profiles(now, number), strict=False):
        if before.shares != after.shares:
            yield before, after
