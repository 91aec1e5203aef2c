"""Names taken apart into words, and what the words of databases mean.

Knows names alone, which are public; sees no data.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
KEY_WORDS: Final = frozenset(
    {
        "id",
        "ids",
        "key",
        "code",
        "number",
        "num",
        "no",
        "nbr",
        "uid",
        "uuid",
        "guid",
        "identifier",
        "ref",
        "pk",
    }
)
"""Words at the end of the name of a column that tells rows apart."""
PLACE_WORDS: Final = frozenset(
    {"seq", "sequence", "ordinal", "line", "position", "rank", "index", "version", "num", "number"}
)
"""Words of a column that counts rows within something."""
CODE_WORDS: Final = frozenset(
    {"code", "type", "flag", "status", "class", "category", "group", "level", "grade", "stage", "sex", "gender", "concept",
     "version", "indicator", "yn", "kind"}
)  # fmt: skip
"""Words of a column whose numbers are codes."""
ROLE_WORDS: Final = frozenset(
    {
        "rep",
        "agent",
        "officer",
        "clinician",
        "doctor",
        "nurse",
        "consultant",
        "author",
        "staff",
        "manager",
        "supervisor",
        "clerk",
    }
)
"""Words of a column that points at somebody who works there, by what they do."""
STAFF_TABLES: Final = frozenset(
    {"employee", "staff", "provider", "practitioner", "clinician", "caregiver", "worker"}
)
"""What a table of those may be called."""
UPWARD_WORDS: Final = frozenset({"parent", "manager", "supervisor", "reports", "previous", "preceding"})
"""Words of a column that points at another row of its own table."""
PEOPLE_TABLES: Final = (
    "person",
    "patient",
    "subject",
    "participant",
    "client",
    "member",
    "customer",
    "employee",
)
"""What a table of people may be called, in the order they are looked for."""
PEOPLE_COLUMNS: Final = (
    "person_id", "patient_id", "subject_id", "patient_nbr", "patient_number", "patid", "participant_id", "nhs_number",
    "pseudo_nhs_number", "pseudo_id", "mrn", "hospital_number",
)  # fmt: skip
"""What a column may be called that tells people apart where no table does."""


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name in small letters: of ``visitOccurrence_ID``, visit, occurrence and id."""
    return tuple(part.lower() for part in _PARTS.findall(name))


def singular(word: str) -> str:
    """Return a word without its plural's ending."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def named_after(table: str) -> tuple[str, ...]:
    """Return the words of what one row of a table is."""
    found = words(table)
    return (*found[:-1], singular(found[-1])) if found else ()


def ends_with(name: str, ending: tuple[str, ...]) -> bool:
    """Return whether the words of a name end with others, however they are joined."""
    joined, end = "".join(words(name)), "".join(ending)
    return bool(end) and joined.endswith(end)


def is_key_like(name: str) -> bool:
    """Return whether a column is called as what tells rows apart."""
    found = words(name)
    joined = "".join(found)
    return bool(found) and (found[-1] in KEY_WORDS or joined.endswith(("id", "key", "code", "uuid", "nbr")))
