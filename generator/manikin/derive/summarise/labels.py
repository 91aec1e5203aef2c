"""Which labels may be told at all, and which sort of text a column holds, from its name and its shared labels."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from manikin.derive.words import words
from manikin.disclosure.detectors import LONGEST_LABEL, suspicion

_SORTS: Final = (
    ("nhs number", (("nhs", "number"), ("nhs", "no"), ("nhsno",), ("nhsnumber",))),
    ("email", (("email",), ("mail",))),
    ("phone", (("phone",), ("telephone",), ("mobile",), ("fax",), ("tel",))),
    ("postcode", (("postcode",), ("post", "code"), ("postal", "code"), ("zip",), ("zipcode",))),
    (
        "given name",
        (("first", "name"), ("given", "name"), ("forename",), ("firstname",), ("first",), ("middle", "name")),
    ),
    (
        "family name",
        (("last", "name"), ("family", "name"), ("surname",), ("lastname",), ("maiden",), ("last",)),
    ),
    ("url", (("url",), ("website",), ("link",))),
    ("address", (("address",), ("street",), ("addr",))),
    ("city", (("city",), ("town",), ("county",))),
    ("company", (("company",), ("employer",), ("organisation",), ("organization",))),
)
"""Sorts of text with the words at the end of a column's name that tell them; the first that fits."""
_OF_PEOPLE: Final = frozenset(
    {"patient", "person", "subject", "customer", "staff", "employee", "actor", "user", "member"}
)


def may_be_told(label: Hashable) -> bool:
    """Return whether a label may stand in a specification: short, on one line, no blank at its ends, giving nobody away."""
    text = str(label)
    fits = 0 < len(text) <= LONGEST_LABEL and text.isprintable() and text == text.strip()
    return fits and not suspicion(text)


def sort_by_name(table: str, column: str) -> str:
    """Return the sort of text that a column is called after; empty where its name tells none."""
    found = words(column)
    for sort, endings in _SORTS:
        if any(found[-len(ending) :] == ending for ending in endings):
            return sort
    if (
        found[-1:] == ("name",)
        and (len(found) == 1 or found[-2] in {"full", "display"})
        and _OF_PEOPLE & set(words(table))
    ):
        return "full name"
    return ""
