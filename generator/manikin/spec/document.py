"""A file as a tree with the place of every node: what all stages speak of when they tell a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from manikin.errors import Problem, Severity
from manikin.model.spec import Address


@dataclass(frozen=True)
class Position:
    """A place in a file, counted from 1 in characters; `end_column` is the first behind it."""

    line: int
    column: int
    end_column: int


START = Position(1, 1, 1)


@dataclass(frozen=True)
class Document:
    """A file as a tree: dict, list, str, int, Decimal, bool or None, with the place of every node."""

    file: str
    tree: Any
    lines: tuple[str, ...]
    places: dict[int, dict[str | int, tuple[Position, Position]]] = field(repr=False, default_factory=dict)
    """For each container, by identity, the places of each key and value."""

    def position(self, address: Address, *, key: bool = False) -> Position:
        """Return the place of the value at `address`, or of its key.

        Where there is nothing, the place of the nearest that is there on the way.
        """
        node, best = self.tree, START
        for step in address:
            known = self.places.get(id(node), {})
            if step not in known:
                return best
            at_key, at_value = known[step]
            best = at_key if key and step == address[-1] and node is self._parent(address) else at_value
            if isinstance(node, dict) and not key:
                best = at_value
            node = node[step]
        return best

    def _parent(self, address: Address) -> Any:
        node = self.tree
        for step in address[:-1]:
            node = node[step]
        return node

    def problem(
        self,
        address: Address,
        rule: str,
        message: str,
        mend: str = "",
        *,
        key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Return a problem at `address`, with its place and the line as it stands."""
        at = self.position(address, key=key)
        return self.problem_at(at, rule, message, mend, severity=severity, address=dotted(address))

    def problem_at(
        self,
        at: Position,
        rule: str,
        message: str,
        mend: str = "",
        *,
        severity: Severity = Severity.ERROR,
        address: str = "",
    ) -> Problem:
        """Return a problem at a place, with the line as it stands."""
        excerpt = self.lines[at.line - 1] if 0 < at.line <= len(self.lines) else ""
        return Problem(
            self.file, at.line, at.column, rule, message, mend, severity, address, at.end_column, excerpt
        )

    def with_keys(self, meant: Mapping[Address, str]) -> Document | None:
        """Return the document with keys read as other words; None where such a word stands there already."""
        places: dict[int, dict[str | int, tuple[Position, Position]]] = {}
        clashes = []

        def copied(node: Any, address: Address) -> Any:
            if not isinstance(node, dict | list):
                return node
            known = self.places.get(id(node), {})
            steps = range(len(node)) if isinstance(node, list) else tuple(node)
            words = {step: meant.get((*address, step), step) for step in steps}
            if len(set(words.values())) < len(words):
                clashes.append(address)
            items = {words[step]: copied(node[step], (*address, step)) for step in steps}
            copy = list(items.values()) if isinstance(node, list) else items
            places[id(copy)] = {words[step]: known[step] for step in steps if step in known}
            return copy

        tree = copied(self.tree, ())
        return None if clashes else Document(self.file, tree, self.lines, places)


def dotted(address: Address) -> str:
    """Return an address in words, such as ``tables.patient.checks[0]``."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in address)
    return words.removeprefix(".")
