"""What words about a specification are made of: sentences, and tables whose rows are shares. Plain data, no markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from manikin.model.draws import Address
from manikin.review.words import numbers
from manikin.review.words.numbers import Number

MOST_COLUMNS = 4
"""The most profiles side by side in one table."""


@dataclass(frozen=True)
class Share:
    """One row of a table: what it is, its share from 0 to 1, and what is typed in the specification for it."""

    label: str
    share: Number
    typed: str = ""


@dataclass(frozen=True)
class Profile:
    """One column of a table.

    Parameters
    ----------
    title : str
        What it holds for, such as "when frailty is frail"; empty where it holds for all.
    shares : tuple of Share
        The rows; where `is_whole`, they make up 1.
    address : Address
        Where it stands in the specification, by which it is given its number.
    is_whole : bool
        Whether the rows are parts of a whole, so that any others are rest.
    """

    title: str
    shares: tuple[Share, ...]
    address: Address = ()
    is_whole: bool = True


@dataclass(frozen=True)
class Chart:
    """A table of profiles side by side.

    Parameters
    ----------
    caption : str
        What the table shows.
    first : str
        The heading of the labels.
    profiles : tuple of Profile
        At least one, at most `MOST_COLUMNS`.
    places : int
        The fewest decimal places of its shares: 1 where whole numbers would all look alike.
    is_whole : bool
        Whether it is shown with all its rows, however many.
    """

    caption: str
    first: str
    profiles: tuple[Profile, ...]
    places: int = 0
    is_whole: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all profiles, each once, in order."""
        return tuple(dict.fromkeys(share.label for profile in self.profiles for share in profile.shares))


@dataclass(frozen=True)
class Words:
    """Some sentences and the tables that belong to them."""

    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()

    def after(self, *sentences: str) -> Words:
        """Return the same words behind other sentences; empty ones are dropped."""
        return replace(self, sentences=(*filter(None, sentences), *self.sentences))

    def before(self, *sentences: str) -> Words:
        """Return the same words in front of other sentences; empty ones are dropped."""
        return replace(self, sentences=(*self.sentences, *filter(None, sentences)))


@dataclass(frozen=True)
class Subject:
    """What one section is about: one number or table of the specification, with all of its cases.

    Parameters
    ----------
    kind : str
        The name of the module of `manikin.review.words` that told it.
    title : str
        What people call it: ``attendance.triage``, or "rows of attendance for each patient".
    table, column : str
        The table and the column, empty where there is none.
    address : Address
        Where it stands; all statistics below are told here.
    words : Words
        Its words.
    looks_at : tuple of str
        The columns that decide between its cases, or that it speaks of together.
    """

    kind: str
    title: str
    table: str
    column: str
    address: Address
    words: Words
    looks_at: tuple[str, ...] = ()


def charts(caption: str, first: str, profiles: Sequence[Profile]) -> tuple[Chart, ...]:
    """Return profiles as tables of at most `MOST_COLUMNS`, all with the same labels."""
    starts = range(0, len(profiles), MOST_COLUMNS)
    return tuple(Chart(caption, first, tuple(profiles[at : at + MOST_COLUMNS])) for at in starts)


def folded(labels: Sequence[str], most: int) -> tuple[Sequence[str], Sequence[str]]:
    """Return the labels that are shown and those that are put together in one row: none, or at least two."""
    return (labels, ()) if len(labels) <= most else (labels[: most - 1], labels[most - 1 :])


def weighed(pairs: Iterable[tuple[str, Number]]) -> tuple[Share, ...]:
    """Return labels with weights as shares; the weights are what is typed."""
    found = [(label, numbers.exact(weight), weight) for label, weight in pairs]
    total = sum(exact for _, exact, _ in found) or 1
    return tuple(Share(label, exact / total, numbers.number(weight)) for label, exact, weight in found)
