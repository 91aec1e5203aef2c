"""What the program does to its own process before a command runs."""

from __future__ import annotations

import subprocess
import sys


def test_pandas_is_left_out_and_arrow_does_without() -> None:
    told = _python(
        "from manikin.cli.absent import leave_out; leave_out('pandas'); leave_out('os')\n"
        "import pyarrow as pa, sys, os\n"
        "print(pa.array(['a', 'b']).to_pylist(), 'pandas' in sys.modules)\n"
        "try:\n    import pandas\nexcept ModuleNotFoundError as error:\n    print(error.name)"
    )
    assert told.splitlines() == ["['a', 'b'] False", "pandas"]


def test_what_the_environment_says_of_memory_is_kept() -> None:
    told = _python(
        "import os; os.environ['MIMALLOC_PURGE_DELAY'] = '7'\n"
        "from manikin.cli import memory; memory.keep(); print(os.environ['MIMALLOC_PURGE_DELAY'])"
    )
    assert told.strip() == "7"


def _python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
