"""Names that would be taken for one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from manikin.columns.parts import part_name, parts
from manikin.errors import Problem
from manikin.model import Table
from manikin.model.draws import Address
from manikin.spec.rules.context import Context

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)


def check(context: Context) -> Iterator[Problem]:
    """Yield names that clash with another of their kind."""
    spec = context.spec
    written = list(context.keys(("tables",)))
    yield from _but_for_case(context, ("tables",), written, "a file name may not tell them apart")
    for name in written:
        if name.lower() in _DEVICES:
            message = f"{name!r} cannot be the name of a file on Windows, and each table becomes a file"
            yield context.problem(("tables", name), "NAME01", message, "choose another name", key=True)
    for table in context.tables:
        if table.part_of is not None:
            continue  # its columns are those of the table that it is a part of
        columns = [column.name for column in table.columns]
        yield from _but_for_case(context, (*table.address, "columns"), columns, "SQL may not tell them apart")
        for name in sorted(set(columns) & set(spec.constants)):
            message = f"{name!r} is the name of a constant and of a column of {table.name}"
            mend = "rename one, so that an expression cannot mean the other"
            yield context.problem((*table.address, "columns", name), "NAME01", message, mend, key=True)
    yield from _streams(context)


def _parts(context: Context, table: Table) -> list[tuple[str, str | None, Address]]:
    return [
        (part_name(part), context.keys(part.address).get("formerly"), part.address)
        for part in parts(table, context.spec)
    ]


def _but_for_case(context: Context, address: Address, names: Iterable[str], why: str) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(name.lower(), name)
        if first != name:
            message = f"{name!r} and {first!r} differ only in small and capital letters; {why}"
            yield context.problem((*address, name), "NAME01", message, "rename one", key=True)


def _streams(context: Context) -> Iterator[Problem]:
    """Yield old names that something else has: both would draw the same random numbers."""
    tables = [table for table in context.tables if table.part_of is None]
    groups = [[(t.name, t.formerly, t.address) for t in tables]]
    groups += [[(c.name, c.formerly, c.address) for c in t.columns if " " not in c.name] for t in tables]
    groups += [_parts(context, t) for t in tables]
    for group in groups:
        owners = {name: name for name, formerly, _ in group if not formerly}
        for name, formerly, address in group:
            if formerly and owners.setdefault(formerly, name) != name:
                message = f"`formerly: {formerly}` is the name of {owners[formerly]} too, so both would get the same values"
                yield context.problem((*address, "formerly"), "NAME02", message, "remove `formerly`")
