"""Ways to leave a number out of a view, or to put the sum of its parts in its place: the least useful first.

Each changes the view alone and notes what a reader may still know of the numbers that stand for others now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from manikin.derive.contents import Calendar, Categories, Conditional, Nothing, Spreads
from manikin.derive.known import Range, added, ranges
from manikin.derive.merging import Wider, column_of, content_of, is_case, merge
from manikin.derive.permits import CHILDREN, GIVEN, PRESENCE, PROFILE, REST, TOGETHER, Address
from manikin.derive.view import TOO_FEW, TableView, View

_ANY: Final[Range] = (0, None)


@dataclass(frozen=True)
class Offer:
    """A way to leave numbers out.

    Parameters
    ----------
    rule : str
        What it is called where numbers that were left out are counted.
    fits : callable
        Whether it can be done with the number of an address.
    act : callable
        From a view, the address and what is known of replaced numbers, to the view without it.
    """

    rule: str
    fits: Callable[[View, Address], bool]
    act: Callable[[View, Address, Wider], View]


def total(content: Categories) -> int:
    """Return the sum of what is shown of a column."""
    return sum(count for _, count in content.counts) + content.other


def _changed(view: View, table: str, **changes: Any) -> View:
    return replace(view, tables=tuple(replace(t, **changes) if t.name == table else t for t in view.tables))


def _with(view: View, address: Address, **changes: Any) -> View:
    columns = view.table(address[0]).columns
    return _changed(
        view,
        address[0],
        columns=tuple(replace(c, **changes) if c.name == address[1] else c for c in columns),
    )


def _is_profile(view: View, address: Address) -> bool:
    return address[2:3] == (PROFILE,) and isinstance(content_of(view, address), Calendar)


def _drop_profile(view: View, address: Address, wider: Wider) -> View:
    del wider
    content = content_of(view, address)
    assert isinstance(content, Calendar)
    gone: dict[str, Any] = {address[3]: ()}
    return _with(view, address, content=replace(content, **gone))


def _below(table: TableView, given: str) -> list[Conditional]:
    """Return the conditional tables on a column."""
    found = (column.content for column in table.columns)
    return [content for content in found if isinstance(content, Conditional) and content.given == given]


def _is_margin(view: View, address: Address) -> bool:
    content = content_of(view, address)
    return (
        isinstance(content, Categories)
        and len(address) == 3
        and bool(below := _below(view.table(address[0]), address[1]))
        and dict(content.counts) != _margin(content, below[0])
    )


def _margin(content: Categories, below: Conditional) -> dict[str, int]:
    cases = dict(below.cases)
    return {
        label: total(cases[label]) if label in cases and total(cases[label]) else count
        for label, count in content.counts
    }


def _sum_margin(view: View, address: Address, wider: Wider) -> View:
    """Put the sums of a table's cells in the place of a margin that it implies."""
    content = content_of(view, address)
    assert isinstance(content, Categories)
    summed = _margin(content, _below(view.table(address[0]), address[1])[0])
    for label, count in content.counts:
        if summed[label] != count:
            wider[*address[:2], label] = _ANY
    new = replace(content, counts=tuple(summed.items()))
    return _with(view, address, content=new, present=total(new))


def _is_other(view: View, address: Address) -> bool:
    content = content_of(view, address)
    return address[2:] == (REST, "other") and isinstance(content, Categories) and bool(content.other)


def _drop_other(view: View, address: Address, wider: Wider) -> View:
    content = content_of(view, address)
    assert isinstance(content, Categories)
    wider[address] = _ANY
    new = replace(content, other=0)
    return _with(view, address, content=new, present=total(new))


def _is_table(view: View, address: Address) -> bool:
    return GIVEN in address and isinstance(content_of(view, address), Conditional | Spreads)


def _drop_table(view: View, address: Address, wider: Wider) -> View:
    """Leave a conditional table out; the sum of its cells stays."""
    column = column_of(view, address)
    assert column is not None
    content = column.content
    if isinstance(content, Spreads):
        return _with(view, address, content=content.otherwise, present=content.shown)
    assert isinstance(content, Conditional)
    for label, _ in content.otherwise.counts:
        wider[*address[:2], label] = _ANY
    wider[*address[:2], REST, "other"] = _ANY
    return _with(view, address, content=content.otherwise, present=total(content.otherwise))


def _is_label(view: View, address: Address) -> bool:
    content = content_of(view, address)
    return (
        isinstance(content, Categories)
        and len(content.counts) > 1
        and len(address) == 3
        and address[2] in dict(content.counts)
    )


def _fold_label(view: View, address: Address, wider: Wider) -> View:
    """Hide what is hidden behind more: the smallest label that is told goes to the rest."""
    content = content_of(view, address)
    assert isinstance(content, Categories)
    gone, count = min(content.counts, key=lambda pair: (pair[1], pair[0]))
    rest = (*address[:2], REST, "other")
    known = ranges(view, view.table(address[0]), wider)
    wider[rest] = added([known.of(rest, content.other), known.of((*address[:2], gone), count)])
    left = tuple(pair for pair in content.counts if pair[0] != gone)
    new = Categories(left, content.other + count)
    return _with(view, address, content=new, present=total(new))


def _is_bin(view: View, address: Address) -> bool:
    del view
    return CHILDREN in address


def _drop_bins(view: View, address: Address, wider: Wider) -> View:
    """Leave the smallest bin of a histogram out; the whole, where hardly any would be left."""
    columns = address[1 : address.index(CHILDREN)]
    changed = []
    for reference in view.table(address[0]).references:
        if reference.columns == columns and reference.children:
            first, _, _ = min(reference.children, key=lambda one: (one[2], one[0]))
            wider[address[0], *columns, CHILDREN, str(first)] = _ANY
            left = tuple(one for one in reference.children if one[0] != first)
            changed.append(replace(reference, children=left if len(left) > 1 else ()))
        else:
            changed.append(reference)
    return _changed(view, address[0], references=tuple(changed))


def _is_pattern(view: View, address: Address) -> bool:
    return address[1:2] == (TOGETHER,) and bool(view.table(address[0]).missing_together)


def _drop_patterns(view: View, address: Address, wider: Wider) -> View:
    """Leave out what is missing together; how often each column is missing stays, as their sum."""
    del wider
    return _changed(view, address[0], missing_together=())


def _is_missing(view: View, address: Address) -> bool:
    column = column_of(view, address)
    return address[2:] == (PRESENCE, "missing") and column is not None and bool(column.missing)


def _drop_missing(view: View, address: Address, wider: Wider) -> View:
    wider[address] = _ANY
    return _with(view, address, missing=0)


def _is_column(view: View, address: Address) -> bool:
    return column_of(view, address) is not None


def _drop_column(view: View, address: Address, wider: Wider) -> View:
    wider[*address[:2], PRESENCE, "missing"] = _ANY
    told = view.table(address[0]).missing_together
    apart = tuple(pattern for pattern in told if address[1] not in pattern[0])
    left = _with(view, address, content=Nothing(), present=0, missing=0, note=TOO_FEW)
    return _changed(left, address[0], missing_together=apart)


OFFERS: Final = (
    Offer("profile", _is_profile, _drop_profile),
    Offer("margin", _is_margin, _sum_margin),
    Offer("rest", _is_other, _drop_other),
    Offer("range merged", is_case, merge),
    Offer("conditional table", _is_table, _drop_table),
    Offer("label", _is_label, _fold_label),
    Offer("bin of children", _is_bin, _drop_bins),
    Offer("missing together", _is_pattern, _drop_patterns),
    Offer("missing values", _is_missing, _drop_missing),
    Offer("column", _is_column, _drop_column),
)
"""In the order in which they are tried."""
