"""The same bytes on every processor: with the vector code of numpy and the C library on and off, and as recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from distributions.digests import control, digests, wide

HERE = Path(__file__).parent
GOLDEN = HERE / "golden.json"
PLAIN = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(wide()),
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4",
    "OPENBLAS_CORETYPE": "Nehalem",
}


def run(extra: dict[str, str]) -> dict[str, Any]:
    """Return what a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(HERE / "digests.py")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **extra},
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_digests_are_those_recorded(request: pytest.FixtureRequest) -> None:
    found = digests()
    if request.config.getoption("--golden"):
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8")), (
        "rewrite with --golden, and read the changelog rule"
    )


@pytest.mark.slow
@pytest.mark.skipif(not wide(), reason="this processor, or numpy's build, has nothing to switch off")
def test_the_processors_vector_code_makes_no_difference() -> None:
    plain = run(PLAIN)
    assert plain["wide"] == [], "numpy did not switch its features off, so nothing was tested"
    assert plain["control"] != control(), "what does depend on the processor came out the same"
    assert plain["digests"] == digests()
