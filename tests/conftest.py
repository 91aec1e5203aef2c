"""Options and fixtures for all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from manikin.verify import Limits

pytest_plugins = ["pytester"]
# No folder of the developer is used, by the processes that tests start neither.
os.environ["MANIKIN_CACHE"] = "off"
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files anew")


def pytest_configure(config: pytest.Config) -> None:
    """Try an eighth of the examples where slow tests are left out; see `strategies.examples`.

    No example is timed: a machine that does other things besides would fail what is right.
    """
    untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("quick", untimed, max_examples=12)
    settings.register_profile("full", untimed, max_examples=100)
    settings.load_profile("quick" if "not slow" in (config.option.markexpr or "") else "full")


@pytest.fixture(autouse=True, scope="session")
def judged_here() -> Iterator[None]:
    """Let a build be verified in this process where a test does not say by which limits, to spare hundreds of others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("manikin.verify.folder.Limits", partial(Limits, in_process=True))
        yield


@pytest.fixture
def root() -> Path:
    """Return the project's folder."""
    return ROOT
