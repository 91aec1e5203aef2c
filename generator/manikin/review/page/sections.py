"""Every statistic in a section of its own: heading, sentence, where it is from, table with bars."""

from __future__ import annotations

from manikin.review.page import charts
from manikin.review.page.markup import Html, tag
from manikin.review.page.review import Review, Section
from manikin.review.statistics import Statistic
from manikin.review.words import numbers

_KINDS = {"private": "Learnt from records", "public": "Published", "assumed": "Assumed"}
_MOST_NUMBERS = 6


def statistics(review: Review) -> Html:
    """Return all sections, those that changed first, the others table by table."""
    changed = set(review.changed)
    first = [s for s in review.sections if any(one.id in changed for one in s.statistics)]
    rest = [s for s in review.sections if s not in first]
    parts = [tag("h2", "Every statistic", id="statistics"), _contents(review)]
    parts += [section(one, review) for one in (*first, *rest)]
    return Html("".join(parts))


def _contents(review: Review) -> Html:
    tables: dict[str, list[Section]] = {}
    for one in review.sections:
        tables.setdefault(one.subject.table, []).append(one)
    rows = [
        tag("li", f"{name}: ", [(tag("a", numbered(one), href=f"#{one.anchor}"), " ") for one in own])
        for name, own in tables.items()
    ]
    return tag("nav", tag("ul", rows), aria_label="Statistics by table", class_="screen")


def section(one: Section, review: Review) -> Html:
    """Return one section."""
    subject, words = one.subject, one.subject.words
    ids = {statistic.path: statistic.id for statistic in one.statistics}
    for statistic in one.statistics:
        for chart in words.charts:
            for profile in chart.profiles:
                if (
                    profile.address and statistic.path[: len(profile.address)] == profile.address
                ) or profile.address[: len(statistic.path)] == statistic.path:
                    ids.setdefault(profile.address, statistic.id)
    # Each number is an anchor of its own, so that a comment on S14 finds its place.
    marks = [tag("span", id=s.id) for s in one.statistics if s.id != one.anchor]
    return tag(
        "section",
        tag("h3", marks, f"{numbered(one)}. {subject.title}", id=one.anchor),
        [tag("p", sentence) for sentence in words.sentences],
        [tag("p", said, class_="sub") for said in origins(one, review)],
        _state(one, review),
        [charts.table(chart, ids, subject.title) for chart in words.charts],
        class_="item",
    )


def numbered(one: Section) -> str:
    """Return the numbers of a section; "S14 to S17" where they follow one another."""
    ids = [statistic.id for statistic in one.statistics]
    places = [int(number[1:]) for number in ids]
    if len(ids) > 2 and places == list(range(places[0], places[0] + len(places))):
        return f"{ids[0]} to {ids[-1]}"
    return ", ".join(ids) if len(ids) <= _MOST_NUMBERS else f"{', '.join(ids[:_MOST_NUMBERS])} and others"


def origins(one: Section, review: Review) -> list[str]:
    """Return where the numbers of a section are from: one sentence where all are from the same."""
    said: dict[str, list[str]] = {}
    for statistic in one.statistics:
        said.setdefault(origin(statistic, review), []).append(statistic.id)
    if len(said) == 1:
        return list(said)
    return [
        f"{numbers.some(ids, _MOST_NUMBERS)}: {words[:1].lower()}{words[1:]}" for words, ids in said.items()
    ]


def origin(statistic: Statistic, review: Review) -> str:
    """Return where a number is from, in a sentence; of what was learnt also from how many."""
    source = statistic.source
    details = source.details or {}
    if not source.name:
        return "Assumed: no source is named."
    title = details.get("title", source.name)
    if source.kind != "private":
        return f"{_KINDS.get(source.kind, source.kind)}: {title}."
    people = details.get("people")
    told = [
        "Learnt from records" + (f" of {numbers.number(people)} people" if people else "") + f": {title}."
    ]
    if source.n is not None:
        told.append(f"{numbers.number(source.n)} people or records stand behind this number.")
    if statistic.id in review.smallest:
        told.append(f"Smallest group: {numbers.whole(review.smallest[statistic.id])}.")
    return " ".join(told)


def _state(one: Section, review: Review) -> Html | None:
    if review.earlier is None:
        return None
    changed = [s.id for s in one.statistics if s.id in review.changed]
    if not changed:
        return tag("p", f"As in {review.earlier.label}.", class_="sub")
    which = f" ({', '.join(changed)})" if len(changed) < len(one.statistics) else ""
    return tag(
        "p",
        tag("strong", f"Changed since {review.earlier.label}{which}: see "),
        tag("a", "what changed", href="#changes"),
    )
