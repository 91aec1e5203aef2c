"""The names and the fixed words of a manifest."""

from __future__ import annotations

from typing import Final

NAME: Final = "manifest.json"
README: Final = "README.md"
COVERAGE: Final = "coverage.json"
FORMAT: Final = 1
"""The version of the manifest itself."""
STATEMENT: Final = (
    "Synthetic data: every row was made up by a program from a specification; none describes a real person."
)
DRAFT: Final = "draft"
