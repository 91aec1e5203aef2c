"""The ways to make a decision: one module each, and its line in `KINDS`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from manikin.release.methods import host_review, paper, ssh_signature
from manikin.release.methods.kind import Kind, Trust, Unsound, fault_of

KINDS: Final[Mapping[str, Kind]] = {
    "ssh-signature": ssh_signature,
    "host-review": host_review,
    "paper": paper,
}

__all__ = ["KINDS", "Kind", "Trust", "Unsound", "fault_of"]
