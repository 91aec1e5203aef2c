"""Words that a manifest is written in."""

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
APPROVED: Final = "approved"
