"""The first screen, and the first sheet of paper: what is to be decided, on what, and how."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from manikin.errors import Severity
from manikin.model import Source
from manikin.review import codes
from manikin.review.page.markup import Child, Html, items, tag
from manikin.review.page.review import Review
from manikin.review.questions import Answer, State
from manikin.review.standing import Decided, Needed
from manikin.review.words import numbers

MOST_SOURCES = 5
MOST_EVIDENCE = 3
_MARKS = {State.GOOD: "✓", State.LOOK: "!", State.BAD: "✗", State.UNKNOWN: "?"}
CLASSES = {
    "structural": "structural: tables, columns and types, no statistics",
    "publicly-sourced": "publicly sourced: published or cleared figures and assumptions only",
    "privately-sourced": "privately sourced: figures learnt from records, for named uses",
}


def top(review: Review) -> Html:
    """Return the line above everything."""
    state = "Approved" if review.standing.is_approved else "DRAFT, not approved"
    return tag("div", tag("span", "manikin review"), tag("strong", state), class_="top")


def title(review: Review) -> Html:
    """Return the title with the check code."""
    spec = review.spec
    return tag(
        "div",
        tag("h1", f"{spec.title}, version {spec.version}"),
        tag("p", "Check code ", code(review), f" · dataset {spec.dataset}"),
    )


def code(review: Review) -> Html:
    """Return the check code."""
    return tag("span", codes.code(review.digests.spec), class_="code")


def ask(review: Review) -> Html:
    """Return what is to be decided."""
    return tag(
        "section",
        tag("h2", "You are asked to decide", id="decide"),
        [tag("p", sentence) for sentence in asked(review)],
        class_="ask",
        aria_labelledby="decide",
    )


def asked(review: Review) -> Iterator[Child]:
    """Yield the decision in one sentence, and how much is as it was."""
    if review.earlier is None:
        version = f"May {review.spec.title}, version {review.spec.version},"
        yield tag("strong", f"{version} be used as described here?")
        yield f"It has {_made_of(review)}. This is a first review: nothing earlier is compared with it."
        return
    changes = review.earlier.difference.changes
    changed, total = review.changed, len(review.statistics)
    others = [change for change in changes if not change.statistics]
    gone = [c for c in changes if c.statistics and not set(c.statistics) & set(changed)]
    if not changes:
        yield f"Nothing has changed in meaning since {review.earlier.label}: there is nothing to decide."
        return
    parts = []
    if changed:
        parts.append(
            f"{numbers.plural(len(changed), 'changed statistic')} ({numbers.some(list(changed), 6)})"
        )
    if gone:
        parts.append(numbers.plural(len(gone), "removed statistic"))
    if others:
        parts.append(numbers.plural(len(others), "other change"))
    yield tag("strong", f"{numbers.listed(parts)}.")
    left = total - len(changed)
    verb = "is as it was" if left == 1 else "are as they were"
    yield f"The other {numbers.plural(left, 'statistic')} {verb} in {review.earlier.label}."


def _made_of(review: Review) -> str:
    said = {"private": "learnt from records", "public": "published", "assumed": "assumed"}
    counts = {kind: sum(s.source.kind == kind for s in review.statistics) for kind in said}
    parts = [f"{numbers.number(count)} {said[kind]}" for kind, count in counts.items() if count]
    return f"{numbers.plural(len(review.statistics), 'statistic')}: {numbers.listed(parts)}"


def facts(review: Review) -> Html:
    """Return what it is, what from, for what."""
    spec = review.spec
    owner = f"{spec.owner.get('name', '')}, {spec.owner.get('contact', '')}"
    rows: list[tuple[str, Child]] = [
        ("What it is", f"Invented data, never for the care of a patient. {spec.summary}"),
        ("Made from", _sources(review)),
        ("Class", CLASSES.get(spec.classification, spec.classification)),
        ("May be used for", numbers.listed(list(spec.uses)) or "nothing is named"),
        ("Not for", numbers.listed(list(spec.not_for)) or "nothing is named"),
        ("Owner", owner),
    ]
    return tag("dl", [(tag("dt", name), tag("dd", said)) for name, said in rows], class_="facts")


def _sources(review: Review) -> Child:
    used = {statistic.source.name for statistic in review.statistics}
    order = {"private": 0, "public": 1, "assumed": 2}
    known = sorted(review.spec.sources.values(), key=lambda s: (order.get(s.kind, 3), s.name))
    told = [source_said(source, is_used=source.name in used) for source in known[:MOST_SOURCES]]
    if len(known) > MOST_SOURCES:
        told.append(f"{numbers.plural(len(known) - MOST_SOURCES, 'further source')}, listed in the annex")
    if any(not s.source.name for s in review.statistics):
        told.append("assumptions without a named source")
    return items(told) if told else "assumptions only; no source is named"


def _day(text: str) -> str:
    """Return a day in words, or what stands in its place."""
    try:
        return numbers.day(date.fromisoformat(text))
    except ValueError:
        return text


def source_said(source: Source, *, is_used: bool = True) -> str:
    """Return a source in words: how many people, under which policy, cleared by whom."""
    details = source.details
    told = [str(details.get("title", source.name))]
    if source.kind == "private":
        people = details.get("people")
        told.insert(0, f"records of {numbers.number(people)} people" if people else "records of people")
        told.append(f"policy {details.get('policy', 'not named')}")
        if "kept_from" in details:
            told.append(f"some numbers kept from version {details['kept_from']}")
        cleared = details.get("cleared")
        if cleared:
            told.append(
                f"cleared by {cleared.get('by', '')} on {_day(cleared.get('date', ''))} ({cleared.get('reference', '')})"
            )
    else:
        told.append("published" if source.kind == "public" else "assumed")
    if not is_used:
        told.append("no number rests on it")
    return "; ".join(told)


def exceptions(review: Review) -> Html:
    """Return the waivers, with who answers for each and why."""
    waivers = review.spec.waivers
    if not waivers:
        return tag("p", tag("strong", "Exceptions asked for: "), "none.")
    rows = [tag("li", f"{w.rule} at {w.at}: {w.reason} Asked for by {w.who}.") for w in waivers]
    return tag(
        "div",
        tag("p", tag("strong", f"Exceptions asked for: {numbers.number(len(waivers))}.")),
        tag("ul", rows),
        class_="note",
    )


def questions(review: Review) -> Html:
    """Return what a checker looks for, with the answers."""
    heads = tag(
        "tr", [tag("th", head, scope="col") for head in ("What a checker looks for", "Answer", "State")]
    )
    return tag(
        "table",
        tag("caption", "Answered by the program, from the specification alone"),
        tag("thead", heads),
        tag("tbody", [_question(answer) for answer in review.answers]),
        class_="stack",
    )


def _question(answer: Answer) -> Html:
    link = (
        (tag("a", f"{numbers.plural(len(answer.problems), 'finding')}", href=f"#check-{answer.name}"),)
        if answer.problems
        else ()
    )
    return tag(
        "tr",
        tag("th", answer.question, scope="row"),
        tag("td", tag("strong", f"{answer.answer}. "), " ".join(answer.evidence[:MOST_EVIDENCE]), " ", link),
        tag("td", f"{_MARKS[answer.state]} {answer.state.value}", class_="state"),
    )


def standing(review: Review) -> Html:
    """Return who has decided, who is missing, and how to decide."""
    found = review.standing
    told: list[Child] = [_decided(one) for one in found.decided] or ["No decision is recorded."]
    needed = [_needed(one) for one in found.needed]
    how = list(found.how) or [
        "Write your decision on the last page of the printed brief, with the check code, and give it to the owner."
    ]
    return tag(
        "section",
        tag("h2", "Who decides, and how", id="who"),
        tag(
            "dl",
            tag("dt", "Decided"),
            [tag("dd", one) for one in told],
            [tag("dt", "Still needed"), [tag("dd", one) for one in needed]] if needed else None,
            tag("dt", "How to decide"),
            [tag("dd", one) for one in how],
            class_="facts",
        ),
        class_="one-page keep",
    )


def _decided(one: Decided) -> str:
    about = f"; {one.about}" if one.about else ""
    return f"{one.role}: {one.decision} by {one.name} on {one.on} ({one.method}){about}"


def _needed(one: Needed) -> str:
    people = f" ({numbers.listed(list(one.people), 'or')})" if one.people else ""
    return f"{one.role}{people}" + (f": {one.on}" if one.on else "")


def findings(review: Review) -> Html:
    """Return every finding behind the answers, for the annex."""
    parts = []
    for answer in review.answers:
        if not answer.problems:
            continue
        rows = [
            f"{_SEVERITY[p.severity]} {p.rule} at {p.address or 'the whole'} (line {p.line}): {p.message}. {p.mend}"
            for p in answer.problems
        ]
        parts.append(tag("div", tag("h3", answer.question, id=f"check-{answer.name}"), items(rows)))
    return Html("".join(parts))


_SEVERITY = {Severity.ERROR: "Breaks", Severity.WARNING: "Cannot be decided:", Severity.NOTE: "Excepted from"}
