"""Whether some text can be written in two ways, and which: `(a|a)`, `a?a?`, `[0-9]{1,2}[0-9]`.

A pattern is taken as an automaton whose states are what is left to write. Two readings of one text
are followed side by side; if both can finish, the pattern is ambiguous (Book, Even, Greibach and Ott,
"Ambiguity in graphs and expressions", IEEE Transactions on Computers, 1971).
"""

from __future__ import annotations

from dataclasses import dataclass

from manikin.patterns.syntax import Alternatives, Chars, Node, Repeat, Sequence

_MOST_STEPS = 400_000
"""About half a second of searching."""
_END = 0

Move = tuple[int, int]
"""The characters it may take, a bit for each, and the state it leads to."""
Pair = tuple[int, int]


class TooIntricateError(Exception):
    """The search was given up."""


@dataclass(frozen=True)
class _Rest:
    """What is left to write: from `low` to `high` times `node`, then the state `then`."""

    node: Node
    low: int
    high: int
    then: int


def ambiguous_text(node: Node) -> str | None:
    """Return a text that `node` can write in two ways; None if every text has one way.

    Raises
    ------
    TooIntricateError
        If the pattern has too many turns to be followed in about half a second.
    """
    return _Search(node).run()


class _Search:
    def __init__(self, node: Node) -> None:
        self._rests: list[_Rest | None] = [None]
        self._known: dict[tuple[int, int, int, int], int] = {}
        self._moves: dict[int, tuple[int, tuple[Move, ...]]] = {}
        self._bits: dict[str, int] = {}
        self._steps = 0
        self._start = self._state(node, 1, 1, _END)
        self._came: dict[Pair, tuple[Pair, int] | None] = {(self._start, self._start): None}

    def run(self) -> str | None:
        waiting: list[Pair] = list(self._came)
        while waiting:
            pair = waiting.pop()
            left, right = pair
            accepts, moves = self.moves(left)
            others = self.moves(right)
            if accepts > 1 or (left != right and accepts and others[0]):
                return self._written(pair)
            if found := self._step(pair, moves, others[1], waiting):
                return found
        return None

    def _step(
        self, pair: Pair, moves: tuple[Move, ...], others: tuple[Move, ...], waiting: list[Pair]
    ) -> str | None:
        """Follow two readings over one more character; return a text where they have become one."""
        same = pair[0] == pair[1]
        for place, (taken, one) in enumerate(moves):
            for other in range(place if same else 0, len(others)):
                self._count()
                shared, two = taken & others[other][0], others[other][1]
                if not shared:
                    continue
                if one == two and not (same and place == other):
                    return self._written(pair) + self._character(shared) + self._finish(one)
                there = (min(one, two), max(one, two))
                if there not in self._came:
                    self._came[there] = (pair, shared)
                    waiting.append(there)
        return None

    def moves(self, state: int) -> tuple[int, tuple[Move, ...]]:
        """Return in how many ways `state` may stop here, and its moves, one for each way."""
        if state not in self._moves:
            accepts = 0
            found: list[Move] = []
            waiting = [state]
            while waiting:
                self._count()
                here = waiting.pop()
                rest = self._rests[here]
                if rest is None:
                    accepts += 1
                elif isinstance(rest.node, Chars) and rest.high == 1 and rest.low == 1:
                    found.append((self._mask(rest.node), rest.then))
                else:
                    waiting.extend(self._unfold(rest))
            self._moves[state] = (accepts, tuple(found))
        return self._moves[state]

    def _unfold(self, rest: _Rest) -> tuple[int, ...]:
        node = rest.node
        if (rest.low, rest.high) != (1, 1):
            stop = () if rest.low else (rest.then,)
            if not rest.high:
                return stop
            again = self._state(node, max(rest.low - 1, 0), rest.high - 1, rest.then)
            return (*stop, self._state(node, 1, 1, again))
        match node:
            case Sequence(items=items):
                state = rest.then
                for item in reversed(items):
                    state = self._state(item, 1, 1, state)
                return (state,)
            case Alternatives(options=options):
                return tuple(self._state(option, 1, 1, rest.then) for option in options)
            case Repeat(body=body, low=low, high=high):
                return (self._state(body, low, high, rest.then),)
            case _:
                return ()

    def _state(self, node: Node, low: int, high: int, then: int) -> int:
        if not high:
            return then
        key = (id(node), low, high, then)
        if key not in self._known:
            self._known[key] = len(self._rests)
            self._rests.append(_Rest(node, low, high, then))
        return self._known[key]

    def _mask(self, chars: Chars) -> int:
        mask = 0
        for option in chars.options:
            mask |= 1 << self._bits.setdefault(option, len(self._bits))
        return mask

    def _count(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise TooIntricateError

    def _character(self, mask: int) -> str:
        return list(self._bits)[(mask & -mask).bit_length() - 1]

    def _written(self, pair: Pair) -> str:
        """Return a text that leads to `pair`."""
        text = ""
        while (step := self._came[pair]) is not None:
            pair, mask = step
            text = self._character(mask) + text
        return text

    def _finish(self, state: int) -> str:
        """Return a short text that ends what is left in `state`."""
        text = ""
        while (rest := self._rests[state]) is not None:
            text += _short(rest.node) * rest.low
            state = rest.then
        return text


def _short(node: Node) -> str:
    match node:
        case Chars(options=options):
            return options[0]
        case Sequence(items=items):
            return "".join(map(_short, items))
        case Alternatives(options=options):
            return _short(min(options, key=lambda option: option.shortest))
        case Repeat(body=body, low=low):
            return _short(body) * low
