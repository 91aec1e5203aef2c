"""Whether a build comes out the same when it is made again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from manikin.build.dataset import build
from manikin.defects import answers
from manikin.errors import Problem
from manikin.model import Spec
from manikin.plan import Sizes
from manikin.storage import read_manifest


def differences(folder: Path, spec: Spec) -> Iterator[Problem]:
    """Build again what a folder's manifest says, and yield the files whose bytes differ.

    Parameters
    ----------
    folder : Path
        A build.
    spec : Spec
        The specification inside it.
    """
    was = read_manifest(folder)
    asked = was["overrides"]
    sizes = Sizes(
        tuple(sorted(asked.get("rows", {}).items())),
        asked.get("scale", 1.0),
        asked.get("seed"),
        tuple(asked.get("tables", ())),
        coverage="coverage" in asked,
        chosen=tuple((name, tuple(found)) for name, found in sorted(asked.get("coverage", {}).items())),
        defects=asked.get("defects", False),
    )
    with tempfile.TemporaryDirectory() as name:
        again = build(spec, Path(name) / "again", sizes=sizes, form=was["format"])
    made = {name: table.sha256 for name, table in again.tables.items()}
    if again.answer_key is not None:
        made[answers.NAME] = again.answer_key.sha256
    told = {**was["tables"], **({answers.NAME: was["answer_key"]} if "answer_key" in was else {})}
    for table, record in told.items():
        if made.get(table) != record["sha256"]:
            yield Problem(
                record["file"], 0, 0, "VERIFY17", f"{record['file']} comes out differently when built again"
            )
