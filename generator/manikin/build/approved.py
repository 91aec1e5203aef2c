"""What makes a build more than a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from manikin.manifest import Approval


@dataclass(frozen=True)
class Approved:
    """By whom a build was approved, and what is asked of it.

    Parameters
    ----------
    by : tuple of Approval
        Who approved it.
    check : callable, optional
        Given the whole folder before it appears; if it raises, nothing appears.
    """

    by: tuple[Approval, ...]
    check: Callable[[Path], None] | None = None


DRAFT: Final = Approved(())
