"""manikin: synthetic health data from a specification that people review, approve and reproduce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from manikin.errors import SpecError, UserError
    from manikin.interface import CoverageWarning, cover, generate, load, spark_tables, stream

__all__ = ["CoverageWarning", "SpecError", "UserError", "cover", "generate", "load", "spark_tables", "stream"]

_HOMES = {
    "CoverageWarning": "manikin.interface",
    "SpecError": "manikin.errors",
    "UserError": "manikin.errors",
    "cover": "manikin.interface",
    "generate": "manikin.interface",
    "load": "manikin.interface",
    "spark_tables": "manikin.interface",
    "stream": "manikin.interface",
}


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that the layers below stay independent."""
    if name in _HOMES:
        import importlib  # noqa: PLC0415  only when a public name is asked for

        return getattr(importlib.import_module(_HOMES[name]), name)
    msg = f"module 'manikin' has no attribute {name!r}"
    raise AttributeError(msg)
