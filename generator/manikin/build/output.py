"""In which files a build stands: the format, and whether a table is one file or parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from manikin.databases import DATABASES, Database
from manikin.errors import UserError
from manikin.manifest import NOT_APPROVED
from manikin.sinks import SINKS, Sink
from manikin.sinks.parquet import GROUP_ROWS
from manikin.text import plain

PART_ROWS: Final = 8 * GROUP_ROWS
"""Rows of a part unless asked otherwise."""
_DIGITS: Final = 5
FORMATS: Final = (*SINKS, *DATABASES)
MOST_PARTS: Final = 10**_DIGITS - 1


@dataclass(frozen=True)
class Output:
    """What is written.

    Parameters
    ----------
    form : str
        One of `FORMATS`.
    part_rows : int, optional
        Rows of a part, the last one of a table excepted; each table is one file unless given.
    compression : str, optional
        How the files of tables are compressed; as is usual for the format unless given.
    said : str
        What every file that can says of itself: that it is a draft, or who approved it.

    Raises
    ------
    UserError
        If there is no such format, a part would have no row, or the format is not compressed so.
    """

    form: str = "csv"
    part_rows: int | None = None
    compression: str | None = None
    said: str = NOT_APPROVED

    def __post_init__(self) -> None:
        if self.form not in FORMATS:
            raise UserError(f"there is no format {plain(self.form)!r}; there are: {', '.join(FORMATS)}")
        if self.database is not None and (self.part_rows is not None or self.compression is not None):
            what = "in parts" if self.part_rows is not None else "compressed"
            raise UserError(
                f"a {self.form} file holds all tables and is never {what}; leave that out, or write parquet"
            )
        if self.part_rows is not None and self.part_rows < 1:
            raise UserError("a part has at least one row; give --part-rows a number from 1")
        if self.compression is not None and self.compression not in self.sink.COMPRESSIONS:
            raise UserError(
                f"--compression: {self.form} is never compressed by {plain(self.compression)}; "
                f"there are: {', '.join(self.sink.COMPRESSIONS)}"
            )

    @property
    def sink(self) -> Sink:
        """The format of the files of tables; those of a database are removed when it is made."""
        return SINKS[self.form] if self.form in SINKS else SINKS["parquet"]

    @property
    def database(self) -> Database | None:
        """The engine whose file holds all tables, if one does."""
        return DATABASES.get(self.form)

    @property
    def told_compression(self) -> str | None:
        """The compression, where it is not the usual one of the format."""
        usual = next(iter(self.sink.COMPRESSIONS))
        return None if self.compression in {None, usual} else self.compression

    @property
    def suffix(self) -> str:
        """The end of the files' names."""
        return (
            self.sink.SUFFIX
            + self.sink.COMPRESSIONS[self.told_compression or next(iter(self.sink.COMPRESSIONS))]
        )

    def file(self, table: str, part: int) -> str:
        """Return the name of a part's file; parts count from 1, and their names sort as they do."""
        number = "" if self.part_rows is None else f"-{part:0{_DIGITS}}"
        return f"{table}{number}{self.suffix}"

    def part_of(self, row: int) -> int:
        """Return the part that a row, counted from 0, stands in."""
        return 1 if self.part_rows is None else 1 + row // self.part_rows

    def require_countable(self, table: str, rows: int) -> None:
        """Refuse more parts than names of files can count.

        Raises
        ------
        UserError
            With the arithmetic.
        """
        if self.part_rows is not None and (parts := -(-rows // self.part_rows)) > MOST_PARTS:
            raise UserError(
                f"{table}: {rows:,} rows in parts of {self.part_rows:,} are {parts:,} parts, and there can be "
                f"{MOST_PARTS:,}; give --part-rows a larger number, such as {-(-rows // MOST_PARTS):,}"
            )
