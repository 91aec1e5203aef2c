"""The door between data and program: every question to a database goes through it, and only aggregates do.

Counts what crosses, so that a test can show that rows stay where they are. An error of a driver may quote
the data or the credentials: it is replaced by one that quotes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from shutil import rmtree
from typing import TYPE_CHECKING, Any, Final
from weakref import finalize

import pyarrow as pa

from manikin.errors import ExitStatus, UserError

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST: Final = 200_000
"""The most groups that one answer may have."""
_NO_ROOM: Final = "OutOfMemoryException"
"""What DuckDB calls it when memory and disk do not suffice."""


class TooManyGroupsError(Exception):
    """An answer would have more groups than may cross."""


@dataclass
class Crossed:
    """What has crossed so far: questions, groups in all their answers, and the most groups of one answer."""

    questions: int = 0
    groups: int = 0
    most: int = 0


class Door:
    """Asks one database for aggregates.

    Parameters
    ----------
    connection : ibis.BaseBackend
        Where the questions are carried out.
    aside : str
        The folder of its own where the connection puts aside what finds no room in memory, if it has one; it goes when
        the door is closed, or is no more.
    """

    def __init__(self, connection: Any, aside: str = "") -> None:
        self.connection = connection
        self.aside = aside
        self.crossed = Crossed()
        self._clear = finalize(self, rmtree, aside, ignore_errors=True) if aside else None

    def ask(self, question: ir.Table, most: int = MOST) -> pa.Table:
        """Return the groups of an aggregate.

        Parameters
        ----------
        question : ibis table expression
            An aggregate, or what is chosen from one.
        most : int
            The most groups that may cross.

        Raises
        ------
        TooManyGroupsError
            If there are more.
        UserError
            If the database could not answer; never with its own words.
        """
        _require_aggregate(question)
        try:
            answer = _answered(self.connection, question.limit(most + 1))
        except Exception as error:  # noqa: BLE001  a driver's error may quote data
            if type(error).__name__ == _NO_ROOM:
                raise UserError(
                    "a question found no room, neither in the memory that it may take nor on the disk beside; give it more "
                    "(--memory MB), make room in the temporary folder, or leave out columns of long text (`ignore` in a file of "
                    "keys)",
                    ExitStatus.PROBLEMS,
                ) from None
            raise UserError(
                f"the database could not answer a question ({type(error).__name__}); see its own log",
                ExitStatus.PROBLEMS,
            ) from None
        self.crossed.questions += 1
        self.crossed.groups += min(answer.num_rows, most)
        self.crossed.most = max(self.crossed.most, min(answer.num_rows, most))
        if answer.num_rows > most:
            raise TooManyGroupsError
        return answer

    @property
    def tries(self) -> bool:
        """Whether a value that is none of its type can be left out; else the database refuses the whole question."""
        import ibis.expr.operations as ops  # noqa: PLC0415  only there with the extra `derive`

        return bool(self.connection.has_operation(ops.TryCast))

    def close(self) -> None:
        """Close the connection; nothing more can be asked."""
        self.connection.disconnect()
        if self._clear is not None:
            self._clear()


def _answered(connection: Any, question: ir.Table) -> pa.Table:
    """Return the answer of a database."""
    if connection.name != "duckdb":
        answer: pa.Table = connection.to_pyarrow(question)
        return answer
    # Ibis would load pandas first, which takes longer than most questions.
    answer = connection.con.sql(connection.compile(question)).to_arrow_table()
    return answer.cast(question.schema().to_pyarrow())


def _require_aggregate(question: ir.Table) -> None:
    """Refuse a question whose answer is not made of groups: our own mistake, not the user's."""
    import ibis.expr.operations as ops  # noqa: PLC0415  only there with the extra `derive`

    node = question.op()
    while isinstance(node, ops.Filter | ops.Project | ops.Sort | ops.Limit | ops.DropColumns):
        node = node.parent
    if isinstance(node, ops.Union):
        _require_aggregate(node.left.to_expr())
        _require_aggregate(node.right.to_expr())
    elif not isinstance(node, ops.Aggregate):
        raise TypeError(f"only aggregates may cross, not {type(node).__name__}")
