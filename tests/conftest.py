"""Options and fixtures for all tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files anew")


def pytest_configure(config: pytest.Config) -> None:
    """Try an eighth of the examples where slow tests are left out; see `strategies.examples`."""
    settings.register_profile("quick", max_examples=12)
    settings.register_profile("full", max_examples=100)
    settings.load_profile("quick" if "not slow" in (config.option.markexpr or "") else "full")


@pytest.fixture
def root() -> Path:
    """Return the project's folder."""
    return ROOT
