"""Keyed permutations of many small domains at once: another one for each row, by arithmetic alone."""

from __future__ import annotations

import numpy as np

from manikin.randomness import UNIFORM_BITS, Bits, Integers, bits

_SMALL = 64
_ROUNDS_SMALL, _ROUNDS_LARGE = 24, 12
"""Pairs of ordinals go to all pairs of places alike only after many rounds where there are few places."""
_POWERS = np.int64(1) << np.arange(62, dtype=np.int64)
_TURN = 0xD6E8FEB86659FD93
_WIDTH = 64


def scattered(ordinals: Integers, sizes: Integers, keys: Bits) -> Integers:
    """Return where each ordinal is sent in 0 … size - 1; of equal size and key, no two alike.

    A Feistel network over the least number of bits, two or more, that holds the size, its two parts changed in
    turn, with cycle walking back into the domain (Black and Rogaway, "Ciphers with arbitrary finite domains",
    CT-RSA 2002). Then a keyed rotation, so that over all keys each ordinal is sent everywhere alike.

    Parameters
    ----------
    ordinals, sizes : ndarray of int64, shape (rows,)
        0 ≤ ordinal < size ≤ 2**52.
    keys : ndarray of uint64, shape (rows,)
        Of the permutations.
    """
    sent: Integers = np.empty(len(ordinals), np.int64)
    small = sizes <= _SMALL
    for rows, rounds in ((np.flatnonzero(small), _ROUNDS_SMALL), (np.flatnonzero(~small), _ROUNDS_LARGE)):
        if rows.size:
            sent[rows] = _permuted(ordinals[rows], sizes[rows], keys[rows], rounds)
    turned = bits(_ROUNDS_SMALL * _TURN & (2**64 - 1), keys) >> np.uint64(_WIDTH - UNIFORM_BITS)
    share = turned.astype(np.float64) * 2.0**-UNIFORM_BITS
    return (sent + np.floor(share * sizes).astype(np.int64)) % np.maximum(sizes, 1)


def _permuted(ordinals: Integers, sizes: Integers, keys: Bits, rounds: int) -> Integers:
    widths = np.maximum(np.searchsorted(_POWERS, sizes, side="left"), 2).astype(np.uint64)
    values = _encrypt(ordinals.astype(np.uint64), widths, keys, rounds)
    limits = sizes.astype(np.uint64)
    outside = np.flatnonzero(values >= limits)
    while outside.size:
        walked = _encrypt(values[outside], widths[outside], keys[outside], rounds)
        values[outside] = walked
        outside = outside[walked >= limits[outside]]
    return values.astype(np.int64)


def _encrypt(values: Bits, widths: Bits, keys: Bits, rounds: int) -> Bits:
    one = np.uint64(1)
    high_bits = widths >> one
    low_bits = widths - high_bits
    low, high = values & ((one << low_bits) - one), values >> low_bits
    low_shift, high_shift = np.uint64(_WIDTH) - low_bits, np.uint64(_WIDTH) - high_bits
    for turn in range(rounds):
        key = turn * _TURN & (2**64 - 1)
        if turn % 2 == 0:
            low = low ^ (bits(key, keys + high) >> low_shift)
        else:
            high = high ^ (bits(key, keys + low) >> high_shift)
    return (high << low_bits) | low
