"""Who approved what was built, and what the files of a build say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

NOT_APPROVED: Final = "DRAFT, not approved"


@dataclass(frozen=True)
class Approval:
    """Who approved what was built: as what, on which day (``2026-11-24``), how, and the digest of the decision."""

    role: str
    name: str
    on: str
    method: str
    decision: str

    @property
    def words(self) -> str:
        """The same in words."""
        return f"{self.role}: {self.name}, {self.on}, {self.method}"


def stamp(approvals: Sequence[Approval]) -> str:
    """Return what every file of a build says of itself, as far as its format can carry it."""
    if not approvals:
        return NOT_APPROVED
    return "Approved by " + "; ".join(approval.words for approval in approvals)
