"""The shape of the house: small modules, no vague names, nothing that names a machine."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "generator").rglob("*.py"))
VAGUE = {"utils", "helpers", "common", "misc", "core", "base", "manager", "handler", "types"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_module(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300, "split it: a module knows one thing"
    assert path.stem not in VAGUE
    assert ast.get_docstring(ast.parse(text)), "say what the module knows"
