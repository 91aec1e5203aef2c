"""Which table and which column of the new specification is which of the old: by name, then by what it was called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from manikin.model import Spec
from manikin.review.diff.graph import Edges, Node


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def formerly(self) -> str | None: ...
    @property
    def stream(self) -> str: ...


T = TypeVar("T", bound=_Named)


def pairs(old: Mapping[str, T], new: Mapping[str, T]) -> Iterator[tuple[T, T]]:
    """Yield what is the same on both sides, in the order of the new one: of one name, or renamed.

    One that keeps the streams of the old one is it; so is one that says it was called so.
    """
    left = {name: item for name, item in old.items() if name not in new}
    for name, item in new.items():
        if name in old:
            yield old[name], item
            continue
        before = next((o for o in left.values() if item.stream == o.stream or item.formerly == o.name), None)
        if before is not None:
            del left[before.name]
            yield before, item


@dataclass(frozen=True)
class Matched:
    """Two specifications with their tables and columns put side by side."""

    old: Spec
    new: Spec

    @cached_property
    def tables(self) -> Mapping[str, str]:
        """The old name of each table that both have, by its new name; those of parts too."""
        return {new.name: old.name for old, new in pairs(self.old.tables, self.new.tables)}

    @cached_property
    def columns(self) -> Mapping[Node, Node]:
        """The old name of each column that both have, by its new name; that of a table's rows too."""
        found: dict[Node, Node] = {}
        for new, old in self.tables.items():
            found[new, ""] = (old, "")
            before, after = self.old.tables[old].by_name, self.new.tables[new].by_name
            found |= {(new, b.name): (old, a.name) for a, b in pairs(before, after)}
        return found

    @cached_property
    def forward(self) -> Mapping[Node, Node]:
        """The new name of each column that both have, by its old one."""
        return {old: new for new, old in self.columns.items()}

    def renamed(self, graph: Edges) -> Edges:
        """Return what rests on what in the old specification, by new names; what is gone keeps its own."""

        def name(node: Node) -> Node:
            # The sign keeps what is gone apart from what has its name now.
            return self.forward.get(node, (f"-{node[0]}", node[1]))

        return {
            name(node): {name(other): how for other, how in others.items()} for node, others in graph.items()
        }
