"""Golden cases are folders: a specification, its plan and its files; `make golden` writes them anew."""

from __future__ import annotations

import pytest


@pytest.fixture
def rewrite(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--golden"))
