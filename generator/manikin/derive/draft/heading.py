"""What stands above the tables of a draft: what it is, how to read it, whose it is."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from manikin.derive.draft.cases import grids
from manikin.derive.draft.flow import entry
from manikin.derive.view import Depth, Evidence, View

_WIDTH: Final = 110
MARKS: Final = (
    ("guessed", "found from names and values: a person who knows the data must confirm it."),
    ("declared", "said by the database's own catalogue."),
    ("stated", "said by the person who derived this."),
    ("type alone", "too few people share a value for more to be told; what stands there is made up."),
    ("order alone", "only that it is never before the other date; the distance is made up."),
    ("made-up text", "text is never learnt from; what stands there is made up."),
    ("the average alone", "how many rows a parent has varies in a way that is not told."),
    ("in the source", "what holds there, and is not kept here; add a check where it matters."),
)
"""The marks of a draft and what each means."""


@dataclass(frozen=True)
class Heading:
    """What a draft says above its tables, from the person who derives.

    Parameters
    ----------
    dataset, title : str
        The dataset's name and title.
    source_title : str
        What the data are called.
    owner, contact : str
        Who answers for it.
    """

    dataset: str
    title: str
    source_title: str
    owner: str = "Data team"
    contact: str = "data-stewards@example.org"


def heading_lines(view: View, heading: Heading, source: str, made_up: str = "") -> Iterator[str]:
    """Yield the lines above the tables; `made_up` names a source for what was learnt from nobody, if any was needed."""
    for paragraph in _paragraphs(view):
        for line in textwrap.wrap(paragraph, _WIDTH, break_on_hyphens=False):
            yield f"# {line}"
        yield "#"
    yield "# Marks:"
    for mark, meaning in MARKS:
        yield f"#   {mark:<18} {meaning}"
    yield from entry(0, "language", 1)
    yield from entry(0, "dataset", heading.dataset)
    yield "version: 0.1.0"
    yield from entry(0, "title", heading.title)
    yield from entry(0, "owner", {"name": heading.owner, "contact": heading.contact})
    yield "class: privately-sourced"
    # The same on every machine, another for each dataset, as `manikin new` has it.
    yield f"seed: {int.from_bytes(hashlib.sha256(heading.dataset.encode()).digest()[:4], 'big')}"
    yield "sources:"
    details: dict[str, Any] = {
        "kind": "private",
        "title": heading.source_title,
        "policy": view.policy.name,
        "people": view.people or max((table.rows for table in view.tables), default=0),
    }
    yield from entry(2, source, details)
    if made_up:
        yield from entry(
            2,
            made_up,
            {
                "kind": "assumed",
                "title": "Made up, for cases that no row meets",
            },
        )
    if view.grids:
        yield from entry(0, "grids", grids(view))
    yield ""


def _paragraphs(view: View) -> Iterator[str]:
    yield (
        f"A draft, derived from real data under the policy {view.policy.name}. {view.policy.wording} "
        "Read every line, correct what is wrong, and have it reviewed before it is used."
    )
    yield _people(view)
    guessed = [table.name for table in view.tables if table.key and table.key_evidence is Evidence.GUESSED]
    pointing = sum(one.evidence is Evidence.GUESSED for table in view.tables for one in table.references)
    tables = sum(table.depth is not Depth.VOCABULARY for table in view.tables)
    yield (
        f"To confirm: {len(guessed)} keys and {pointing} references that were guessed, in {tables} tables. "
        "Numbers behind `choice` and in the lists beside this file are rows, in multiples of "
        f"{view.policy.base}; labels that fewer than {view.policy.threshold} people share are not shown, or are "
        "together called `other`."
    )


def _people(view: View) -> str:
    if not view.people_table:
        return (
            "No table of people was found, so every row was taken for a person. If several rows can be about one "
            "person, this draft does not protect them: derive again, and say where people are told apart "
            "(--people TABLE.COLUMN)."
            if view.people_evidence is not Evidence.STATED
            else "Each row was stated to be about somebody else, and counts as a person."
        )
    number = f"{view.people:,} people" if view.people else f"fewer than {view.policy.threshold} people"
    how = {
        Evidence.STATED: "as stated",
        Evidence.DECLARED: "as declared",
        Evidence.GUESSED: "as guessed: confirm it",
    }
    return (
        f"It was learnt from {number}, told apart by {view.people_table}.{view.people_column} "
        f"({how[view.people_evidence]}). In a table from which no reference leads there, each row counts as a person."
    )
