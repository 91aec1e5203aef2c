"""What somebody answers for although the disclosure lint objects to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiver:
    """A finding of the disclosure lint that somebody answers for: the `rule`, and where (`at`)."""

    rule: str
    at: str
    reason: str
    who: str
    address: tuple[str | int, ...] = ()
