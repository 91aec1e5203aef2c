"""A database that is derived from again and again with other rows, so that each question is put into SQL once.

All else is as in every derivation. Putting questions into SQL takes most of the time of a small one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from manikin.derive import door
from manikin.derive.against import Approved
from manikin.derive.sources import Wanted, open_source
from manikin.derive.structure import Stated, structure
from manikin.derive.summarise import summarise
from manikin.derive.view import View
from manikin.disclosure import POLICIES
from manikin.disclosure.policy import Policy


class Again:
    """A database of some tables, whose rows are exchanged from view to view; used as a context, which closes it.

    Parameters
    ----------
    folder : Path
        Where the rows are written, each time to files of their own.
    schemas : Mapping of str to pyarrow.Schema
        The columns of its tables, which stay.
    """

    def __init__(self, folder: Path, schemas: Mapping[str, pa.Schema]) -> None:
        self._folder, self._schemas = folder, schemas
        self._database = open_source(str(self._written({name: [] for name in schemas})), Wanted())
        self._put: dict[Any, tuple[str, pa.Schema]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ignored: object) -> None:
        self._database.door.close()

    def view(
        self,
        tables: Mapping[str, Sequence[Mapping[str, Any]]],
        fidelity: str = "marginal",
        before: View | None = None,
        stated: Stated | None = None,
        moved: int = 50,
        policy: Policy = POLICIES["acro"],
    ) -> View:
        """Return the view of some rows.

        Against an approved one, so many people are said to have come or gone; with 50 every number is judged afresh.
        """
        folder = self._written(tables)
        for name in tables:
            self._database.door.connection.con.execute(
                f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet('{folder / name}.parquet')"
            )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(door, "_answered", self._answered)
            view, rows = structure(self._database, policy, stated)
            return summarise(
                replace(view, fidelity=fidelity), rows, before and Approved(before), stated=moved
            )

    def _written(self, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
        folder = self._folder / str(sum(1 for _ in self._folder.iterdir()))
        folder.mkdir()
        for name, rows in tables.items():
            pq.write_table(pa.Table.from_pylist(list(rows), self._schemas[name]), folder / f"{name}.parquet")
        return folder

    def _answered(self, connection: Any, question: Any) -> pa.Table:
        asked = question.op()
        if asked not in self._put:
            self._put[asked] = (connection.compile(question), question.schema().to_pyarrow())
        sql, schema = self._put[asked]
        return connection.con.sql(sql).to_arrow_table().cast(schema)
