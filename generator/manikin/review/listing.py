"""Everything in a specification that could be learnt from people, in its order: tables by name, columns as they stand.

Every way to say a number is found here once. Which number it gets is for `manikin.review.statistics`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from manikin.columns import regimes
from manikin.columns.regimes import Regime
from manikin.model import (
    Case,
    Column,
    Distribution,
    Draw,
    FileRows,
    FixedRows,
    MissingPatterns,
    PerRows,
    Spec,
    Table,
)
from manikin.model.draws import Address
from manikin.review.addresses import case_words, former
from manikin.review.origins import Origin, Origins

_DISTANCES: Final[Mapping[str, Mapping[str, str]]] = {
    "after": {"by": "distance"},
    "before": {"by": "distance"},
    "events": {"gap": "gap", "first": "first", "length": "length", "last": "last"},
}
"""Where the columns of times hold distributions, and what each is of."""


@dataclass(frozen=True)
class Found:
    """Something that could be learnt from people, without a number yet; see `manikin.review.statistics.Statistic`."""

    address: str
    what: str
    table: str
    column: str | None
    family: str
    value: Any
    path: Address
    source: Origin
    case: Case | None = None
    formerly: tuple[str, str] = ("", "")
    """How the address begins, and how it did by the names that the table and the column had before."""
    ending: tuple[str, str] = ("", "")
    """How the address ends, and how it did by the names that what its case looks at had before."""


def listing(spec: Spec) -> Iterator[Found]:
    """Yield everything in a specification that could be learnt from people."""
    origins = Origins(spec.canonical)
    for table in spec.tables.values():
        whole = (table.address, *(() if table.part_of is None else (spec.tables[table.part_of].address,)))
        yield from _Table(table, whole, origins, spec).all()
    for defect in spec.defects:
        at, said = (*defect.address, "share"), origins.of(defect.address)
        name = f"{defect.table} / defect {defect.name}"
        formerly = (defect.table, spec.tables[defect.table].stream)
        yield Found(name, "defect", defect.table, None, "share", defect.share, at, said, formerly=formerly)


class _Table:
    """A table, and the places that say where its numbers are from unless they say so themselves."""

    def __init__(self, table: Table, whole: tuple[Address, ...], origins: Origins, spec: Spec) -> None:
        self.table = table
        self.spec = spec
        self.whole = whole
        self.origins = origins

    def all(self) -> Iterator[Found]:
        yield from self._rows()
        for patterns in self.table.missing_patterns:
            yield from self._patterns(patterns)
        for pair in self.table.correlations:
            words = f"correlation of {' and '.join(sorted(pair.between))}"
            yield self._found(words, "correlation", "rank", pair.rank, (*pair.address, "rank"), pair.address)
        for column in self.table.columns if not isinstance(self.table.rows, FileRows) else ():
            yield from self._column(column)

    def _found(
        self, words: str, what: str, family: str, value: Any, path: Address, *places: Address
    ) -> Found:
        said = self.origins.of(*places, *self.whole)
        name, formerly = self.table.name, (self.table.name, self.table.stream)
        return Found(f"{name} / {words}", what, name, None, family, value, path, said, formerly=formerly)

    def _rows(self) -> Iterator[Found]:
        rows, at = self.table.rows, (*self.table.address, "rows")
        if isinstance(rows, FixedRows):
            yield self._found("rows", "rows", "exactly", rows.count, at, at)
        elif isinstance(rows, PerRows):
            yield from self._draw(self._found("rows", "rows", "", None, at, at), rows.draw, at)
        elif isinstance(rows, FileRows):
            yield self._found("file", "file", "file", rows.file, (*self.table.address, "file"))

    def _patterns(self, patterns: MissingPatterns) -> Iterator[Found]:
        words = f"missing {patterns.name}"
        found = self._found(words, "patterns", "", None, patterns.address, patterns.address)
        for one in self._draw(found, patterns.draw, patterns.address):
            named = {
                ", ".join(patterns.patterns[int(number)]) or "none": weight
                for number, weight in one.value.items()
            }
            yield replace(one, family="patterns", value=named)

    def _column(self, column: Column) -> Iterator[Found]:
        name = f"{self.table.name}.{column.name}"
        found = self._found("", "value", "", None, column.address, column.address)
        found = replace(found, column=column.name, formerly=(name, f"{self.table.stream}.{column.stream}"))
        if column.draw is not None:
            yield from self._draw(replace(found, address=name), column.draw, column.address)
        if column.missing is not None:
            missing = replace(found, address=f"{name} / missing", what="missing")
            yield from self._draw(missing, column.missing.draw, column.address)
        for key, what in _DISTANCES.get(column.kind, {}).items():
            tree = column.parameters.get(key)
            # A distance that is said by the states of another column has no number of its own.
            if isinstance(tree, Mapping) and "dwell_of" not in tree:
                path = (*column.address, column.kind, key)
                yield _of(replace(found, address=f"{name} / {what}", what=what, path=path), tree)
        if column.kind == "states":
            chains = regimes.draw(column)
            cases: tuple[Case | None, ...] = (None,) if chains is None else chains.cases
            told: set[Address] = set()
            for regime, case in zip(regimes.regimes(column), cases, strict=True):
                yield from self._chain(replace(found, address=name), regime, case, told)

    def _draw(self, found: Found, draw: Draw, at: Address) -> Iterator[Found]:
        """Yield the distributions of a draw; `at` says where they are from unless a case does."""
        drawn: list[tuple[Case | None, Distribution]] = [(case, case.distribution) for case in draw.cases]
        if draw.distribution is not None:
            drawn = [(None, draw.distribution)]
        for case, distribution in drawn:
            yield replace(
                self._in_case(found, case, at),
                family=distribution.name,
                value=distribution.parameters,
                path=distribution.address,
            )

    def _in_case(self, found: Found, case: Case | None, at: Address) -> Found:
        if case is None:
            return found
        said = self.origins.of(case.address, at, *self.whole)
        now, before = case_words(case), case_words(case, lambda path: former(path, self.table, self.spec))
        return replace(found, address=found.address + now, source=said, case=case, ending=(now, before))

    def _chain(self, found: Found, regime: Regime, case: Case | None, told: set[Address]) -> Iterator[Found]:
        """Yield how a chain begins, what follows each state and how long each lasts; what all cases share once."""
        column = found.path
        for part in regimes.PARTS:
            at = (*column, *regime.at[part])
            if part not in regime.parts or at in told:
                continue
            told.add(at)
            own = case if "cases" in regime.at[part] else None
            for state, tree in ({"": regime.parts[part]} if part == "start" else regime.parts[part]).items():
                words = f"{found.address} / {part}" + (f" {state}" if state else "")
                one = self._in_case(replace(found, address=words, what=part), own, column)
                one = replace(one, path=(*at, state) if state else at)
                yield _of(one, tree) if part == "dwell" else replace(one, family="choice", value=tree)


def _of(found: Found, tree: Mapping[str, Any]) -> Found:
    """Return what is found at a distribution as it is written."""
    ((family, parameters),) = tree.items()
    return replace(found, family=family, value=parameters, path=(*found.path, family))
