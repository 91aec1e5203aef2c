"""A specification and its fragments put together key by key: nothing is overridden, every part keeps its place.

What the specification says itself comes first, then what each fragment says, in the order of `include`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from manikin.errors import Problem
from manikin.spec.document import Document, Position
from manikin.spec.schema import PARTS
from manikin.text import plain

Places = dict[int, dict[str | int, tuple[Position, Position]]]
Joiner = Callable[[str, list[Any]], Any]


def merged(document: Document, fragments: Sequence[Document]) -> tuple[Document, tuple[Problem, ...]]:
    """Return the whole as one document, and what is said twice."""
    merging = _Merging(document, fragments)
    tree = merging.whole([document.tree, *(fragment.tree for fragment in fragments)])
    whole = replace(merging.document, tree=tree, nodes=fragments[-1].nodes)
    return whole, tuple(merging.problems)


class _Merging:
    def __init__(self, document: Document, fragments: Sequence[Document]) -> None:
        places: Places = dict(document.places)
        for part, fragment in enumerate(fragments, start=1):
            for node, known in fragment.places.items():
                places[node] = {step: _moved(at, part) for step, at in known.items()}
        parts = tuple((fragment.file, fragment.lines) for fragment in fragments)
        self.document = replace(document, places=places, parts=parts)
        self.places = places
        self.problems: list[Problem] = []

    def whole(self, trees: list[Any]) -> dict[str, Any]:
        """Return the root: all of the specification's own keys, and those that fragments may hold."""
        own, *others = trees
        joiners: dict[str, Joiner] = dict.fromkeys(PARTS, self.entries) | {"tables": self.tables}
        parts = [{key: tree[key] for key in PARTS if key in tree} for tree in others]
        for tree, part in zip(others, parts, strict=True):
            self.places[id(part)] = self.places.get(id(tree), {})
        return self.joined([own, *parts], joiners)

    def tables(self, name: str, nodes: list[Any]) -> Any:
        """Return the tables, those of one name put together."""
        return self.joined(nodes, {}, self.table) if _are(nodes, dict) else self.one(name, nodes)

    def table(self, name: str, nodes: list[Any]) -> Any:
        """Return one table: its columns, checks and correlations from everywhere, all else said once."""
        if not _are(nodes, dict):
            return self.one(name, nodes)
        lists: dict[str, Joiner] = dict.fromkeys(("checks", "correlations"), self.items)
        return self.joined(nodes, {"columns": self.entries, **lists})

    def entries(self, name: str, nodes: list[Any]) -> Any:
        """Return a mapping of entries of which each is said once."""
        return self.joined(nodes, {}) if _are(nodes, dict) else self.one(name, nodes)

    def items(self, name: str, nodes: list[Any]) -> Any:
        """Return lists one after another."""
        if not _are(nodes, list):
            return self.one(name, nodes)
        whole = [item for node in nodes for item in node]
        found = [self.places.get(id(node), {}).get(at) for node in nodes for at in range(len(node))]
        self.places[id(whole)] = {step: at for step, at in enumerate(found) if at is not None}
        return whole

    def joined(
        self, nodes: list[Any], joiners: dict[str, Joiner], otherwise: Joiner | None = None
    ) -> dict[str, Any]:
        """Return mappings as one; each key is told by its joiner if several have it."""
        whole: dict[str, Any] = {}
        places: dict[str | int, tuple[Position, Position]] = {}
        for key in dict.fromkeys(key for node in nodes for key in node):
            having = [node for node in nodes if key in node]
            places[key] = self.places[id(having[0])][key]
            if len(having) == 1:
                whole[key] = having[0][key]
                continue
            join = joiners.get(key, otherwise)
            if join is None:
                self._twice(key, having)
                whole[key] = having[0][key]
            else:
                whole[key] = join(key, [node[key] for node in having])
        self.places[id(whole)] = places
        return whole

    def one(self, name: str, nodes: list[Any]) -> Any:
        """Return what the specification itself says, whose form the schema is going to refuse."""
        return nodes[0]

    def _twice(self, key: str, having: list[Any]) -> None:
        """Tell a key that is said twice, at the specification's own place or at the last fragment's."""
        first, *others = (self.places[id(node)][key][0] for node in having)
        for other in others:
            here, there = (first, other) if first.part == 0 else (other, first)
            file = self.document.parts[there.part - 1][0]
            message = f"`{plain(key)}` is said here, and in {file.rpartition('/')[2]}, line {there.line}"
            mend = "remove one of the two; what is included cannot be overridden"
            self.problems.append(self.document.problem_at(here, "INCLUDE03", message, mend))


def _are(nodes: list[Any], kind: type) -> bool:
    return all(isinstance(node, kind) for node in nodes)


def _moved(at: tuple[Position, Position], part: int) -> tuple[Position, Position]:
    return replace(at[0], part=part), replace(at[1], part=part)
