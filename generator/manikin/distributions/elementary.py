"""Logarithm, exponential and power with the same bits on every processor.

Made of + - * / and views of bits only: the C library, and numpy's own vector code, choose other
instructions with and without AVX2 or FMA and then differ in the last bit. Knows no distribution.
"""

from __future__ import annotations

import numpy as np

from manikin.randomness import Floats, Integers

# Constants and polynomials of fdlibm's e_log.c and e_exp.c (Sun Microsystems, 1993), which state errors
# below 1 ulp. The high part of ln 2 has 33 bits, so that a multiple of it by an exponent is exact.
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_LOG2_E = 1.44269504088896338700
_LOG = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)
_EXP = (
    1.66666666666666019037e-01,
    -2.77777777770155933842e-03,
    6.61375632143793436117e-05,
    -1.65339022054652515390e-06,
    4.13813679705723846039e-08,
)
_SQRT_2 = 1.4142135623730951
_SMALLEST_NORMAL = 2.0**-1022
_MANTISSA = np.int64((1 << 52) - 1)
_ONE = np.int64(1023 << 52)
_SPLITTER = 134217729.0  # 2**27 + 1, cuts a double into two halves (Dekker, 1971)
_TOO_LARGE, _TOO_SMALL = 709.782712893384, -745.2
_THIRD_LOW = 1.0 / 3.0 * 2.0**-54  # the third minus its double: binary 0.010101… goes on with itself

Pair = tuple[Floats, Floats]
"""A number as the unevaluated sum of a double and a much smaller one."""


def log(x: Floats) -> Floats:
    """Return the natural logarithm, shape of `x`; error below 1 ulp. 0 gives -inf, negatives nan."""
    exponent, m = _normalise(x)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    half = 0.5 * f * f
    series = z * _horner(z, _LOG)
    value = exponent * _LN2_HIGH - ((half - (s * (half + series) + exponent * _LN2_LOW)) - f)
    return _log_edges(x, value)


def log1p(x: Floats) -> Floats:
    """Return log(1 + x), accurate for small `x`; error about 2 ulp.

    The rounding error of 1 + x is put back to first order (W. Kahan).
    """
    with np.errstate(all="ignore"):
        near = 1.0 + x
        rounded = log(near)
        value = rounded - ((near - 1.0) - x) / near
        return np.where(
            (near == 1.0) | np.isinf(near) | (near <= 0.0), np.where(near == 1.0, x, rounded), value
        )


def exp(x: Floats) -> Floats:
    """Return e to the power `x`, shape of `x`; error below 1 ulp, gradual underflow, inf on overflow."""
    safe = np.minimum(np.maximum(np.where(np.isnan(x), 0.0, x), _TOO_SMALL), _TOO_LARGE)
    k = np.rint(safe * _LOG2_E)
    high = safe - k * _LN2_HIGH
    low = k * _LN2_LOW
    r = high - low
    c = _exp_core(r)
    value = _scale(1.0 - ((low - (r * c) / (2.0 - c)) - high), k.astype(np.int64))
    value = np.where(x > _TOO_LARGE, np.inf, np.where(x < _TOO_SMALL, 0.0, value))
    return np.where(np.isnan(x), x, value)


def expm1(x: Floats) -> Floats:
    """Return exp(x) - 1, accurate for small `x`; error below 3 ulp."""
    small = np.abs(x) < 0.34
    r = np.where(small, x, 0.0)
    c = _exp_core(r)
    return np.where(small, r + (r * c) / (2.0 - c), exp(x) - 1.0)


def power(x: Floats, y: Floats | float) -> Floats:
    """Return `x` ≥ 0 to the power `y`, broadcast; error about 1 ulp, whatever the size of the result.

    The logarithm is taken to about 65 bits, since its error is multiplied by `y`.
    """
    x, y = np.broadcast_arrays(x, np.asarray(y, np.float64))
    positive = (x > 0.0) & np.isfinite(x)
    high, low = _log_pair(np.where(positive, x, 1.0))
    product, rest = _product(np.where(np.isfinite(y), y, 0.0), high)
    rest = rest + y * low
    value = exp(product)
    with np.errstate(invalid="ignore"):
        value = np.where(np.isfinite(value), value + value * rest, value)
    at_zero = np.where(y > 0.0, 0.0, np.where(y < 0.0, np.inf, 1.0))
    at_infinity = np.where(y > 0.0, np.inf, np.where(y < 0.0, 0.0, 1.0))
    return np.where(positive, value, np.where(x == 0.0, at_zero, np.where(x > 0.0, at_infinity, np.nan)))


def _normalise(x: Floats) -> Pair:
    """Return exponent and significand in [sqrt ½, sqrt 2) of positive `x`."""
    tiny = x < _SMALLEST_NORMAL
    words: Integers = (x * np.where(tiny, 2.0**54, 1.0)).view(np.int64)
    exponent = (words >> np.int64(52)) - np.int64(1023) - np.where(tiny, np.int64(54), np.int64(0))
    m: Floats = ((words & _MANTISSA) | _ONE).view(np.float64)
    large = m > _SQRT_2
    return (exponent + large).astype(np.float64), np.where(large, 0.5 * m, m)


def _log_edges(x: Floats, value: Floats) -> Floats:
    value = np.where(x == 0.0, -np.inf, np.where(x < 0.0, np.nan, value))
    return np.where(np.isinf(x) & (x > 0.0), np.inf, np.where(np.isnan(x), x, value))


def _horner(z: Floats, coefficients: tuple[float, ...]) -> Floats:
    value = np.full_like(z, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = value * z + coefficient
    return value


def _exp_core(r: Floats) -> Floats:
    """Return c with exp(r) = 1 + r + r c / (2 - c), for |r| below ½ ln 2."""
    z = r * r
    return r - z * _horner(z, _EXP)


def _scale(value: Floats, k: Integers) -> Floats:
    """Return value × 2**k in two steps, so that a subnormal result is rounded once."""
    first = k >> np.int64(1)
    return value * _two_to(first) * _two_to(k - first)


def _two_to(k: Integers) -> Floats:
    result: Floats = ((k + np.int64(1023)) << np.int64(52)).view(np.float64)
    return result


def _sum(a: Floats, b: Floats | float) -> Pair:
    """Return a + b exactly (Knuth)."""
    total = a + b
    back = total - a
    return total, (a - (total - back)) + (b - back)


def _product(a: Floats, b: Floats) -> Pair:
    """Return a × b exactly (Dekker)."""
    total = a * b
    a_high = a * _SPLITTER - (a * _SPLITTER - a)
    b_high = b * _SPLITTER - (b * _SPLITTER - b)
    a_low, b_low = a - a_high, b - b_high
    return total, ((a_high * b_high - total) + a_high * b_low + a_low * b_high) + a_low * b_low


def _log_pair(x: Floats) -> Pair:
    """Return the logarithm of positive `x` as a pair, by 2 atanh(s) with s = (m - 1) / (m + 1)."""
    exponent, m = _normalise(x)
    f = m - 1.0
    d, d_low = _sum(m, 1.0)
    s = f / d
    back, back_low = _product(s, d)
    s_low = (((f - back) - back_low) - s * d_low) / d
    z, z_low = _product(s, s)
    z_low = z_low + 2.0 * s * s_low
    tail = z * _horner(z, tuple(1.0 / (2 * n + 5) for n in range(11)))
    a, a_low = _sum(np.full_like(z, 1.0 / 3.0), tail)
    a_low = a_low + _THIRD_LOW
    t, t_low = _product(z, a)
    t_low = t_low + (z * a_low + z_low * a)
    st, st_low = _product(s, t)
    st_low = st_low + (s * t_low + s_low * t)
    high, low = _sum(s, st)
    low = low + (s_low + st_low)
    total, rest = _sum(exponent * _LN2_HIGH, 2.0 * high)
    return _sum(total, rest + (2.0 * low + exponent * _LN2_LOW))
