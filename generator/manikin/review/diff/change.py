"""One change in meaning, as data: five fields that are independent of one another, both places, and an id.

Holds no prose that anything rests on: `text` may be worded anew at any time, and no id looks at it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import rfc8785

from manikin.model.draws import Address

OTHERWISE = "otherwise"
"""In place of conditions, for what no other case holds for."""


class Grade(StrEnum):
    """What a change means to somebody whose programs use the data; greater comes first."""

    MAJOR = "major"
    """Something that a program relied on may no longer hold."""
    MINOR = "minor"
    """More than before, less than before, or other values of the same sort."""
    PATCH = "patch"
    """No value and no promise changes."""


class Direction(StrEnum):
    """Whether the data may hold more or less than before."""

    TIGHTENS = "tightens"
    LOOSENS = "loosens"
    BOTH = "both"
    UNDETERMINED = "undetermined"
    """It cannot be told from the two specifications."""
    NONE = "none"
    """What may stand in the data is what could before."""


@dataclass(frozen=True)
class Place:
    """A place in a file of one side, counted from 1 in characters; a line of 0 means the file as a whole."""

    file: str
    line: int
    column: int
    end_column: int = 0


@dataclass(frozen=True)
class Count:
    """How many values of one column differ.

    Parameters
    ----------
    table, column : str
        The column, by its new name; by the old one where it is gone.
    changed, of : int
        How many rows have another value, of those that both versions have.
    at_least : bool
        Whether only the first rows were compared, so that there may be more.
    """

    table: str
    column: str
    changed: int
    of: int
    at_least: bool = False

    @property
    def name(self) -> str:
        """The column as people call it."""
        return f"{self.table}.{self.column}"


@dataclass(frozen=True)
class RowCount:
    """How the rows of one table differ: some are added, some removed, the others are the same rows."""

    table: str
    old: int
    new: int
    added: int
    removed: int
    at_least: bool = False


@dataclass(frozen=True)
class Follow:
    """A column, or the rows of a table, that differs only because another does.

    Parameters
    ----------
    table, column : str
        What follows; the column is empty for the rows of the table.
    by : str
        How it rests on what it follows from: ``expression``, ``reference``, ``cases``, ``rows`` and so on.
    follows : tuple of Follow
        What follows from it in turn; each column stands in the tree once.
    """

    table: str
    column: str
    by: str
    count: Count | RowCount | None = None
    follows: tuple[Follow, ...] = ()


@dataclass(frozen=True)
class Values:
    """Exactly which values a change changes.

    Parameters
    ----------
    counts : tuple of Count
        The columns that it is about.
    rows : tuple of RowCount
        The tables whose rows it is about.
    follows : tuple of Follow
        What differs in consequence.
    every : bool
        Every drawn value of the dataset, as by another seed; nothing is counted then.
    together : tuple of str
        The ids of other changes that the same columns differ by; the numbers are those of all of them.
    new, gone : tuple of str
        Columns and tables that only one version has.
    """

    counts: tuple[Count, ...] = ()
    rows: tuple[RowCount, ...] = ()
    follows: tuple[Follow, ...] = ()
    every: bool = False
    together: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether no value changes."""
        return not (
            self.every
            or self.new
            or self.gone
            or self.follows
            or any(count.changed for count in self.counts)
            or any(rows.added or rows.removed for rows in self.rows)
        )


NO_VALUES = Values()


@dataclass(frozen=True)
class Change:
    """One change.

    Parameters
    ----------
    rule : str
        The id of the rule that found it, such as ``DIFF07``.
    kind : str
        One of `manikin.review.scopes.SCOPES`.
    grade : Grade
        From a consumer's view.
    direction : Direction
        Whether more or less may stand in the data.
    address : str
        What it is about, in words that stay when lines move: ``attendance.triage / frail / choice / 2``.
    old, new : Any
        What stood and what stands there, as in the canonical form; None where there is nothing.
    at : Address
        Its address in the new specification, or in the old one where it is gone.
    base, head : Place or None
        Where it stood, and where it stands; for something that is gone `head` is the place it was taken from.
    case : Any
        The conditions of the case that it is about, as written, or `OTHERWISE`; None where it is about none.
    statistics : tuple of str
        The numbers for good of the statistics that it is about, such as ``S14``.
    scopes : tuple of str
        All the scopes whose digest it changes; `kind` is the foremost.
    values : Values
        Which values change and what follows.
    approval : tuple of str
        The roles that have to decide on it.
    text : str
        What changed, in words.
    """

    rule: str
    kind: str
    grade: Grade
    direction: Direction
    address: str
    old: Any = None
    new: Any = None
    at: Address = ()
    case: Any = None
    base: Place | None = None
    head: Place | None = None
    statistics: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    values: Values = NO_VALUES
    approval: tuple[str, ...] = ()
    text: str = field(default="", compare=False)

    @cached_property
    def id(self) -> str:
        """The same as long as the change is the same, whatever the words and wherever the lines: ``c:`` and 12 digits."""
        told = rfc8785.dumps([self.rule, self.address, self.old, self.new])
        return f"c:{hashlib.sha256(told).hexdigest()[:12]}"
