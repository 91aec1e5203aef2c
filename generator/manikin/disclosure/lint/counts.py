"""Counts: each is one that the policy lets out, every listed value has one, and `n` adds nothing to them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import COUNTED, Statistic, origin
from manikin.errors import Problem
from manikin.model import FileRows
from manikin.spec.rules.context import Context

_COUNTED = COUNTED | {"patterns", "states"}


def check(lint: Lint) -> Iterator[Problem]:
    """Yield counts that no policy lets out, and values that stand without one."""
    for statistic in lint.statistics:
        yield from _counts(lint, statistic)
        yield from _uncounted(lint, statistic)
    yield from _files(lint)
    yield from _never(lint)
    yield from _sums(lint)


def _counts(lint: Lint, statistic: Statistic) -> Iterator[Problem]:
    rules = lint.policy(statistic)
    for at, _, count in statistic.counts():
        if rules.is_permitted(count):
            continue
        asked = f"a count learnt from records is a multiple of {rules.base} and stands for at least {rules.threshold} people"
        mend = f"write the number of people, hidden (0) if below {rules.threshold} and else rounded to {rules.base}"
        if count != int(count) or count < rules.base:
            mend += "; shares do not show how many they stand for"
        steps = 1 if statistic.name in {"choice", "states"} else 0
        yield lint.refuse(at, "DISC02", asked, mend, steps=steps)


def _uncounted(lint: Lint, statistic: Statistic) -> Iterator[Problem]:
    if statistic.what == "states" or any(True for _ in statistic.counts()):
        return
    listed = sum(1 for _ in statistic.labels())
    if listed:
        message = f"{listed} values are listed without counts, so nobody can see whether each is shared by enough people"
        mend = "write the permitted count of each, `{A: 120, B: 60}`, or name a public source for the list"
        yield lint.refuse(statistic.address, "DISC03", message, mend)


def _files(lint: Lint) -> Iterator[Problem]:
    """Yield whole files of values that are said to be learnt from records."""
    context = Context(lint.spec, lint.document)
    for table in lint.spec.tables.values():
        said = origin(context, table.address) if isinstance(table.rows, FileRows) else None
        if said is not None and said.source.name in lint.policies:
            message = "a file is copied as it is, and nobody can see whether each of its values is shared by enough people"
            mend = "name the public source that the file is from; or list the values of a column with permitted counts"
            yield lint.refuse((*table.address, "file"), "DISC03", message, mend)


def _never(lint: Lint) -> Iterator[Problem]:
    """Yield values that are listed, and counted as none or few wherever they are."""
    columns: dict[Any, list[Statistic]] = {}
    for statistic in lint.statistics:
        if statistic.what == "value" and statistic.name == "choice" and statistic.column is not None:
            columns.setdefault(statistic.column.address, []).append(statistic)
    for found in columns.values():
        shown = {label for statistic in found for _, label, count in statistic.counts() if count > 0}
        for at, label, _ in (counted for statistic in found[:1] for counted in statistic.counts()):
            if label not in shown:
                message = "this value is listed, but no count shows that enough people have it"
                yield lint.refuse(at, "DISC03", message, "remove it, or fold it into `other`", steps=1)


def _sums(lint: Lint) -> Iterator[Problem]:
    """Yield every `n` that is no permitted count, or not the sum of the counts that it stands beside."""
    told = [s for s in lint.statistics if s.origin.n is not None]
    for _, group in groupby(sorted(told, key=_place), key=_place):
        found = list(group)
        said, rules = found[0].origin, lint.policy(found[0])
        n = said.n or 0
        if n % rules.base:
            message = f"`n` is itself a count, and {n:,} is no multiple of {rules.base}"
            yield lint.refuse(said.at, "DISC08", message, f"round it to {rules.base}")
            continue
        values = [s for s in found if s.what != "missing"]
        shown = [count for s in values for _, _, count in s.counts()]
        is_one = len({(s.column.address if s.column else s.table.address, s.what) for s in values}) == 1
        is_table = is_one and all(s.name in {"choice", "histogram"} for s in values)
        if shown and is_table and sum(shown) != n:
            message = f"`n` is {n:,}, but the counts that it stands for add up to {sum(shown):,.0f}: the difference tells what was hidden"
            yield lint.refuse(said.at, "DISC08", message, "write the sum of what is shown")
    for source in lint.spec.sources.values():
        people = source.details.get("people", 0)
        if source.name in lint.policies and people % lint.policies[source.name].base:
            base = lint.policies[source.name].base
            message = f"`people` is itself a count, and {people:,} is no multiple of {base}"
            yield lint.refuse((*source.address, "people"), "DISC08", message, f"round it to {base}")


def _place(statistic: Statistic) -> str:
    return repr(statistic.origin.at)
