"""A difference as the one comment on a request: the verdict first, never longer than a host takes, every cut announced.

Foreign text stands in code spans only, with what would end one or a cell of a table made harmless, and the sign that calls
people is a wide one; so a label can neither call anybody, nor load a picture, nor close the comment's own markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from manikin.review.codes import code, label
from manikin.review.diff import effects, marks, wording
from manikin.review.diff.change import Change
from manikin.review.diff.difference import Difference
from manikin.review.diff.text import summary
from manikin.review.words import numbers
from manikin.text import plain

MOST_ROWS: Final = 40
MOST_CHARACTERS: Final = 60_000
"""Hosts take 65,536; what stands around a comment needs some."""
_MOST_IN_CELL: Final = 700
_FENCE: Final = re.compile("`+")


def marker(dataset: str) -> str:
    """Return the line by which a comment on a dataset is found again, to be written anew in its place."""
    return f"<!-- manikin:{re.sub('[^a-z0-9-]', '', dataset)} -->"


def markdown(found: Difference, verdict: str = "", closing: Sequence[str] = ()) -> str:
    """Return a difference as a comment.

    Parameters
    ----------
    found : Difference
        The difference.
    verdict : str
        The first line, in Markdown; what the difference alone tells, if not given.
    closing : sequence of str
        The lines that say how to decide, in Markdown, in place of those that the difference alone tells.
    """
    head = [marker(found.new.dataset), f"### {verdict or _verdict(found)}", *_said(found), ""]
    decided = [change for change in found.changes if change.approval]
    others = [change for change in found.changes if not change.approval]
    foot = list(closing or _foot(found))
    rest = list(_rest(others))
    used = sum(len(line) + 1 for line in (*head, *foot, *rest)) + 400
    table = list(_table(decided, MOST_CHARACTERS - used))
    return "\n".join([*head, *table, *foot, *rest]) + "\n"


def _verdict(found: Difference) -> str:
    name = span(found.new.dataset)
    if not found.changes:
        return f"{name} {span(found.new.version)}: nothing changed in meaning"
    versions = f"{span(found.old.version)} → {span(found.new.version)}"
    if not found.roles:
        return f"{name} {versions}: needs nobody's decision"
    return f"{name} {versions}: needs {numbers.listed([f'**{role}**' for role in found.roles])}"


def _said(found: Difference) -> Iterator[str]:
    yield summary(found)
    for problem in found.problems:
        yield ""
        yield f"**{problem.rule}**: {span(problem.message, 300)}. {_capital(span(problem.mend, 300))}."
    if found.uncounted:
        yield ""
        yield f"Not all values could be counted: {span(found.uncounted, 300)}."


def _capital(text: str) -> str:
    return f"To mend it: {text}"


def _table(changes: list[Change], room: int) -> Iterator[str]:
    if not changes:
        return
    yield "| | change | values | for users | who decides |"
    yield "|---|---|---|---|---|"
    told = 0
    for change in changes[:MOST_ROWS]:
        line = _row(change)
        room -= len(line) + 1
        if room < 0:
            break
        yield line
        told += 1
    left = len(changes) - told
    if left:
        yield ""
        yield f"**And {numbers.number(left)} more**, which do not fit here: they are on the review page."
    yield ""


def _row(change: Change) -> str:
    what = "; ".join(wording.details(change))
    cells = [
        " ".join(change.statistics[:3]),
        _cell(f"{wording.subject(change)}: {what}"),
        _cell(effects.values(change.values)),
        change.grade.value,
        numbers.listed(list(change.approval)),
    ]
    return f"| {' | '.join(cells)} |"


def _foot(found: Difference) -> Iterator[str]:
    if found.changes:
        yield f"Specification {label(found.old.digest)} → {label(found.new.digest)}."
        if found.roles:
            yield ""
            yield f"**To decide:** read the review page; its check code is **{code(found.new.digest)}**."


def _rest(changes: list[Change]) -> Iterator[str]:
    if changes:
        shown = [span(change.address, 60) for change in changes[:MOST_ROWS]]
        more = len(changes) - len(shown)
        yield ""
        needs = "needs" if len(changes) == 1 else "need"
        yield f"{numbers.plural(len(changes), 'change')} {needs} no decision: {', '.join(shown)}" + (
            f" and {numbers.number(more)} more." if more else "."
        )


def _cell(text: str) -> str:
    """Return a text with its foreign parts in code spans, cut between them where it is too long."""
    parts = re.split(f"({marks.OPEN}[^{marks.CLOSE}]*{marks.CLOSE})", text)
    told, used = [], 0
    for part in parts:
        shown = span(part[1:-1], is_in_table=True) if part.startswith(marks.OPEN) else prose(part)
        if used + len(shown) > _MOST_IN_CELL:
            told.append("… (cut; all of it is on the review page)")
            break
        told.append(shown)
        used += len(shown)
    return "".join(told)


def prose(text: str) -> str:
    """Return words of our own for a cell of a table."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("@", "&#64;")


def span(text: object, limit: int = 100, *, is_in_table: bool = False) -> str:
    """Return foreign text as a code span that nothing in it can end, in a table or out of one."""
    shown = plain(text, limit).replace("@", "\uff20")
    if is_in_table:
        shown = shown.replace("|", "\\|")
    longest = max((len(run) for run in _FENCE.findall(shown)), default=0)
    if not longest:
        return f"`{shown}`" if shown.strip() else "` `"
    fence = "`" * (longest + 1)
    return f"{fence} {shown} {fence}"
