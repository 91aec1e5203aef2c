"""The form that somebody fills in by hand: role, name, date, signature, notes by number."""

from __future__ import annotations

from manikin.review.page import first
from manikin.review.page.markup import Html, tag
from manikin.review.page.review import Review

_BOXES = ("approved", "changes requested", "rejected")
_LINES = ("Role", "Name", "Date", "Reference (such as a DPIA)", "Signature")
_NOTES = 4


def form(review: Review) -> Html:
    """Return the form."""
    rows = [tag("tr", tag("th", line, scope="row"), tag("td")) for line in _LINES]
    notes = [tag("tr", tag("td"), tag("td")) for _ in range(_NOTES)]
    roles = [needed.role for needed in review.standing.needed]
    return tag(
        "section",
        tag("h2", "Decision", id="decision"),
        tag(
            "p",
            f"On {review.spec.dataset} {review.spec.version}, check code ",
            first.code(review),
            f". Asked of: {', '.join(roles)}." if roles else ".",
        ),
        tag("p", "Digest in full: ", tag("code", review.digests.spec)),
        tag("p", "Tick one:   ", [f"☐ {box}      " for box in _BOXES]),
        tag("table", tag("caption", "Who decides"), tag("tbody", rows)),
        tag(
            "table",
            tag("caption", "Notes, by number; needed where changes are requested"),
            tag(
                "thead",
                tag("tr", tag("th", "Number, such as S14", scope="col"), tag("th", "Note", scope="col")),
            ),
            tag("tbody", notes),
        ),
        class_="sheet",
    )
