"""The same bytes whatever the processor offers: built again with its newer instructions switched off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import hashlib, json, sys, tempfile
from pathlib import Path
import numpy as np
from manikin.build import build
from manikin.interface import load
from manikin.plan import Sizes

found = {"features": [name for name, has in np._core._multiarray_umath.__cpu_features__.items() if has]}
for place in sys.argv[1:]:
    spec = load(place)
    rows = tuple((name, min(t.rows.count, 3000)) for name, t in spec.tables.items() if type(t.rows).__name__ == "FixedRows")
    for form in ("csv", "parquet"):
        with tempfile.TemporaryDirectory() as folder:
            manifest = build(spec, Path(folder) / "out", sizes=Sizes(rows=rows), form=form)
            found[f"{spec.dataset} {form}"] = {name: record.sha256 for name, record in manifest.tables.items()}
print(json.dumps(found))
"""
PLAIN = {
    "NPY_DISABLE_CPU_FEATURES": "X86_V3",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4",
    "ARROW_USER_SIMD_LEVEL": "NONE",
}


def built(root: Path, environment: dict[str, str]) -> dict[str, object]:
    places = [
        root / "tests" / "golden" / "every-kind",
        *sorted(path.parent for path in root.glob("specs/*/spec.yaml")),
    ]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *map(str, places)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_without_simd_the_bytes_are_the_same(root: Path) -> None:
    usual = built(root, {})
    features = usual.pop("features")
    if "X86_V3" not in features and "AVX2" not in features:  # type: ignore[operator]
        pytest.skip("this processor has no newer instructions to switch off")
    plain = built(root, PLAIN)
    assert plain.pop("features") != features, "nothing was switched off, so nothing was tested"
    assert plain == usual
