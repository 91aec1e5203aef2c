"""Prints a digest of what every distribution draws, for comparison between processors and settings."""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from distributions.families import TRUNCATED, sampler, some_uniforms
from manikin import distributions

ROWS = 20_000


def digests() -> dict[str, str]:
    """Return SHA-256 of the bytes drawn, by distribution and by whether it is truncated or rounded."""
    found = {}
    for name in distributions.ALL:
        for label, parameters in (("example", None), ("truncated", TRUNCATED.get(name))):
            for discrete in (False, True):
                drawn = sampler(name, parameters, discrete=discrete).draw(some_uniforms(name, rows=ROWS))
                key = f"{name} {label}{' whole' if discrete else ''}"
                found[key] = hashlib.sha256(np.ascontiguousarray(drawn).tobytes()).hexdigest()
    return found


def wide() -> list[str]:
    """Return the instruction sets that numpy chooses among at run time and finds here."""
    umath = importlib.import_module("numpy._core._multiarray_umath")
    return [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__[name]]


def control() -> str:
    """Return a digest of what does depend on the processor: the functions that cells must not use."""
    x = np.linspace(-3.0, 3.0, 10_001)
    return hashlib.sha256(np.concatenate([np.tanh(x), np.exp(x)]).tobytes()).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"wide": wide(), "control": control(), "digests": digests()}))
