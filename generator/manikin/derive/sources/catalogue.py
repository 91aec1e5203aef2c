"""What database servers say of their own tables, by the standard's information schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from manikin.derive.sources.source import Declared, Reference

KEYS = """
SELECT c.table_name, c.constraint_name, c.constraint_type, k.column_name, k.ordinal_position
FROM information_schema.table_constraints c
JOIN information_schema.key_column_usage k
  ON k.constraint_schema = c.constraint_schema AND k.constraint_name = c.constraint_name
 AND k.table_name = c.table_name
WHERE c.table_schema = {schema} AND c.constraint_type IN ('PRIMARY KEY', 'UNIQUE')
ORDER BY 1, 2, 5
"""
"""Keys and unique sets of columns of a schema: table, constraint, its type, column, place."""
REFERENCES = """
SELECT k.table_name, k.constraint_name, k.column_name, u.table_name, u.column_name
FROM information_schema.referential_constraints r
JOIN information_schema.key_column_usage k
  ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
JOIN information_schema.key_column_usage u
  ON u.constraint_schema = r.unique_constraint_schema AND u.constraint_name = r.unique_constraint_name
 AND u.ordinal_position = COALESCE(k.position_in_unique_constraint, k.ordinal_position)
WHERE k.table_schema = {schema}
ORDER BY 1, 2, k.ordinal_position
"""
"""References of a schema: table, constraint, column, table pointed at, its column."""


def declared(
    keys: Iterable[tuple[str, str, str, str, int]], references: Iterable[tuple[str, str, str, str, str]]
) -> Mapping[str, Declared]:
    """Return what the answers to `KEYS` and `REFERENCES` say of each table."""
    sets: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for table, name, sort, column, _ in keys:
        sets[table, name, sort].append(column)
    pairs: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for table, name, column, target, target_column in references:
        pairs[table, name, target].append((column, target_column))
    tables = sorted({table for table, *_ in (*sets, *pairs)})
    return {
        table: Declared(
            key=next(
                (tuple(c) for (t, _, sort), c in sets.items() if t == table and sort == "PRIMARY KEY"), ()
            ),
            references=tuple(
                Reference(tuple(a for a, _ in found), target, tuple(b for _, b in found))
                for (t, _, target), found in pairs.items()
                if t == table
            ),
            unique=tuple(tuple(c) for (t, _, sort), c in sets.items() if t == table and sort == "UNIQUE"),
        )
        for table in tables
    }
