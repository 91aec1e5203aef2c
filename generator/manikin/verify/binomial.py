"""Could an honest build have given this count? Exact tails of the binomial distribution."""

from __future__ import annotations

from math import exp, lgamma, log, log1p
from typing import Final

ALPHA: Final = 1e-9
"""How often a check of shares may fail though the build is honest."""
_NEGLIGIBLE: Final = 1e-17


def tail(found: int, trials: int, share: float) -> float:
    """Return the chance of a count at least as far from `trials` × `share`, on the same side.

    The terms of the distribution are added up from `found` outwards, each from the one before by its
    ratio, until they no longer count; the first comes from the logarithm of the gamma function.
    """
    if not 0 <= found <= trials:
        return 0.0
    if share <= 0 or share >= 1:
        return float(found == (trials if share >= 1 else 0))
    if found < trials * share:
        return tail(trials - found, trials, 1 - share) if 1 - share < 1 else float(found == 0)
    term = exp(
        lgamma(trials + 1)
        - lgamma(found + 1)
        - lgamma(trials - found + 1)
        + found * log(share)
        + (trials - found) * log1p(-share)
    )
    total, odds = term, share / (1 - share)
    for count in range(found, trials):
        term *= (trials - count) / (count + 1) * odds
        total += term
        if term <= total * _NEGLIGIBLE:
            break
    return min(total, 1.0)


def is_plausible(found: int, trials: int, share: float, alpha: float = ALPHA) -> bool:
    """Return whether an honest build gives so extreme a count at least once in 1 / `alpha` times."""
    spread = (trials * share * (1 - share)) ** 0.5
    # Within two standard deviations no tail is small; the long sum near the middle is spared.
    if spread > 10 and abs(found - trials * share) <= 2 * spread:
        return True
    return 2 * tail(found, trials, share) >= alpha
