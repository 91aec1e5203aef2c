"""Clinic with manikin, as its command does it: with the memory of one chunk kept for the next."""

from __future__ import annotations

import os
from pathlib import Path

from manikin.cli import memory

memory.keep()  # before Arrow is loaded

from timing import report  # noqa: E402

import manikin  # noqa: E402
from manikin import build  # noqa: E402
from manikin.plan import Sizes  # noqa: E402

CLINIC = Path(__file__).parent.parent / "specs" / "clinic"


def make(patients: int, folder: Path, form: str) -> None:
    """Read the specification, make both tables, hash them, bring them to the disk and write the manifest."""
    workers = int(os.environ.get("WORKERS", "1"))
    sizes = Sizes(rows=(("patient", patients),))
    build.build(manikin.load(CLINIC), folder / "ours", sizes=sizes, form=form, workers=workers)


report(make, "manikin")
