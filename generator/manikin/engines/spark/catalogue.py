"""A schema of the session's catalogue: whose its tables are, and one put in place of another. Knows no build.

Words reach Spark as values of its interface, never as SQL; only names do, each of them judged and quoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from manikin.errors import UserError
from manikin.model import Column
from manikin.text import plain

FORMATS: Final[Mapping[str, bool]] = {"delta": True, "iceberg": True, "parquet": False}
"""What a table may be, and whether its catalogue puts it in the place of another in one step."""
_PART: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,127}")
_MOST_PARTS: Final = 4


@dataclass(frozen=True)
class Place:
    """A schema of a session, and what its tables are.

    Parameters
    ----------
    spark : pyspark.sql.SparkSession
        The session.
    schema : str
        ``SCHEMA`` or ``CATALOGUE.SCHEMA``, as the session knows it.
    form : str
        A name in `FORMATS`.

    Raises
    ------
    UserError
        If the name could be anything but a name, or there is no such format.
    """

    spark: Any
    schema: str
    form: str

    def __post_init__(self) -> None:
        parts = self.schema.split(".")
        if len(parts) > _MOST_PARTS or not all(_PART.fullmatch(part) for part in parts):
            raise UserError(
                f"--into {plain(self.schema, 200)}: write SCHEMA or CATALOGUE.SCHEMA, in letters, digits, _ and -, "
                "such as --into main.clinic"
            )
        if self.form not in FORMATS:
            raise UserError(
                f"--format {plain(self.form)}: tables of a catalogue are {', '.join(FORMATS)}; give one of these with --into"
            )

    def name(self, table: str) -> str:
        """Return the whole name of a table, quoted."""
        return ".".join(
            f"`{part}`" for part in (*self.schema.split("."), table)
        )  # none of them can hold a quote

    def is_there(self) -> bool:
        """Return whether the session knows the schema."""
        return bool(
            self.spark.catalog.databaseExists(".".join(f"`{part}`" for part in self.schema.split(".")))
        )

    def made_of(self, table: str) -> str:
        """Return what a table is by its catalogue, which may read another word as its own kind."""
        lines = self.spark.sql(f"DESCRIBE TABLE EXTENDED {self.name(table)}").collect()
        return next((str(line["data_type"]).lower() for line in lines if line["col_name"] == "Provider"), "")

    def told(self, table: str) -> Mapping[str, str] | None:
        """Return the properties of a table or a view; None if there is none of the name."""
        if not self.spark.catalog.tableExists(self.name(table)):
            return None
        found = self.spark.sql(f"SHOW TBLPROPERTIES {self.name(table)}").collect()
        return {row["key"]: row["value"] for row in found}

    def put(self, table: str, frame: Any, told: Mapping[str, str]) -> None:
        """Write rows as a table that tells of itself, in the place of the one that is there."""
        writer = frame.writeTo(self.name(table)).using(self.form)
        for key, words in told.items():
            writer = writer.tableProperty(key, words)
        if FORMATS[self.form]:
            writer.createOrReplace()
        else:
            self.remove(table)
            writer.create()

    def rows(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.spark.table(self.name(table)).count())

    def remove(self, table: str) -> None:
        """Remove a table, if it is there."""
        self.spark.sql(f"DROP TABLE IF EXISTS {self.name(table)}")


def described(frame: Any, columns: tuple[Column, ...]) -> Any:
    """Return a DataFrame whose columns carry their descriptions, which a catalogue shows as comments."""
    return frame.select(
        *(
            frame[column.name].alias(column.name, metadata={"comment": plain(column.description, 1_000)})
            if column.description
            else frame[column.name]
            for column in columns
        )
    )
