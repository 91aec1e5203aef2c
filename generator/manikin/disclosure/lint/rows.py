"""Numbers of rows: told as coarsely as any other count."""

from __future__ import annotations

from collections.abc import Iterator

from manikin.columns.paths import ancestors
from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import origin
from manikin.errors import Problem
from manikin.model import FixedRows, PerRows, Table
from manikin.spec.rules.context import Context


def check(lint: Lint) -> Iterator[Problem]:
    """Yield exact numbers of rows of tables whose numbers were learnt from records."""
    context = Context(lint.spec, lint.document)
    learnt: dict[str, str] = {}
    for statistic in lint.statistics:
        learnt.setdefault(statistic.table.name, statistic.origin.source.name)
    for table in lint.spec.tables.values():
        yield from _over(lint, context, table, learnt)
        source = _source(context, table, learnt)
        if source is None or not isinstance(table.rows, FixedRows):
            continue
        base = lint.policies[source].base
        said = origin(context, (*table.address, "rows"))
        if said is not None and said.n is not None and said.n % base:
            message = f"`n` is itself a count, and {said.n:,} is no multiple of {base}"
            yield lint.refuse(said.at, "DISC08", message, f"round it to {base}")
        if table.rows.count % base:
            message = f"{table.rows.count:,} rows is an exact count: that of the records changes when one person joins or leaves"
            yield lint.refuse(
                (*table.address, "rows"), "DISC10", message, f"round it to {base}, or choose another number"
            )


def _over(lint: Lint, context: Context, table: Table, learnt: dict[str, str]) -> Iterator[Problem]:
    """Yield an exact number of rows that others are spread evenly over."""
    if not isinstance(table.rows, PerRows) or not table.rows.even_over:
        return
    top = list(ancestors(table, lint.spec))[-1]
    source = _source(context, top, learnt)
    if source is not None and table.rows.even_over % lint.policies[source].base:
        base = lint.policies[source].base
        message = f"{table.rows.even_over:,} may be the exact count of {top.name}"
        yield lint.refuse(
            (*table.address, "rows", "even_over"),
            "DISC10",
            message,
            f"round it to {base}, or choose another number",
        )


def _source(context: Context, table: Table, learnt: dict[str, str]) -> str | None:
    """Return the private source that a table's number of rows may be from; None if there is none."""
    said = origin(context, (*table.address, "rows"), table.address)
    if said is None:
        return learnt.get(table.name)
    return said.source.name if said.source.kind == "private" and said.source.details.get("policy") else None
