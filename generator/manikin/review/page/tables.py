"""Tables, their columns and how they hang together: as a picture and as a list that says the same."""

from __future__ import annotations

from manikin.columns.paths import target_table
from manikin.model import EmptyRows, FileRows, FixedRows, PartRows, PerRows, Spec, Table
from manikin.review.page.markup import Child, Html, grid, items, tag, text
from manikin.review.page.review import Review
from manikin.review.words import columns, numbers
from manikin.review.words.kind import named

MOST_BOXES = 12
_WIDE, _HIGH, _ACROSS, _DOWN = 200, 50, 230, 110
_MOST_LETTERS = 22


def relations(review: Review) -> Html:
    """Return which table belongs to which."""
    spec = review.spec
    tables = [table for table in spec.tables.values() if table.part_of is None]
    parts: list[Child] = [tag("h2", "Tables and how they belong together", id="tables")]
    if 1 < len(tables) <= MOST_BOXES:
        parts.append(_picture(spec, tables))
    parts.append(items([_said(table) for table in tables]))
    return Html("".join(text(part) for part in parts))


def _said(table: Table) -> Child:
    told = [cardinality(table)]
    if table.key:
        told.append(f"each told apart by {numbers.listed(list(table.key))}")
    targets = dict.fromkeys(t for c in table.columns if (t := target_table(c)) is not None)
    others = [name for name in targets if name != table.parent]
    if others:
        told.append(f"refers to {numbers.listed(others)}")
    if table.hidden:
        told.append("never written")
    description = f" {table.description}" if table.description else ""
    return (tag("strong", f"{table.name}:"), f" {'; '.join(told)}.{description}")


def cardinality(table: Table) -> str:
    """Return how many rows a table has, in words."""
    rows = table.rows
    match rows:
        case FixedRows():
            return numbers.plural(rows.count, "row")
        case PerRows():
            until = ", as far as a row that ends them" if rows.until else ""
            return f"some rows for each row of {rows.parent}{until}"
        case FileRows():
            return f"a list, loaded from {rows.file}"
        case PartRows():
            return f"{numbers.plural(len(rows.parts), 'kind')} of rows together"
        case EmptyRows():
            return "no rows"


def column_tables(review: Review) -> Html:
    """Return each table with its columns and how they are filled."""
    ids: dict[tuple[str, str], list[str]] = {}
    for section in review.sections:
        if section.subject.column:
            key = (section.subject.table, section.subject.column)
            ids.setdefault(key, []).extend(statistic.id for statistic in section.statistics)
    parts = [tag("h2", "Every column, and how it is filled", id="columns")]
    for table in review.spec.tables.values():
        parts.append(tag("h3", named(table)))
        rows = [
            (
                column.name + (" (never written)" if column.hidden else ""),
                columns.type_of(column.type),
                f"{columns.fill(column)}{'. ' + column.description if column.description else ''}",
                [
                    (tag("a", number, href=f"#{number}"), " ")
                    for number in ids.get((table.name, column.name), ())
                ],
            )
            for column in table.columns
            if " " not in column.name
        ]
        if rows:
            name = f"Columns of {named(table)}"
            parts.append(grid(name, ("column", "type", "how it is filled", "numbers"), rows, name))
    return Html("".join(parts))


def _picture(spec: Spec, tables: list[Table]) -> Html:
    """Return boxes in rows, parents above their children, with a line for each reference."""
    places = _places(spec, tables)
    wide = max(x for x, _ in places.values()) + _WIDE + 10
    high = max(y for _, y in places.values()) + _HIGH + 10
    drawn: list[Child] = [
        tag("title", "Tables and how they belong together; the list below says the same", id="pt")
    ]
    for table in tables:
        names = dict.fromkeys(filter(None, (table.parent, *map(target_table, table.columns))))
        drawn += [_line(places[n], places[table.name]) for n in names if n in places and n != table.name]
    for table in tables:
        x, y = places[table.name]
        drawn.append(tag("rect", x=x, y=y, width=_WIDE, height=_HIGH, rx=3))
        label = table.name if len(table.name) <= _MOST_LETTERS else f"{table.name[: _MOST_LETTERS - 1]}…"
        drawn.append(tag("text", label, x=x + 10, y=y + 21, font_weight="bold"))
        drawn.append(tag("text", _short(table), x=x + 10, y=y + 40))
    svg = tag(
        "svg", drawn, viewbox=f"0 0 {wide} {high}", width=wide, height=high, role="img", aria_labelledby="pt"
    )
    return tag("div", svg, class_="pic keep")


def _short(table: Table) -> str:
    match table.rows:
        case FixedRows(count=count):
            return numbers.plural(count, "row")
        case PerRows(parent=parent):
            return f"for each {parent}"[: _MOST_LETTERS + 3]
        case FileRows():
            return "a list"
        case PartRows():
            return "several kinds of rows"
        case _:
            return "no rows"


def _places(spec: Spec, tables: list[Table]) -> dict[str, tuple[int, int]]:
    """Return where each box stands: one row below the lowest of those that it belongs or refers to."""
    levels: dict[str, int] = {}

    def level(name: str, above: frozenset[str]) -> int:
        if name in levels:
            return levels[name]
        table = spec.tables[name]
        over = [table.parent] if table.parent else []
        if not over:
            over = [
                t
                for c in table.columns
                if (t := target_table(c)) and isinstance(spec.tables[t].rows, FileRows)
            ]
        found = [level(o, above | {name}) for o in over if o in spec.tables and o not in above and o != name]
        levels[name] = 1 + max(found, default=-1)
        return levels[name]

    across: dict[int, int] = {}
    places = {}
    for table in tables:
        row = level(table.name, frozenset())
        places[table.name] = (5 + across.get(row, 0) * _ACROSS, 5 + row * _DOWN)
        across[row] = across.get(row, 0) + 1
    return places


def _line(start: tuple[int, int], end: tuple[int, int]) -> Html:
    x, y = start[0] + _WIDE // 2, start[1] + _HIGH
    to_x, to_y = end[0] + _WIDE // 2, end[1]
    if end[1] <= start[1]:  # beside or above: from side to side
        y, to_y = start[1] + _HIGH // 2, end[1] + _HIGH // 2
    bend = (y + to_y) // 2
    return tag("path", d=f"M{x} {y}V{bend}H{to_x}V{to_y}")
