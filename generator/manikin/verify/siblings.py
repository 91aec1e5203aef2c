"""The rows of one parent in their order, as SQL: what stands before and after a row."""

from __future__ import annotations

from manikin.model import Table
from manikin.verify.build import Build
from manikin.verify.paths import Step
from manikin.verify.rows import ROW, Rows, link
from manikin.verify.sqltext import POSITION


class Siblings:
    """The rows of a table, each among the rows of its parent.

    Raises
    ------
    UnavailableError
        If the files do not tell whose row is whose.
    """

    def __init__(self, build: Build, table: Table) -> None:
        self.rows = Rows(build, table)
        keys = link(build, table, (Step(table.parent or ""),))
        held = ", ".join(f"{ROW}.{name}" for name in keys.values())
        self._over = f"OVER (PARTITION BY {held} ORDER BY {ROW}.{POSITION})"

    def before(self, value: str, *, last_known: bool = False) -> str:
        """Return the SQL of a value in the row before; with `last_known`, in the last one that has any."""
        return f"lag({value}{' IGNORE NULLS' if last_known else ''}) {self._over}"

    def after(self, value: str, *, next_known: bool = False) -> str:
        """Return the SQL of a value in the row after; with `next_known`, in the next one that has any."""
        return f"lead({value}{' IGNORE NULLS' if next_known else ''}) {self._over}"

    @property
    def is_first(self) -> str:
        """The SQL of a row being the first of its parent."""
        return f"row_number() {self._over} = 1"

    @property
    def is_last(self) -> str:
        """The SQL of a row being the last of its parent."""
        return f"lead(1) {self._over} IS NULL"
