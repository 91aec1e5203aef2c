"""A change in words: what it is about, what was and what is, which values move. For every place where it is shown.

Text from a specification is made visible by `plain` and marked, so that a terminal may show it as it is and a
comment as code; `bare` takes the marks away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from manikin.review.diff.change import OTHERWISE, Change
from manikin.review.diff.marks import bare, q
from manikin.review.diff.rules import RULES
from manikin.review.diff.shares import leaves, weights
from manikin.review.words import numbers
from manikin.review.words.conditions import matches

MOST: Final = 12
"""How many values of one change are told."""


def subject(change: Change) -> str:
    """Return what a change is about: a column and its case, a rule, a use."""
    name, *rest = change.address.split(" / ")
    case = _case(change)
    top = change.at[:1]
    if top == ("tables",):
        if case:
            # What stands before the case says which part of the column it is, what behind it which number.
            rest = [word for word in rest if ": " not in word and word not in {"cases", "otherwise"}]
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


def _case(change: Change) -> str:
    """Return when the case holds that a change is about; empty without one."""
    if change.case is None or change.case == OTHERWISE:
        return change.case or ""
    return "when " + numbers.listed([f"{q(path)} {q(matches(m))}" for path, m in change.case.items()])


def details(change: Change) -> Iterator[str]:
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


def sentence(change: Change) -> str:
    """Return what changed in one line without marks, for places that show nothing else."""
    told = list(details(change))
    return bare(f"{subject(change)}: {'; '.join(told)}")
