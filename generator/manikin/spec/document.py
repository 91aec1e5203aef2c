"""A file as a tree with the place of every node: what all stages speak of when they tell a problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from manikin.errors import Problem, Severity
from manikin.model.draws import Address
from manikin.spec import longtables
from manikin.spec.parts import column_trees


@dataclass(frozen=True)
class Position:
    """A place in a file, counted from 1 in characters; `end_column` is the first behind it.

    `part` is 0 for the document's own file, and counts the fragments that it includes from 1.
    """

    line: int
    column: int
    end_column: int
    part: int = 0


START = Position(1, 1, 1)


@dataclass(frozen=True)
class Document:
    """A file as a tree: dict, list, str, int, Decimal, bool or None, with the place of every node."""

    file: str
    tree: Any
    lines: tuple[str, ...]
    places: dict[int, dict[str | int, tuple[Position, Position]]] = field(repr=False, default_factory=dict)
    """For each container, by identity, the places of each key and value."""
    origins: Mapping[Address, tuple[str, int]] = field(repr=False, default_factory=dict)
    """For what was written out from a long table: its file, as it is called in messages, and the line."""
    parts: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False, default=())
    """The included fragments: each file, as it is called in messages, and its lines."""
    nodes: int = 0
    """How many values and containers were read so far, those of files before this one included."""

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
        origin = self.origin(address)
        if origin is not None:
            return Problem(*origin, 1, rule, message, mend, severity, dotted(address))
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
        file, lines = self.parts[at.part - 1] if at.part else (self.file, self.lines)
        excerpt = lines[at.line - 1] if 0 < at.line <= len(lines) else ""
        return Problem(
            file, at.line, at.column, rule, message, mend, severity, address, at.end_column, excerpt
        )

    def origin(self, address: Address) -> tuple[str, int] | None:
        """Return the file and line that what stands at `address` came from; None for this file itself."""
        steps = range(len(address), 0, -1) if self.origins else ()
        return next((self.origins[address[:n]] for n in steps if address[:n] in self.origins), None)

    def written_out(self, files: Mapping[str, pa.Table], called: Callable[[str], str]) -> Document:
        """Return the document with its long tables written out; `called` gives a file's name in messages."""
        places, origins = dict(self.places), {}

        def moved(old: Any, new: Any) -> Any:
            places[id(new)] = self.places.get(id(old), {})
            return new

        found: dict[Address, Any] = {}
        for name, table in self.tree["tables"].items():
            for at, column in column_trees(table):
                made, lines = longtables.written_out(column, files)
                if lines:
                    found["tables", name, *at] = made
                for inside, (file, line) in lines.items():
                    origins["tables", name, *at, *inside] = (called(file), line)

        def put(node: Any, made: Mapping[Address, Any]) -> Any:
            if () in made:
                return moved(node, made[()])
            inside: dict[str | int, dict[Address, Any]] = {}
            for at, tree in made.items():
                inside.setdefault(at[0], {})[at[1:]] = tree
            return moved(node, {k: put(v, inside[k]) if k in inside else v for k, v in node.items()})

        if not origins:
            return self
        return replace(self, tree=put(self.tree, found), places=places, origins=origins)

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
        return None if clashes else replace(self, tree=tree, places=places)


def dotted(address: Address) -> str:
    """Return an address in words, such as ``tables.patient.checks[0]``."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in address)
    return words.removeprefix(".")
