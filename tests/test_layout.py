"""The shape of the house: small modules, no vague names, nothing that names a machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "generator").rglob("*.py"))
VAGUE = {"utils", "helpers", "common", "misc", "core", "base", "manager", "handler", "types"}


def faults(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if len(text.splitlines()) > 300:
        yield "split it: a module knows one thing"
    if path.stem in VAGUE:
        yield "name it by what it knows"
    if not ast.get_docstring(ast.parse(text)):
        yield "say what the module knows"


@pytest.mark.parametrize("package", sorted({path.parent for path in MODULES}), ids=lambda p: p.name)
def test_modules(package: Path) -> None:
    modules = [path for path in MODULES if path.parent == package]
    assert [(path.relative_to(ROOT).as_posix(), fault) for path in modules for fault in faults(path)] == []
