"""Who made a change, as far as it can be told: names and addresses as git has them, and who a CI job says asked for it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from manikin.disclosure.deciding import Person

_HOST_ADDRESS: Final = re.compile(r"(?:[0-9]+\+)?([^@+]+)@users\.noreply\.[a-z0-9.-]+")


@dataclass(frozen=True)
class Authors:
    """Who made a change.

    Parameters
    ----------
    people : frozenset of (str, str)
        Names and addresses.
    also : frozenset of str
        Names, logins or addresses of whoever asked for it.
    unknown : str
        Why it cannot be told, if it cannot; then nobody is taken to be somebody else.
    """

    people: frozenset[tuple[str, str]] = frozenset()
    also: frozenset[str] = frozenset()
    unknown: str = ""

    def has(self, person: Person) -> bool:
        """Return whether a person may be one of them: by name, by login or by address, whatever the case of letters."""
        known = {
            _folded(word) for word in (person.name, person.login, person.principal, *person.emails) if word
        }
        said = set(self.also)
        for name, email in self.people:
            said |= {name, email}
            match = _HOST_ADDRESS.fullmatch(email.strip().casefold())
            said |= {match[1]} if match else set()
        return not known.isdisjoint(map(_folded, said))


def _folded(word: str) -> str:
    """Return a name as it is compared: however its letters are composed, cased and spaced."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())
