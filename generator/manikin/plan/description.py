"""A plan in words: what ``manikin plan`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from manikin.columns.circles import circles
from manikin.columns.combinations import declared
from manikin.columns.evenness import is_even, limits
from manikin.columns.needs import needs_of
from manikin.columns.parts import PARTS, part_name, parts
from manikin.columns.paths import UnknownPathError, ancestors, is_ancestor_reference, resolve, target_table
from manikin.columns.relation import relation
from manikin.defects import KINDS as DEFECTS
from manikin.defects import rows_with
from manikin.model import Column, EmptyRows, FileRows, FixedRows, PartRows, PerRows, Spec, Table
from manikin.model.datatype import Scalar
from manikin.plan import Plan, TablePlan
from manikin.text import plain

_UNTRIED: Final[Mapping[tuple[str, str], float]] = MappingProxyType({})
"""No rule was tried."""


def describe(plan: Plan, counted: Mapping[str, int], kept: Mapping[tuple[str, str], float] = _UNTRIED) -> str:
    """Return the plan as text for a terminal.

    Parameters
    ----------
    plan : Plan
        The plan.
    counted : Mapping of str to int
        The rows of every table.
    kept : Mapping of (str, str) to float
        Which share of first draws keeps a rule, by its table and its words; nothing where none was tried.
    """
    spec = plan.spec
    shown = [table for table in plan.tables if table.table.part_of is None]
    lines = [f"{spec.dataset} {spec.version}, seed {spec.seed}, {len(shown)} tables", ""]
    for number, table in enumerate(shown, start=1):
        name = table.table.name
        hidden = "; hidden, never written" if table.table.hidden else ""
        lines.append(f"{number}. {name}: {counted[name]:,} rows ({_how(table.table, spec)}{hidden})")
        if table.table.key:
            lines.append(f"     key: {', '.join(table.table.key)}")
        lines.extend(f"     {line}" for line in _columns(table, spec))
        for part in (plan.table(part.name) for part in parts(table.table, spec)):
            counted_as = f"{counted[part.table.name]:,} rows ({_how(part.table, spec)})"
            lines.append(f"     part {part_name(part.table)}: {counted_as}")
            lines.extend(f"       {line}" for line in _columns(part, spec))
        rules = [("check", check.name) for check in table.table.checks]
        rules += [("unique", combination.name) for combination in declared(table.table)]
        for word, rule in rules:
            share = kept.get((name, rule))
            how_often = "" if share is None else f" (kept by {100 * share:.3g} % of first draws)"
            lines.append(f"     {word}: {rule}{how_often}")
        lines.extend(f"     pair: {pair.name}" for pair in table.table.pairs)
        lines.extend(_defects(table.table, spec, counted[name]))
    found = circles(spec)
    if found:
        lines.append("")
        lines.extend(f"{joined(names)} refer to each other" for names in found)
        lines.append("A database must check these keys after it has loaded all of them.")
    return "\n".join(lines) + "\n"


def _defects(table: Table, spec: Spec, rows: int) -> Iterable[str]:
    for defect in spec.defects:
        if defect.table == table.name:
            what = DEFECTS[defect.kind].said(defect.parameters)
            count = rows_with(defect.share, rows)
            yield f"     with --defects: {defect.name}: {what}, in {count:,} rows"


def joined(names: tuple[str, ...]) -> str:
    """Return names as a sentence tells them."""
    return ", ".join(names[:-1]) + f" and {names[-1]}"


def _how(table: Table, spec: Spec) -> str:
    match table.rows:
        case PerRows(parent, _, until):
            ends = " and ".join(f"{c.path} is {_asked(c.matches)}" for c in until)
            return f"counted per {parent}" + (f", until {ends}" if ends else "") + _evenly(table, spec)
        case PartRows(parent, _, order):
            by = f", by {' and '.join(order)}" if order else ""
            return f"its parts; rows of one {parent} together{by}"
        case FileRows(file, _):
            return f"loaded from {file}"
        case EmptyRows():
            return "empty"
        case _:
            return "as declared"


def _evenly(table: Table, spec: Spec) -> str:
    """Return how evenly rows are spread, and between which numbers all of them therefore lie."""
    if not is_even(table):
        return ""
    assert isinstance(table.rows, PerRows)
    top = list(ancestors(table, spec))[-1]
    roots = top.rows.count if isinstance(top.rows, FixedRows) else 0
    least, most = limits(table, spec, roots)
    between = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return f", evenly over every {table.rows.even_over:,} rows of {top.name}: {between} whatever the seed"


def _asked(matches: Scalar | tuple[Scalar, ...]) -> str:
    return " or ".join(map(plain, map(str, matches if isinstance(matches, tuple) else (matches,))))


def _columns(plan: TablePlan, spec: Spec) -> Iterable[str]:
    table = plan.table
    names = [name for name in plan.columns if " " not in name]
    width = max((len(name) for name in names), default=0)
    for name in names:
        column = table.by_name[name]
        notes = [column.kind if column.kind != PARTS else "by its parts"]
        if column.kind == PARTS and column.parameters is not None:
            column = table.by_name[column.parameters]
            notes = [column.kind, "unless by a part"]
        if (target := target_table(column)) is not None:
            asked = relation(column, table)
            notes.append(target + (" (parent)" if is_ancestor_reference(column, table, spec) else ""))
            notes += [f"part {asked.part}"] if asked.part else []
            notes += [f"within {asked.within}"] if asked.within else []
            notes += [role for role in ("earlier", "distinct") if getattr(asked, role)]
            notes += [f"at most {asked.levels} levels"] if asked.levels else []
        seen = dict.fromkeys(_plain_needs(column, table, spec))
        notes += [f"missing by {column.missing_by.name}"] if column.missing_by else []
        if column.kind == "aggregate":
            notes.append(f"{column.parameters['by']} of {column.parameters['of']}")
        if seen:
            notes.append("looks at " + ", ".join(seen))
        if table.by_name[name].hidden:
            notes.append("hidden")
        yield f"{name:<{width}}  {column.type.name:<8}  {'; '.join(notes)}"


def _plain_needs(column: Column, table: Table, spec: Spec) -> Iterable[str]:
    for path in needs_of(column, table, spec):
        try:
            resolve(path, table, spec)
        except UnknownPathError:
            continue
        yield path
