"""What travels to executors is enough to make the same rows, and asks for nothing twice."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from manikin import load
from manikin.engines import local
from manikin.engines.spark import opened, packed
from manikin.model import Spec
from manikin.plan import Sizes, make_plan
from manikin.run import World

READ = """
import pickle, sys
from manikin.engines import local
from manikin.engines.spark import opened
data = open(sys.argv[1], 'rb').read()
rows = [(name, batch.num_rows, batch.to_pydict()) for found in local.chunks(opened(data)) for name, batch in found]
assert 'faker' not in sys.modules
sys.stdout.buffer.write(pickle.dumps(rows))
"""


@pytest.fixture(scope="module")
def spec(root_folder: Path) -> Spec:
    return load(root_folder / "specs" / "ed-attendances")


@pytest.fixture(scope="module")
def root_folder() -> Path:
    return Path(__file__).parent.parent.parent


def test_another_process_makes_the_same_rows_and_fills_no_pool(spec: Spec, tmp_path: Path) -> None:
    made = World(make_plan(spec, Sizes(rows=(("patient", 400),))), chunk=100)
    (tmp_path / "parcel").write_bytes(packed(made))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "parcel")], capture_output=True, check=True
    )
    here = [
        (name, batch.num_rows, batch.to_pydict()) for found in local.chunks(made) for name, batch in found
    ]
    assert pickle.loads(done.stdout) == here


def test_a_run_is_opened_once(spec: Spec) -> None:
    data = packed(World(make_plan(spec)))
    assert opened(data) is opened(bytes(bytearray(data)))
