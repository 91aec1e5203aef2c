"""The words that a page uses, explained."""

from __future__ import annotations

from manikin.review.page.markup import Html, tag

WORDS = {
    "Check code": "Sixteen letters and digits made from the whole specification. If anything in it changes, so does the code.",
    "Class": "What the numbers were made from: structural, publicly sourced or privately sourced.",
    "Correlation": "How two columns go together: 1 is always in the same direction, 0 not at all, -1 always opposite.",
    "Hidden": "Drawn because other columns depend on it, and never written to the data.",
    "Learnt from records": "Worked out from the records of real people, under a disclosure policy, before this specification was written.",
    "Of every 100": "A share. 30 of every 100 is 30 percent.",
    "Percentile": "A value below which a stated share lies.",
    "Statistic": "Anything in the specification that states how often, how many or how much. Each has a number, such as S14, that it keeps for good.",
    "Weight": "What is written in the specification; weights are compared with one another and need not add up to 100.",
}


def glossary() -> Html:
    """Return the words with what they mean."""
    rows = [(tag("dt", word), tag("dd", meaning)) for word, meaning in WORDS.items()]
    return Html(tag("h2", "Words used here", id="words") + tag("dl", rows))
