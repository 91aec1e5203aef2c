"""A change in words: what it is about, what was and what is, which values move. For every place where it is shown.

Text from a specification is made visible by `plain` and marked, so that a terminal may show it as it is and a
comment as code; `bare` takes the marks away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from manikin.model import Spec
from manikin.review.diff.change import Change, Count, Follow, RowCount, Values
from manikin.review.diff.rules import RULES
from manikin.review.diff.shares import leaves, weights
from manikin.review.words import numbers
from manikin.review.words.conditions import matches
from manikin.spec.canonical import written
from manikin.text import plain

OPEN, CLOSE = "\ue000", "\ue001"
"""Around foreign text: characters that `plain` never leaves in it."""
_MARKED: Final = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
_LONGEST: Final = 100
MOST: Final = 12
"""How many values of one change are told."""


def q(text: object, limit: int = _LONGEST) -> str:
    """Return foreign text as one visible line, marked."""
    return f"{OPEN}{plain(text, limit)}{CLOSE}"


def bare(text: str) -> str:
    """Return a text without the marks."""
    return _MARKED.sub(r"\1", text)


def marked(text: str, around: Callable[[str], str]) -> str:
    """Return a text with `around` done to each foreign part."""
    return _MARKED.sub(lambda found: around(found[1]), text)


def subject(change: Change, old: Spec, new: Spec) -> str:
    """Return what a change is about: a column and its case, a rule, a use."""
    name, *rest = change.address.split(" / ")
    case = _case(change, old if change.new is None else new)
    top = change.at[:1]
    if top == ("tables",):
        if case:
            rest = [word for word in rest if word in _PLACES]
        return ", ".join([q(name), *_places(rest), *([case] if case else [])])
    return " ".join([_TOP.get(name, q(name)), *map(q, rest)])


_PLACES: Final = {
    "missing": "missing values",
    "rows": "rows",
    "checks": "rule",
    "pairs": "rule on pairs",
    "unique": "never twice",
    "correlations": "correlation of",
    "missing_patterns": "missing together",
    "lines": "lines",
    "columns": "columns",
    "source": "source",
    "description": "description",
    "key": "key",
    "formerly": "former name",
}
_LEADING: Final = frozenset({"checks", "pairs", "unique", "correlations", "missing_patterns"})
_TOP: Final = {
    "sources": "source",
    "uses": "use:",
    "not_for": "not for:",
    "constants": "constant",
    "waivers": "exception",
    "defects": "defect",
    "grids": "grid",
}


def _places(words: Sequence[str]) -> Iterator[str]:
    """Yield the words of an address behind its first; what leads to a name stands before it."""
    left = list(words)
    while left:
        word = left.pop(0)
        told = _PLACES.get(word) or q(word)
        yield f"{told} {q(left.pop(0))}" if word in _LEADING and left else told


def _case(change: Change, spec: Spec) -> str:
    """Return when the case holds that a change is about, looked up where it is written; empty without one."""
    node: Any = written(spec.canonical)
    for place, step in enumerate(change.at):
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return ""
        if place and change.at[place - 1] == "cases" and isinstance(node, Mapping):
            when = node.get("when")
            if when is None:
                return "otherwise"
            return "when " + numbers.listed([f"{q(path)} {q(matches(m))}" for path, m in when.items()])
    return ""


def details(change: Change, new: Spec) -> Iterator[str]:
    """Yield what was and what is, a line each."""
    said = _SAID.get(change.rule)
    if said is not None:
        yield from said(change)
        return
    if change.old is None or change.new is None:
        yield RULES[change.rule].title
        yield from _whole(change.old if change.new is None else change.new)
        return
    yield from _leaves(change.old, change.new)
    assert new.dataset


def _whole(tree: Any) -> Iterator[str]:
    """Yield something that came or went, in short."""
    if isinstance(tree, str | int | float):
        yield q(tree)
    elif isinstance(tree, Mapping) and "sql" in tree:
        yield q(tree["sql"], 200)
    elif isinstance(tree, Mapping) and "if" in tree:
        yield f"if {q(tree['if'])} then {q(tree['then'])}"


def _leaves(old: Any, new: Any) -> Iterator[str]:
    found = list(leaves(old, new))
    for path, was, now in found[:MOST]:
        where = f"{q(' '.join(path))}: " if path else ""
        yield f"{where}{_one(was)} → {_one(now)}"
    if len(found) > MOST:
        yield f"and {numbers.number(len(found) - MOST)} more"


def _one(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return numbers.number(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return q(", ".join(map(str, value)))
    return q(value)


def _weighed(change: Change) -> Iterator[str]:
    """Yield old and new shares; what is not weighed is told number by number."""
    old, new = weights(change.old), weights(change.new)
    if not old or not new:
        yield from _leaves(change.old, change.new)
        return
    told = []
    totals = sum(old.values()), sum(new.values())
    for label in dict.fromkeys((*old, *new)):
        was, now = old.get(label), new.get(label)
        before, after, points = numbers.apart((was or 0) / totals[0], (now or 0) / totals[1])
        typed = f"(weight {_one(was)} → {_one(now)})" if was != now else f"(weight {_one(was)}, as before)"
        if was is None:
            told.append(f"{q(label)}: new, {after} of every 100 (weight {_one(now)})")
        elif now is None:
            told.append(f"{q(label)}: gone, was {before} of every 100 (weight {_one(was)})")
        elif points != "0" or was != now:
            told.append(f"{q(label)}: {before} → {after} of every 100, {points} {typed}")
    yield from told[:MOST]
    if len(told) > MOST:
        yield f"and {numbers.number(len(told) - MOST)} more values"


def _missing(change: Change) -> Iterator[str]:
    old, new = change.old, change.new
    if isinstance(old, Mapping) or isinstance(new, Mapping) or isinstance(old, list) or isinstance(new, list):
        yield from _leaves(old, new)
        return
    before, after, points = numbers.apart(old or 0, new or 0)
    yield f"{before} → {after} of every 100, {points}"


def _renamed(change: Change) -> Iterator[str]:
    values = change.values
    same = "; no value changes" if values.is_none else ""
    yield f"renamed: was {q(change.old)}{same}"


def _added(change: Change) -> Iterator[str]:
    tree = change.new
    if "type" in tree:
        yield f"new column, {_type(tree)}" + (", never written" if tree.get("hidden") else "")
    else:
        yield f"new table of {numbers.plural(len(tree.get('columns', {})), 'column')}"


def _removed(change: Change) -> Iterator[str]:
    yield "the table is gone" if change.rule == "DIFF-TABLE-REMOVED" else "the column is gone"


def _type(tree: Mapping[str, Any]) -> str:
    return _TYPES.get(tree["type"], str(tree["type"]))


_TYPES: Final = {"boolean": "yes or no", "string": "text", "integer": "whole numbers", "decimal": "decimals"}


def _lines(change: Change) -> Iterator[str]:
    came, gone, other = change.new["counts"]
    for count, what, names in (
        (came, "new", change.new["new"]),
        (gone, "gone", change.old["gone"]),
        (other, "changed", change.new["changed"]),
    ):
        if count:
            left = count - len(names[:MOST])
            more = f" and {numbers.number(left)} more" if left else ""
            yield f"{numbers.plural(count, 'line')} {what}: {', '.join(map(q, names[:MOST]))}{more}"
    if not (came or gone or other):
        yield "the same lines in another order"


def _unspoken(change: Change) -> Iterator[str]:
    yield "written otherwise, with the same meaning; the digest is another"
    assert change.rule


def _seed(change: Change) -> Iterator[str]:
    yield f"{q(change.old)} → {q(change.new)}"


def _use(change: Change) -> Iterator[str]:
    yield RULES[change.rule].title


_SAID: Final[Mapping[str, Callable[[Change], Iterator[str]]]] = {
    **dict.fromkeys(("DIFF-WEIGHTS", "DIFF-CHILDREN"), _weighed),
    "DIFF-MISSING": _missing,
    **dict.fromkeys(("DIFF-COLUMN-RENAMED", "DIFF-TABLE-RENAMED"), _renamed),
    **dict.fromkeys(("DIFF-COLUMN-ADDED", "DIFF-TABLE-ADDED"), _added),
    **dict.fromkeys(("DIFF-COLUMN-REMOVED", "DIFF-TABLE-REMOVED"), _removed),
    **dict.fromkeys(("DIFF-USE-ADDED", "DIFF-USE-REMOVED"), _use),
    "DIFF-SEED": _seed,
    "DIFF-LINES": _lines,
    "DIFF-WRITTEN": _unspoken,
}


def values(found: Values) -> str:
    """Return in one line which values change, and how many things follow."""
    if found.every:
        return "every drawn value"
    told = [f"{q(name)}: new" for name in found.new] + [f"{q(name)}: gone" for name in found.gone]
    moved = [count for count in found.counts if count.changed]
    told += [_count(count) for count in moved[:6]]
    told += [f"{numbers.plural(len(moved) - 6, 'more column')}"] if len(moved) > 6 else []
    told += [_rows(rows) for rows in found.rows if rows.added or rows.removed]
    if not told:
        told = ["none"] if not found.follows else []
    if found.follows:
        told.append(f"{numbers.plural(_size(found.follows), 'thing')} more in consequence")
    elif told != ["none"] and not (found.new or found.gone):
        told.append("nothing follows from it" if len(told) == 1 else "nothing follows from them")
    return "; ".join(told)


def follows(found: Sequence[Follow], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield what follows as lines of a tree, each with its depth."""
    for follow in found:
        count = follow.count
        name = q(f"{follow.table}.{follow.column}") if follow.column else f"rows of {q(follow.table)}"
        how = _HOW.get(follow.by, follow.by)
        if isinstance(count, Count):
            yield depth, f"{_number(count)} values of {name} ({how})"
        elif isinstance(count, RowCount):
            yield depth, f"{_rows(count)} ({how})"
        else:
            yield depth, f"{name} ({how})"
        yield from follows(follow.follows, depth + 1)


_HOW: Final = {
    "cases": "its cases",
    "rows": "which rows there are",
    "check": "a rule draws again",
    "references": "a reference",
    "reference": "a reference",
    "parts": "a part",
    "order": "the order of rows",
}


def _size(found: Sequence[Follow]) -> int:
    return sum(1 + _size(follow.follows) for follow in found)


def _count(count: Count) -> str:
    return f"{_number(count)} values of {q(count.name)}"


def _number(count: Count) -> str:
    if count.at_least:
        return f"at least {numbers.number(count.changed)} of the first {numbers.number(count.of)}"
    return f"{numbers.number(count.changed)} of {numbers.number(count.of)}"


def _rows(rows: RowCount) -> str:
    least = "at least " if rows.at_least else ""
    parts = [f"{least}{numbers.plural(rows.added, 'row')} added"] if rows.added else []
    parts += [f"{least}{numbers.plural(rows.removed, 'row')} removed"] if rows.removed else []
    whole = "" if rows.at_least else f" ({numbers.number(rows.old)} → {numbers.number(rows.new)})"
    return f"{q(rows.table)}: {' and '.join(parts)}{whole}"


def sentence(change: Change, old: Spec, new: Spec) -> str:
    """Return what changed in one line without marks, for places that show nothing else."""
    told = list(details(change, new))
    return bare(f"{subject(change, old, new)}: {'; '.join(told)}")
