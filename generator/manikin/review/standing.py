"""Who has decided on a dataset and who has not: plain data, which the page shows and others find out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decided:
    """One decision that stands, or that stood on an earlier version.

    Parameters
    ----------
    role, name : str
        Who decided, and for which role.
    on : str
        The day, as people write it.
    decision : str
        Such as ``approved`` or ``changes requested``.
    method : str
        How it was given, such as ``signature``.
    about : str
        Empty if it is on what the page shows; else what it is on and why it does not stand any more.
    """

    role: str
    name: str
    on: str
    decision: str
    method: str
    about: str = ""


@dataclass(frozen=True)
class Needed:
    """A role that has still to decide, on what, and who may."""

    role: str
    on: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How far a dataset is decided on.

    Parameters
    ----------
    is_approved : bool
        Whether nothing is missing.
    decided : tuple of Decided
        The decisions so far.
    needed : tuple of Needed
        What is missing.
    how : tuple of str
        How to decide, a sentence for each way.
    """

    is_approved: bool = False
    decided: tuple[Decided, ...] = ()
    needed: tuple[Needed, ...] = ()
    how: tuple[str, ...] = ()


NOTHING = Standing()
"""No decision is recorded."""
