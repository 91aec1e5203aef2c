"""The technical annex: digests, sources in full, findings, long lists in full."""

from __future__ import annotations

from manikin.model import FileRows
from manikin.review.page import first
from manikin.review.page.charts import MOST_ROWS
from manikin.review.page.markup import Html, grid, items, paragraphs, tag
from manikin.review.page.review import Review
from manikin.review.words import numbers

MOST_LINES = 200
MOST_VALUES = 1_000


def annex(review: Review) -> Html:
    """Return the annex."""
    spec = review.spec
    digests = {"the whole specification": review.digests.spec, **review.digests.scopes}
    if review.earlier is not None:
        digests[f"compared with: {review.earlier.label}"] = review.earlier.digest
    rows = [(name, tag("code", digest)) for name, digest in digests.items()]
    sources = [
        f"{name}: {first.source_said(source)}. {_note(source.details)}"
        for name, source in spec.sources.items()
    ]
    parts = [
        tag("h2", "Technical annex", id="annex"),
        grid("Digests", ("of", "SHA-256"), rows, "Digests"),
        tag("h3", "Sources"),
        items(sources) or tag("p", "None is named."),
        tag("h3", "Policies in force"),
        paragraphs(policy.wording for policy in review.verdict.policies)
        or tag("p", "None: no number is said to be learnt from records."),
        first.findings(review),
        _long(review),
        _files(review),
    ]
    return Html("".join(parts))


def _note(details: object) -> str:
    found = details if isinstance(details, dict) else {}
    return " ".join(str(found[key]) for key in ("url", "licence", "note") if key in found)


def _long(review: Review) -> Html:
    """Return the tables that the page cuts short, in full."""
    parts = []
    for section in review.sections:
        for chart in section.subject.words.charts:
            if chart.is_whole or len(chart.labels) <= MOST_ROWS:
                continue
            for profile in chart.profiles:
                fine = numbers.places(share.share for share in profile.shares)
                told = [
                    f"{s.label}: {numbers.of_100(s.share, fine)}{' (' + s.typed + ')' if s.typed else ''}"
                    for s in profile.shares[:MOST_VALUES]
                ]
                if len(profile.shares) > MOST_VALUES:
                    told.append(
                        f"and {numbers.number(len(profile.shares) - MOST_VALUES)} more in the specification"
                    )
                title = f"{section.anchor}. {chart.caption}{', ' + profile.title if profile.title else ''}"
                parts.append(tag("h3", f"{title}, in full"))
                parts.append(tag("p", f"Of every 100 (and as written): {'; '.join(told)}."))
    return Html("".join(parts))


def _files(review: Review) -> Html:
    """Return the lists that are loaded as they are."""
    parts = []
    for table in review.spec.tables.values():
        if not isinstance(table.rows, FileRows):
            continue
        file = review.spec.files[table.rows.file]
        cells = [[cell or "" for cell in column.to_pylist()] for column in file.slice(0, MOST_LINES).columns]
        rows = list(zip(*cells, strict=True))
        caption = f"{table.rows.file}, {numbers.plural(file.num_rows, 'row')}"
        if file.num_rows > MOST_LINES:
            caption += f"; the first {MOST_LINES} are shown, and the file stands beside the specification"
        parts.append(tag("h3", f"List: {table.name}"))
        parts.append(grid(caption, file.column_names, rows, f"Rows of {table.rows.file}"))
    return Html("".join(parts))
