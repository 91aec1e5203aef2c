"""Keys, uniforms for any rows, and permutations: the only source of randomness.

A cell is a pure function of its address. An address is a 64-bit key, hashed from the seed and the
names of table, column and purpose, and the 64-bit address of a row. Integer arithmetic modulo
2**64 and one exact conversion to float are all that happens here, so the bits are the same on
every processor.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_TABLED = 16  # bits of a part up to which a permutation looks its turns up: six tables of 128 KB at most
_FAMILY, _CHILD = 0x6D616E696B696E31, 0x6368696C64  # the streams of addresses below others
_ONE = np.uint64(1023 << 52)  # the bits of 1.0
UNIFORM_BITS = 52
"""How many random bits a uniform holds."""


def stream_key(seed: int, *names: str) -> int:
    """Return the 64-bit key of the stream that `seed` and `names` address.

    Names are hashed with their lengths, so that ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.blake2b(digest_size=8, person=b"manikin-stream-1")
    for part in (str(seed), *names):
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "little"))
        digest.update(encoded)
    return int.from_bytes(digest.digest(), "little")


def bits(key: int, addresses: Bits) -> Bits:
    """Return 64 random bits for each address, shape of `addresses`.

    The state ``key + address * step`` is mixed by the SplitMix64 finaliser (Steele, Lea and Flood,
    "Fast splittable pseudorandom number generators", OOPSLA 2014; constants by D. Stafford).
    """
    z = addresses * _STEP
    z += np.uint64(key)
    shifted = z >> np.uint64(30)
    z ^= shifted
    z *= _FIRST
    np.right_shift(z, np.uint64(27), out=shifted)
    z ^= shifted
    z *= _SECOND
    np.right_shift(z, np.uint64(31), out=shifted)
    z ^= shifted
    return z


def uniforms(key: int, addresses: Bits) -> Floats:
    """Return uniforms in the open interval (0, 1), shape of `addresses`.

    Each is an odd multiple of 2**-53: exact, symmetric about one half, never 0 and never 1.
    """
    z = bits(key, addresses)
    z >>= np.uint64(64 - UNIFORM_BITS)
    z |= _ONE  # 52 bits below the exponent of 1.0: a float in [1, 2), without a conversion
    u: Floats = z.view(np.float64)
    u -= 1.0 - 2.0**-53  # exact: what is left has 53 bits
    return u


def row_addresses(positions: Integers) -> Bits:
    """Return the addresses of the rows of a table without a parent: their positions."""
    return positions.astype(np.uint64)


def child_addresses(parents: Bits, ordinals: Integers) -> Bits:
    """Return the addresses of children from their parents' addresses and their ordinals from 0.

    A child is addressed by whose child it is and which, not by its position in the table: another
    number of children for one parent leaves the values of all the others as they were.
    """
    most = int(ordinals.max(initial=-1)) + 1
    if most < len(ordinals):  # as nearly always: each is hashed once, and looked up
        hashed = bits(_CHILD, np.arange(most, dtype=np.uint64)).take(ordinals)
    else:
        hashed = bits(_CHILD, ordinals.astype(np.uint64))
    hashed += parents
    return bits(_FAMILY, hashed)


@dataclass(frozen=True)
class Permutation:
    """A keyed bijection of 0 … size - 1 onto itself in constant memory.

    A Feistel network over the least number of bits that holds `size`, its two parts changed in turn,
    with cycle walking back into the domain (Black and Rogaway, "Ciphers with arbitrary finite
    domains", CT-RSA 2002). Fewer than half of all places lie outside, so a walk is short.

    Parameters
    ----------
    key : int
        The stream's key.
    size : int
        Number of values, from 1 to 2**62.
    """

    key: int
    size: int
    rounds: int = 6

    def __post_init__(self) -> None:
        if not 1 <= self.size <= 2**62:
            msg = f"a permutation of {self.size} values"
            raise ValueError(msg)

    def of(self, positions: Integers) -> Integers:
        """Return where each position (0 ≤ position < size) is sent, shape of `positions`."""
        values = self._encrypt(positions.astype(np.uint64))
        outside = np.flatnonzero(values >= np.uint64(self.size))
        while outside.size:
            walked = self._encrypt(values[outside])
            values[outside] = walked
            outside = outside[walked >= np.uint64(self.size)]
        return values.astype(np.int64)

    def _encrypt(self, values: Bits) -> Bits:
        low_bits, high_bits = self._bits
        low, high = values & np.uint64((1 << low_bits) - 1), values >> np.uint64(low_bits)
        for turn in range(self.rounds):
            if turn % 2 == 0:
                low ^= self._mixed(turn, high)
            elif high_bits:
                high ^= self._mixed(turn, low)
        high <<= np.uint64(low_bits)
        high |= low
        return high

    @property
    def _bits(self) -> tuple[int, int]:
        """How many bits the two parts have."""
        width = max(1, (self.size - 1).bit_length())
        return (width + 1) // 2, width // 2

    def _mixed(self, turn: int, part: Bits) -> Bits | NDArray[np.uint16]:
        """Return what a turn changes one part by, given the other."""
        if max(self._bits) <= _TABLED:
            return self._tables[turn].take(part.view(np.int64), mode="clip")
        return self._round(turn, part)

    @cached_property
    def _tables(self) -> tuple[NDArray[np.uint16], ...]:
        """What each turn gives for each value of a part that is short: looked up in a fifth of the time."""
        widths = [self._bits[1 - turn % 2] for turn in range(self.rounds)]
        return tuple(
            self._round(turn, np.arange(1 << width, dtype=np.uint64)).astype(np.uint16)
            for turn, width in enumerate(widths)
        )

    def _round(self, turn: int, part: Bits) -> Bits:
        key = self.key ^ (turn * 0xD6E8FEB86659FD93 & (2**64 - 1))
        return bits(key, part) >> np.uint64(64 - self._bits[turn % 2])
