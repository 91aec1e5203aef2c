"""The parts of a specification: tables, columns, draws, cases, checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from manikin.model.datatype import DataType, Scalar
from manikin.model.draws import Address, Condition, Draw, Missing, MissingPatterns
from manikin.model.pairs import Pair
from manikin.model.waiver import Waiver


@dataclass(frozen=True)
class Column:
    """One column: a type and exactly one way to fill it.

    `kind` is the key of that way in the specification and `parameters` what stands under it,
    except for `draw`, which holds ``distribution`` or ``given`` with ``cases`` of the kinds that
    carry one.
    """

    name: str
    type: DataType
    kind: str
    parameters: Any
    draw: Draw | None = None
    missing: Missing | None = None
    missing_with: tuple[str, ...] = ()
    missing_by: MissingPatterns | None = None
    """The patterns of the table that decide where it is missing."""
    unique: bool = False
    order: tuple[str, ...] = ()
    """The categories of a text column from least to greatest; empty where they have no declared order."""
    hidden: bool = False
    format: str | None = None
    formerly: str | None = None
    description: str = ""
    source: Any = None
    address: Address = ()

    @property
    def stream(self) -> str:
        """The name that the column's random streams are keyed by."""
        return self.formerly or self.name


@dataclass(frozen=True)
class FixedRows:
    """Exactly `count` rows."""

    count: int


@dataclass(frozen=True)
class PerRows:
    """A drawn number of rows for each row of the parent table."""

    parent: str
    draw: Draw
    until: tuple[Condition, ...] = ()
    """What ends the rows of a parent: no row follows the first that all of these hold for."""
    even_over: int = 0
    """In how many rows of the uppermost table the shares are met exactly; 0 where each parent draws for itself."""


@dataclass(frozen=True)
class FileRows:
    """The rows of a CSV file of the folder, loaded as they are."""

    file: str
    digest: str


@dataclass(frozen=True)
class EmptyRows:
    """No rows: a table with its types."""


@dataclass(frozen=True)
class PartRows:
    """The rows of several parts, put together.

    Parameters
    ----------
    parent : str or None
        The ancestor of all parts whose rows keep theirs together; None where there is none.
    parts : tuple of str
        The tables of the parts, in order of their names.
    order : tuple of str
        The columns by which the rows of one `parent` row are put in order.
    """

    parent: str | None
    parts: tuple[str, ...]
    order: tuple[str, ...] = ()


Rows = FixedRows | PerRows | FileRows | EmptyRows | PartRows


@dataclass(frozen=True)
class Check:
    """A rule that every row keeps, over the row, its parents and referenced rows.

    Written in one of three forms: `sql`; `when` (``if``) with `then`; or `at_least_one` of several columns.
    `keeps` is the least share of draws that must keep it.
    """

    name: str
    sql: str = ""
    address: Address = ()
    when: str = ""
    then: str = ""
    at_least_one: tuple[str, ...] = ()
    keeps: float = 0.01
    redraw: bool = True
    """Whether rows that fail are drawn again; if not, one that fails stops the generation."""


@dataclass(frozen=True)
class Unique:
    """Columns that no two rows have alike, or no two of those rows for which `where` is true."""

    columns: tuple[str, ...]
    where: str = ""
    address: Address = ()


@dataclass(frozen=True)
class Correlation:
    """Two columns of a row that go together: `rank` is their rank correlation before rounding."""

    between: tuple[str, str]
    rank: float
    address: Address = ()


@dataclass(frozen=True)
class Table:
    """One table: how many rows, which columns, which key, which rules."""

    name: str
    rows: Rows
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    unique: tuple[Unique, ...] = ()
    missing_patterns: tuple[MissingPatterns, ...] = ()
    pairs: tuple[Pair, ...] = ()
    hidden: bool = False
    formerly: str | None = None
    description: str = ""
    source: Any = None
    address: Address = ()
    part_of: str | None = None
    """The table that this one is a part of; such a table has no name of its own and is never written."""
    together: str | None = None
    """Of a part: the ancestor whose rows keep theirs together in the table it is a part of."""

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    @property
    def stream(self) -> str:
        """The name that the table's random streams are keyed by."""
        return self.formerly or self.name

    @property
    def parent(self) -> str | None:
        """The table whose rows these are drawn for, if any."""
        return self.rows.parent if isinstance(self.rows, PerRows | PartRows) else None

    @property
    def redrawing(self) -> tuple[Check, ...]:
        """The checks whose failing rows are drawn again."""
        return tuple(check for check in self.checks if check.redraw)

    @property
    def written(self) -> tuple[Column, ...]:
        """The columns that reach a file."""
        return tuple(column for column in self.columns if not column.hidden)


@dataclass(frozen=True)
class Defect:
    """Something wrong on purpose in a share of a table's rows; put in only when asked for.

    `kind` is the key of the kind of defect in the specification and `parameters` what stands under it.
    """

    name: str
    table: str
    kind: str
    parameters: Any
    share: float
    changes_key: bool = False
    source: Any = None
    address: Address = ()


@dataclass(frozen=True)
class Source:
    """Where numbers come from."""

    name: str
    kind: str
    details: Mapping[str, Any]
    address: Address = ()


@dataclass(frozen=True)
class Spec:
    """A whole specification.

    `files` holds the vocabularies as Arrow tables, every column text as in the file;
    `canonical` the canonical form whose SHA-256 is `digest`.
    """

    dataset: str
    version: str
    title: str
    classification: str
    seed: int
    locale: str
    tables: Mapping[str, Table]
    constants: Mapping[str, Scalar] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    grids: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    defects: tuple[Defect, ...] = ()
    csv: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, pa.Table] = field(default_factory=dict)
    digest: str = ""
    canonical: bytes = b""
    summary: str = ""
    owner: Mapping[str, str] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    folder: str = ""
    """Where it was read from; for messages only."""
    texts: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    """The files of the folder as they were read, which the disclosure lint looks at; only vocabularies are shipped."""
