"""A package that this process does without, even where it is installed.

Arrow imports pandas to ask whether a list of words is one of its columns: a fifth of the time in which a command starts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType


class _Refusing:
    """Finds no module of one name, before any other finder is asked."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        """Refuse the module; say nothing of others."""
        if name == self._name:
            raise ModuleNotFoundError(f"{name} is left out", name=name)


def leave_out(name: str) -> None:
    """Let `import` believe from now on that a package is not installed; nothing is done if it is there already."""
    if name not in sys.modules:
        sys.meta_path.insert(0, _Refusing(name))
