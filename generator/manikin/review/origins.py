"""Where the numbers of a specification are from, as it says: at a case, above the cases, or at the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manikin.model.draws import Address
from manikin.spec.canonical import written

ASSUMED = "assumed"


@dataclass(frozen=True)
class Origin:
    """Where numbers are from.

    Parameters
    ----------
    name : str
        The entry of `sources`; empty where none is named, and the number is an assumption.
    kind : str
        ``assumed``, ``public`` or ``private``.
    n : int or None
        How many people or records stand behind these numbers.
    details : Mapping
        The entry as it is written: title, licence, policy, people, cleared.
    at : tuple
        Where the source is named; empty if nowhere.
    """

    name: str = ""
    kind: str = ASSUMED
    n: int | None = None
    details: Mapping[str, Any] | None = None
    at: Address = ()

    @property
    def people(self) -> int | None:
        """How many people the numbers are about: `n` here, else those of the whole source."""
        return self.n if self.n is not None else (self.details or {}).get("people")


class Origins:
    """What a specification says of its sources.

    Parameters
    ----------
    canonical : bytes
        Its canonical form.
    """

    def __init__(self, canonical: bytes) -> None:
        self._tree = written(canonical)

    def of(self, *places: Address) -> Origin:
        """Return what is said at the first of some places that says anything; an assumption if none does."""
        for at in places:
            node = self.node(at)
            said = node.get("source") if isinstance(node, Mapping) else None
            if said is not None:
                name, n = (said["from"], said.get("n")) if isinstance(said, Mapping) else (said, None)
                details = self._tree.get("sources", {}).get(name, {})
                return Origin(name, details.get("kind", ASSUMED), n, details, (*at, "source"))
        return Origin()

    def node(self, address: Address) -> Any:
        """Return what is written at an address; None where nothing is."""
        node: Any = self._tree
        for step in address:
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                return None
        return node
