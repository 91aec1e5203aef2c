"""``lookup``: a column of a vocabulary, found by another column of this row (code → name)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from manikin.columns import vocabulary
from manikin.columns.kind import Cells, Fault
from manikin.columns.values import plain_array
from manikin.errors import InfeasibleError
from manikin.model import Column, FileRows, Spec, Table


def _on(column: Column, spec: Spec) -> str:
    parameters = column.parameters
    return str(parameters.get("on") or spec.tables[parameters["table"]].key[0])


class _Maker:
    def __init__(self, column: Column, spec: Spec) -> None:
        parameters = column.parameters
        there = spec.tables[parameters["table"]]
        self._table = there.name
        self._by = str(parameters["by"])
        self._keys = plain_array(vocabulary.typed(there, there.by_name[_on(column, spec)], spec))
        self._values = vocabulary.typed(there, there.by_name[parameters["column"]], spec)

    def make(self, cells: Cells) -> pa.Array:
        found = cells.value(self._by)
        if isinstance(found, pa.DictionaryArray):
            places = pc.index_in(found.dictionary, value_set=self._keys).take(found.indices)
        else:
            places = pc.index_in(found, value_set=self._keys)
        if places.null_count > found.null_count:
            msg = f"{self._by} takes a value that the vocabulary {self._table} does not have; add it there"
            raise InfeasibleError(msg)
        return self._values.take(places)


class LookupKind:
    """A column of a vocabulary found by another column of this row."""

    NAME = "lookup"
    TITLE = "a column of a vocabulary found by another column of this row (code to name)"
    PARAMETERS: Mapping[str, Any] = {
        "type": "object",
        "description": "Finds the vocabulary's row whose key equals a column of this row.",
        "required": ["table", "by", "column"],
        "additionalProperties": False,
        "properties": {
            "table": {"type": "string", "description": "The vocabulary, a table with `file`."},
            "by": {"type": "string", "description": "The column of this row that is looked up."},
            "column": {"type": "string", "description": "The vocabulary's column whose value is taken."},
            "on": {
                "type": "string",
                "description": "The vocabulary's column to find the value in; its key if absent.",
            },
        },
    }
    EXAMPLE: Mapping[str, Any] = {
        "type": "string",
        "lookup": {"table": "site", "by": "site_code", "column": "site_name"},
    }
    TYPES = frozenset(
        {"integer", "decimal", "float", "boolean", "string", "date", "time", "datetime", "uuid"}
    )

    def needs(self, column: Column) -> Iterable[str]:
        """Yield the column that is looked up."""
        yield str(column.parameters["by"])

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield what is wrong with the vocabulary, its columns or their types."""
        parameters = column.parameters
        there = spec.tables.get(parameters["table"])
        if there is None or not isinstance(there.rows, FileRows):
            message = f"{parameters['table']!r} is not a vocabulary (a table with `file`)"
            yield Fault("LOOKUP01", message, "name a table that has `file:`", ("lookup", "table"))
            return
        if "on" not in parameters and len(there.key) != 1:
            message = f"{there.name} has no single key to look in"
            yield Fault("LOOKUP01", message, "name the column with `on:`", ("lookup",))
            return
        on = _on(column, spec)
        missing = False
        for role, name, home in (
            ("by", parameters["by"], table),
            ("column", parameters["column"], there),
            ("on", on, there),
        ):
            if name not in home.by_name:
                missing = True
                mend = "there are: " + ", ".join(sorted(home.by_name)[:12])
                where = ("lookup", role) if role in parameters else ("lookup",)
                yield Fault("PATH01", f"{home.name} has no column {name!r}", mend, where)
        if not missing:
            yield from self._types(column, table, there, on, spec)

    def _types(self, column: Column, table: Table, there: Table, on: str, spec: Spec) -> Iterable[Fault]:
        by, take = table.by_name[column.parameters["by"]], there.by_name[column.parameters["column"]]
        if by.type.arrow != there.by_name[on].type.arrow:
            message = f"{by.name} is {by.type.name}, {there.name}.{on} is {there.by_name[on].type.name}"
            mend = f"give {there.name}.{on} the type under tables.{there.name}.columns"
            yield Fault("TYPE02", message, mend, ("lookup", "by"))
        if take.type.arrow != column.type.arrow:
            message = f"{there.name}.{take.name} is {take.type.name}, this column is {column.type.name}"
            yield Fault("TYPE02", message, "give both the same type", ("type",))
        keys = vocabulary.text(there, on, spec)
        if len(pc.unique(keys)) != len(keys):
            message = f"{there.name}.{on} repeats values, so a lookup would not know which row to take"
            yield Fault("LOOKUP01", message, "look up a column whose values differ", ("lookup",))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return None: lookups repeat."""
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        return _Maker(column, spec)


KIND = LookupKind()
