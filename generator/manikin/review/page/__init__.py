"""The page that a reviewer reads: one HTML file that loads nothing, runs nothing and is the same whenever it is made.

A pure function of the specification, what it is compared with, the program and the policy: no clock, no host, no chance.
"""

from __future__ import annotations

import re

from manikin.review import codes
from manikin.review.page import (
    annex,
    changes,
    decision,
    first,
    glossary,
    rules,
    samples,
    sections,
    style,
    tables,
)
from manikin.review.page.markup import Html, tag
from manikin.review.page.review import Review, SectionlessError, gather

__all__ = ["Review", "SectionlessError", "gather", "render"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
_HATCH = Html(
    '<svg width="0" height="0" aria-hidden="true"><defs><pattern id="h" width="4" height="4" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V4" stroke="#12436d" '
    'stroke-width="2"/></pattern></defs></svg>'
)
_ANCHOR = re.compile(r'<(?:h3|span)[^>]* id="(S[0-9]+)"')


def render(review: Review, *, brief: bool = False) -> bytes:
    """Return the page.

    Parameters
    ----------
    review : Review
        What it shows.
    brief : bool
        Only the first screen, what changed, and the form, for print.

    Raises
    ------
    SectionlessError
        If a statistic has no place on a whole page.
    """
    spec = review.spec
    name = f"{spec.dataset} {spec.version}"
    foot = f"{name}  check code {codes.code(review.digests.spec)}"
    body = _brief(review) if brief else _whole(review)
    head = Html(
        tag("meta", charset="utf-8")
        + f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        + tag("meta", name="viewport", content="width=device-width, initial-scale=1")
        + tag("meta", name="referrer", content="no-referrer")
        + tag("title", f"Review of {spec.title}, version {spec.version}")
        + f"<style>{style.sheet(foot)}</style>"
    )
    page = tag("html", tag("head", head), tag("body", body), lang="en-GB")
    made = f"<!DOCTYPE html>\n{page}\n"
    if not brief:
        _complete(made, review)
    return made.encode()


def _opening(review: Review) -> list[Html]:
    return [
        tag("a", "Skip to what is to be decided", href="#decide", class_="skip"),
        tag("header", first.top(review), role="banner"),
    ]


def _start(review: Review) -> list[Html]:
    return [
        first.title(review),
        first.ask(review),
        first.facts(review),
        first.exceptions(review),
        first.questions(review),
        first.standing(review),
    ]


def _brief(review: Review) -> list[Html]:
    parts = [*_start(review), changes.changes(review), decision.form(review)]
    return [*_opening(review), _HATCH, tag("main", parts)]


def _whole(review: Review) -> list[Html]:
    parts = [
        *_start(review),
        changes.changes(review),
        tables.relations(review),
        sections.statistics(review),
        rules.rules(review),
        tables.column_tables(review),
        samples.samples(review),
        glossary.glossary(),
        annex.annex(review),
        decision.form(review),
    ]
    return [*_opening(review), _HATCH, tag("main", parts)]


def _complete(page: str, review: Review) -> None:
    """Refuse a page on which a statistic is missing, or one that is not in the specification stands."""
    shown = _ANCHOR.findall(page)
    if sorted(shown) != sorted(review.wanted):
        lost = sorted(set(review.wanted) ^ set(shown)) or ["one that stands twice"]
        raise SectionlessError(f"the page and the specification differ in {', '.join(lost[:10])}")
