"""No function whose bits depend on the processor stands in a package that makes cells."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent.parent / "generator" / "manikin"
CELLS = ("columns", "distributions", "expressions", "patterns")
SOURCES = [
    PACKAGE / "randomness.py",
    *(path for name in CELLS for path in sorted((PACKAGE / name).rglob("*.py"))),
]
FORBIDDEN = frozenset(
    """log log2 log10 log1p exp exp2 expm1 power float_power sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh
    cbrt hypot logaddexp dot vdot inner outer matmul tensordot einsum interp std var linalg fft random argpartition
    partition polyfit corrcoef cov""".split()
)
MODULES = frozenset({"math", "cmath", "scipy", "random", "statistics"})
UNSTABLE = frozenset({"sort", "argsort"})


def offences(source: str) -> list[str]:
    """Return what is forbidden in a module, with its lines."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name) if name in FORBIDDEN:
                found.append(f"{node.lineno}: np.{name}")
            case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr=name)) if name in UNSTABLE:
                stable = any(
                    key.arg == "kind" and isinstance(key.value, ast.Constant) and key.value.value == "stable"
                    for key in node.keywords
                )
                found += [] if stable else [f"{node.lineno}: np.{name} without kind='stable'"]
            case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
                found.append(f"{node.lineno}: @")
            case ast.Import(names=names):
                found += [
                    f"{node.lineno}: {name.name}" for name in names if name.name.split(".")[0] in MODULES
                ]
            case ast.ImportFrom(module=str(module), names=names):
                inside = (
                    {name.name for name in names} & FORBIDDEN if module.split(".")[0] == "numpy" else set()
                )
                found += [f"{node.lineno}: {name}" for name in sorted(inside)]
                found += [f"{node.lineno}: {module}"] if module.split(".")[0] in MODULES else []
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_exact_arithmetic(path: Path) -> None:
    assert offences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import math",
        "from math import exp",
        "import scipy.special as sp",
        "from numpy import log",
        "y = np.exp(x)",
        "y = np.linalg.cholesky(x)",
        "y = a @ b",
        "a @= b",
        "y = np.argsort(x)",
        "y = np.sort(x, kind='quicksort')",
        "f = np.power",
    ],
)
def test_the_lint_sees(source: str) -> None:
    assert offences(source)


@pytest.mark.parametrize(
    "source", ["y = np.argsort(x, kind='stable')", "y = np.sqrt(x)", "y = log(x)", "y = a * b"]
)
def test_the_lint_lets_pass(source: str) -> None:
    assert not offences(source)
