"""Sources: every name is known, and a private source says under which policy and how many people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manikin.errors import Problem
from manikin.model import DataType, Source
from manikin.model.draws import Address
from manikin.spec.rules.context import Context
from manikin.spec.wording import nearest


def check(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the sources and with what names them."""
    for source in context.spec.sources.values():
        yield from _source(context, source)
    for at, name in named(context):
        if name not in context.spec.sources:
            near = nearest(name, context.spec.sources)
            hint = f"; did you mean {near!r}?" if near else ""
            known = ", ".join(list(context.spec.sources)[:12])
            mend = f"there are: {known}" if known else "add it under `sources:`"
            yield context.problem(at, "SOURCE01", f"there is no source {name!r}{hint}", mend)


def named(context: Context) -> Iterator[tuple[Address, str]]:
    """Yield the place and the name of every source that is named: by a table, its rows, a column, a case and the like."""
    for table in context.tables:
        keys = context.keys(table.address)
        yield from _names(table.address, keys)
        for pair in table.correlations:
            yield from _names(pair.address, context.keys(pair.address))
        if isinstance(keys.get("rows"), Mapping):
            yield from _with_cases((*table.address, "rows"), keys["rows"])
        beside = [
            *(one.address for one in table.missing_patterns),
            *(one.address for one in table.correlations),
        ]
        for at in beside:
            yield from _with_cases(at, context.keys(at))
        for column in table.columns:
            inside = context.keys(column.address)
            yield from _with_cases(column.address, inside)
            if isinstance(inside.get("missing"), Mapping):
                yield from _with_cases((*column.address, "missing"), inside["missing"])
            if isinstance(inside.get("states"), Mapping):
                yield from _with_cases((*column.address, "states"), inside["states"])
    for defect in context.spec.defects:
        yield from _names(defect.address, context.keys(defect.address))


def _with_cases(at: Address, keys: Mapping[str, Any]) -> Iterator[tuple[Address, str]]:
    yield from _names(at, keys)
    for place, case in enumerate(keys.get("cases", ())):
        yield from _names((*at, "cases", place), case)


def _names(at: Address, keys: Mapping[str, Any]) -> Iterator[tuple[Address, str]]:
    source = keys.get("source")
    if isinstance(source, str):
        yield (*at, "source"), source
    elif isinstance(source, Mapping):
        yield (*at, "source", "from"), source["from"]


def _source(context: Context, source: Source) -> Iterator[Problem]:
    if source.kind == "private":
        lacking = [key for key in ("policy", "people") if key not in source.details]
        if lacking:
            words = " and ".join(f"`{key}`" for key in lacking)
            message = f"the private source {source.name!r} lacks {words}"
            mend = "say under which disclosure policy it was taken (`policy:`) and from how many people (`people:`)"
            yield context.problem(source.address, "SOURCE02", message, mend, key=True)
    if "kept_from" in source.details and source.kind != "private":
        message = f"only numbers of a private source are kept from version to version, and {source.name!r} is {source.kind}"
        yield context.problem(
            (*source.address, "kept_from"), "SOURCE03", message, "remove `kept_from`", key=True
        )
    cleared = source.details.get("cleared")
    if cleared is not None:
        at = (*source.address, "cleared")
        if source.kind != "private":
            message = f"only a private source needs clearing, and {source.name!r} is {source.kind}"
            yield context.problem(at, "SOURCE03", message, "remove `cleared`", key=True)
        try:
            DataType("date").parse(cleared["date"])
        except ValueError as error:
            yield context.problem(
                (*at, "date"), "DATE01", f"this is {error}", "write a date such as 2026-03-20"
            )
