"""What a specification publishes: each number or list of labels with its place and where it is from.

Every way to say a number is found here once, so that a rule cannot miss one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from manikin.model import Case, Column, Distribution, Draw, FileRows, PerRows, Source, Spec, Table
from manikin.model.draws import Address
from manikin.spec.rules.context import Context

COUNTED = frozenset({"choice", "histogram", "calendar"})
"""Families whose parameters are counts, or are to be."""
PROFILES = ("months", "weekdays", "hours")


@dataclass(frozen=True)
class Origin:
    """Where numbers are from: the source, how many stand behind them, and where that is written.

    `is_shared` tells that it is written above the cases, for all of them together.
    """

    source: Source
    n: int | None
    at: Address
    is_shared: bool = False


@dataclass(frozen=True)
class Statistic:
    """One distribution, or what else holds numbers, with a source.

    Parameters
    ----------
    table : Table
        The table.
    column : Column or None
        The column; None for numbers of rows and for patterns of missing values.
    what : str
        ``value``, ``rows``, ``missing``, ``patterns``, ``distance``, ``times``, ``states`` or ``correlation``.
    name : str
        The distribution, or the key that holds the numbers.
    parameters : Any
        Its parameters as written.
    address : Address
        Its place.
    origin : Origin
        Where it is from.
    draw : Draw or None
        The whole that it is one case of.
    case : Case or None
        The case.
    """

    table: Table
    column: Column | None
    what: str
    name: str
    parameters: Any
    address: Address
    origin: Origin
    draw: Draw | None = None
    case: Case | None = None

    def counts(self) -> Iterator[tuple[Address, str, float]]:
        """Yield every count with its place and what it counts; none for a family with other parameters."""
        if self.what == "patterns":
            for label, count in self.parameters.items():
                yield (*self.address, int(label), "weight"), label, count
        elif self.what == "states":
            yield from _weights(self.address, self.parameters)
        elif self.name in {"choice", "histogram"} and isinstance(self.parameters, Mapping):
            for label, count in self.parameters.items():
                yield (*self.address, label), label, count
        elif self.name == "calendar":
            for profile in PROFILES:
                for place, count in enumerate(self.parameters.get(profile, ())):
                    yield (*self.address, profile, place), f"{profile} {place}", count

    def labels(self) -> Iterator[tuple[Address, str]]:
        """Yield every value that is listed, with its place."""
        if self.what == "states":
            named = (*self.parameters.get("start", ()), *self.parameters.get("transitions", ()))
            for name in dict.fromkeys(named):
                yield self.address, str(name)
        elif self.name == "choice" and self.what == "value":
            is_mapping = isinstance(self.parameters, Mapping)
            for place, label in enumerate(self.parameters):
                yield (*self.address, label if is_mapping else place), _plain(label)
        elif self.name == "zipf" and isinstance(self.parameters, Mapping) and "values" in self.parameters:
            for place, label in enumerate(self.parameters["values"]):
                yield (*self.address, "values", place), _plain(label)


def _plain(label: Any) -> str:
    return str(label).lower() if isinstance(label, bool) else str(label)


def _weights(at: Address, tree: Any) -> Iterator[tuple[Address, str, float]]:
    if isinstance(tree, Mapping):
        for key, part in tree.items():
            yield from _weights((*at, key), part)
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        yield at, str(at[-1]), tree


def statistics(context: Context) -> Iterator[Statistic]:
    """Yield what is published with a source that is a name in `sources`."""
    for table in context.spec.tables.values():
        if isinstance(table.rows, FileRows):
            continue
        for found in _table(context, table):
            if found.origin.source.kind == "private":
                yield found
    for defect in context.spec.defects:
        said = origin(context, defect.address)
        of = context.spec.tables.get(defect.table)
        if said is not None and said.source.kind == "private" and of is not None:
            at = (*defect.address, "share")
            yield Statistic(of, None, "missing", "bernoulli", defect.share, at, said)


def _table(context: Context, table: Table) -> Iterator[Statistic]:
    whole = origin(context, table.address, *_union(context, table))
    if isinstance(table.rows, PerRows):
        at = (*table.address, "rows")
        yield from _draw(context, table, None, "rows", table.rows.draw, origin(context, at) or whole)
    for patterns in table.missing_patterns:
        said = origin(context, patterns.address)
        yield from _draw(context, table, None, "patterns", patterns.draw, said or whole)
    for pair in table.correlations:
        said = origin(context, pair.address) or whole
        if said is not None:
            yield Statistic(table, None, "correlation", "rank", pair.rank, (*pair.address, "rank"), said)
    for column in table.columns:
        yield from _column(context, table, column, origin(context, column.address) or whole)


def _union(context: Context, table: Table) -> Iterator[Address]:
    """Yield the place of the table that a part belongs to, whose source holds where it gives none."""
    if table.part_of is not None:
        yield context.spec.tables[table.part_of].address


def _column(context: Context, table: Table, column: Column, said: Origin | None) -> Iterator[Statistic]:
    if column.draw is not None:
        yield from _draw(context, table, column, "value", column.draw, said)
    if column.missing is not None:
        yield from _draw(context, table, column, "missing", column.missing.draw, said)
    if column.kind == "states":
        yield from _states(context, table, column, said)
    if said is None:
        return
    at = (*column.address, column.kind)
    if column.kind in {"after", "before"}:
        yield _inner(table, column, "distance", column.parameters["by"], (*at, "by"), said)
    elif column.kind == "events":
        for key in ("gap", "first", "length", "last"):
            tree = column.parameters.get(key)
            if isinstance(tree, Mapping) and "dwell_of" not in tree:
                yield _inner(table, column, "times", tree, (*at, key), said)


def _states(context: Context, table: Table, column: Column, said: Origin | None) -> Iterator[Statistic]:
    """Yield how chains begin and go on, and how long each state lasts; of every case where there are several."""
    at = (*column.address, "states")
    chains = [(at, column.parameters, said)]
    shared = replace(said, is_shared=True) if said is not None else None
    for place, case in enumerate(column.parameters.get("cases", ())):
        here: Address = (*at, "cases", place)
        chains.append((here, case, origin(context, here) or shared))
    for here, chain, own in chains:
        if own is None:
            continue
        weights = {key: chain[key] for key in ("start", "transitions") if key in chain}
        if weights:
            yield Statistic(table, column, "states", "states", weights, here, own)
        for state, tree in chain.get("dwell", {}).items():
            yield _inner(table, column, "times", tree, (*here, "dwell", state), own)


def _inner(
    table: Table, column: Column, what: str, tree: Mapping[str, Any], at: Address, said: Origin
) -> Statistic:
    ((name, parameters),) = tree.items()
    return Statistic(table, column, what, name, parameters, (*at, name), said)


def _draw(
    context: Context, table: Table, column: Column | None, what: str, draw: Draw, said: Origin | None
) -> Iterator[Statistic]:
    if draw.distribution is not None and said is not None:
        yield _statistic(table, column, what, draw.distribution, said, draw)
    shared = Origin(said.source, said.n, said.at, is_shared=True) if said is not None else None
    for case in draw.cases:
        own = origin(context, case.address) or shared
        if own is not None:
            found = _statistic(table, column, what, case.distribution, own, draw)
            yield Statistic(**{**vars(found), "case": case})


def _statistic(
    table: Table, column: Column | None, what: str, distribution: Distribution, said: Origin, draw: Draw
) -> Statistic:
    return Statistic(
        table, column, what, distribution.name, distribution.parameters, distribution.address, said, draw
    )


def origin(context: Context, *places: Address) -> Origin | None:
    """Return what `source` says at the first of some places that has one; None if it names no source."""
    for at in places:
        said = context.keys(at).get("source")
        if said is None:
            continue
        name = said["from"] if isinstance(said, Mapping) else said
        n = said.get("n") if isinstance(said, Mapping) else None
        source = context.spec.sources.get(name)
        where = (*at, "source", "n") if n is not None else (*at, "source")
        return Origin(source, n, where) if source is not None else None
    return None


def has_private(spec: Spec) -> bool:
    """Return whether any number may have been learnt from records."""
    return any(source.kind == "private" for source in spec.sources.values())
