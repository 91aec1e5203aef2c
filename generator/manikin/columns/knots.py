"""Knots of a graph: the things that need one another, each of them every other.

Knows names and what they need, and nothing of what they stand for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
Graph = Mapping[Node, Sequence[Node]]
"""For each thing, what it needs; all of these are things of the graph."""


def knots(graph: Graph[Node]) -> Iterator[frozenset[Node]]:
    """Yield each largest set of things that need one another, and each thing that needs itself.

    By two walks through the graph, the second against the arrows (Kosaraju), without recursion.
    """
    against: dict[Node, list[Node]] = {node: [] for node in graph}
    for node, wanted in graph.items():
        for other in wanted:
            against[other].append(node)
    seen: set[Node] = set()
    for node in reversed(_finished(graph)):
        if node in seen:
            continue
        members, waiting = {node}, [node]
        seen.add(node)
        while waiting:
            for other in against[waiting.pop()]:
                if other not in seen:
                    seen.add(other)
                    members.add(other)
                    waiting.append(other)
        if len(members) > 1 or node in graph[node]:
            yield frozenset(members)


def _finished(graph: Graph[Node]) -> list[Node]:
    """Return the things in the order in which all that they need has been walked through."""
    found: list[Node] = []
    seen: set[Node] = set()
    for first in graph:
        if first in seen:
            continue
        seen.add(first)
        path = [(first, iter(graph[first]))]
        while path:
            node, others = path[-1]
            following = next((other for other in others if other not in seen), None)
            if following is None:
                found.append(node)
                path.pop()
            else:
                seen.add(following)
                path.append((following, iter(graph[following])))
    return found
