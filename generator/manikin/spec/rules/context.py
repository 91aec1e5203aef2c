"""What a rule is given: the model, the document it came from, and what has been blamed already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from manikin.columns import regimes
from manikin.columns.needs import CycleFoundError, column_order
from manikin.columns.parts import PARTS
from manikin.columns.paths import Route, UnknownPathError, resolve
from manikin.columns.walks import Walks, walks
from manikin.errors import Problem, Severity
from manikin.model import Column, Draw, FileRows, PerRows, Spec, Table
from manikin.model.draws import Address
from manikin.spec.document import Document

HARMLESS = frozenset({"NAME01", "NAME02", "COLUMN08", "TABLE02", "FORMAT01", "SOURCE01", "CHECK03"})
"""Rules whose breach leaves the meaning of everything else clear."""


class Context:
    """A specification under judgement.

    Rules run one after another; a rule that builds on something that an earlier one has refused asks
    `is_sound` first, so that a mistake is told once, at its cause.

    Parameters
    ----------
    spec : Spec
        The model.
    document : Document
        The text it was built from, for places and for keys that the model leaves out.
    """

    def __init__(self, spec: Spec, document: Document) -> None:
        self.spec = spec
        self.document = document
        self._blamed: set[Address] = set()
        self._ordered: dict[str, bool] = {}

    def problem(
        self,
        address: Address,
        rule: str,
        message: str,
        mend: str = "",
        *,
        key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Return a problem with its place; an error makes what it stands in unsound.

        Not so an error about a key alone that others do not build on (`HARMLESS`).
        """
        if severity is Severity.ERROR and rule not in HARMLESS:
            self._blamed.update(address[:length] for length in range(1, len(address) + 1))
        if not mend:
            # The distributions say what to do in the same sentence.
            message, _, mend = message.partition("; ")
        return self.document.problem(address, rule, message, mend, key=key, severity=severity)

    def is_sound(self, *addresses: Address) -> bool:
        """Return whether nothing at or below any of the addresses has been blamed."""
        return self._blamed.isdisjoint(addresses)

    def node(self, address: Address) -> Any:
        """Return what stands at an address of the document; None where nothing does."""
        node = self.document.tree
        for step in address:
            if isinstance(node, Mapping):
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return None
        return node

    def keys(self, address: Address) -> Mapping[str, Any]:
        """Return the mapping at an address as written; empty where there is none."""
        node = self.node(address)
        return node if isinstance(node, Mapping) else {}

    @cached_property
    def walks(self) -> Walks:
        """The columns that are made along the rows of one parent."""
        return walks(self.spec)

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables."""
        return tuple(self.spec.tables.values())

    @property
    def columns(self) -> Iterator[tuple[Table, Column]]:
        """Every column that is generated and that nothing has been said against, with its table."""
        for table in self.tables:
            if not isinstance(table.rows, FileRows):
                for column in table.columns:
                    # What parts fill is judged in the parts.
                    if column.kind != PARTS and self.is_sound(column.address):
                        yield table, column

    def draws(self) -> Iterator[tuple[Table, Column | None, Draw, str]]:
        """Yield every draw with its table, its column and what it draws.

        That is ``value``, ``missing``, ``rows``, ``states`` or ``patterns``. The column is None where rows are counted,
        and where patterns of several are drawn.
        """
        for table in self.tables:
            if isinstance(table.rows, PerRows) and self.is_sound((*table.address, "rows")):
                yield table, None, table.rows.draw, "rows"
            for patterns in table.missing_patterns:
                if self.is_sound(patterns.address):
                    yield table, None, patterns.draw, "patterns"
        for table, column in self.columns:
            if column.draw is not None:
                yield table, column, column.draw, "value"
            if column.missing is not None:
                yield table, column, column.missing.draw, "missing"
            if column.kind == "states" and (chains := regimes.draw(column)) is not None:
                yield table, column, chains, "states"

    def route(self, path: str, table: Table) -> Route | None:
        """Return where a path leads from a row of `table`, None if nowhere."""
        try:
            return resolve(path, table, self.spec)
        except UnknownPathError:
            return None

    @property
    def named(self) -> tuple[str, ...]:
        """The names of all tables that can be written in a specification."""
        return tuple(table.name for table in self.tables if table.part_of is None)

    def has_order(self, table: Table) -> bool:
        """Return whether the columns of a table can be made one after another."""
        if table.name not in self._ordered:  # every column asks, and the answer takes a look at all of them
            try:
                column_order(table, self.spec)
            except CycleFoundError:
                self._ordered[table.name] = False
            else:
                self._ordered[table.name] = True
        return self._ordered[table.name]
