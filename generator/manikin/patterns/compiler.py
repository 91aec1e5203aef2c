"""From the parts of a pattern to the pieces that write it: small parts become tables of their texts."""

from __future__ import annotations

from functools import lru_cache

from manikin.patterns.pieces import Choice, Leaf, Piece, Row, Tail
from manikin.patterns.syntax import Alternatives, Chars, Node, Repeat, Sequence

_MOST_FIXED = 10_000
"""The most texts of a table whose texts are equally long, eight bytes at most: four digits."""
_WORD = 8
_MOST = 4_096
"""The most texts of a table whose texts differ in length."""
_WIDEST = 64


def compile_node(node: Node) -> Piece:
    """Return the piece that writes `node`."""
    items = _items(node)
    return items[0] if len(items) == 1 else Row(items)


def _items(node: Node) -> tuple[Piece, ...]:
    match node:
        case Chars(options=options):
            return (_chars(options),)
        case Sequence(items=items):
            return _joined([piece for item in items for piece in _items(item)])
        case Alternatives(options=options):
            return (_choice(tuple(compile_node(option) for option in options)),)
        case Repeat(body=body, low=low, high=high):
            pieces = list(_items(body)) * low
            if high > low:
                pieces.append(_tail(compile_node(body), high - low))
            return _joined(pieces)


@lru_cache(maxsize=1024)
def _leaf(texts: tuple[bytes, ...]) -> Leaf:
    return Leaf(texts)


def _chars(options: tuple[str, ...]) -> Piece:
    return _leaf(tuple(option.encode() for option in options))


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with neighbouring tables made one wherever that stays small."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, Leaf) and isinstance(last, Leaf) and _fits(last, piece):
            found[-1] = _product(last, piece)
        else:
            found.append(piece)
    return tuple(found) or (_leaf((b"",)),)


def _fits(left: Leaf, right: Leaf) -> bool:
    count, width = left.count * right.count, left.width + right.width
    if count == 1:
        return True
    if left.is_fixed and right.is_fixed:
        return count <= _MOST_FIXED and width <= _WORD
    return count <= _MOST and width <= _WIDEST


@lru_cache(maxsize=1024)
def _product(left: Leaf, right: Leaf) -> Leaf:
    return _leaf(tuple(one + two for one in left.texts for two in right.texts))


def _choice(options: tuple[Piece, ...]) -> Piece:
    if sum(option.count for option in options) <= _MOST_FIXED and max(o.width for o in options) <= _WIDEST:
        leaves = [option for option in options if isinstance(option, Leaf)]
        if len(leaves) == len(options):
            return _leaf(tuple(text for leaf in leaves for text in leaf.texts))
    return Choice(options)


def _tail(body: Piece, most: int) -> Piece:
    tail = Tail(body, most)
    if not isinstance(body, Leaf) or tail.count > _MOST or tail.width > _WIDEST:
        return tail
    level: tuple[bytes, ...] = (b"",)
    texts = list(level)
    for _ in range(most):
        level = tuple(one + two for one in level for two in body.texts)
        texts.extend(level)
    return _leaf(tuple(texts))
