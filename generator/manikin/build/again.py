"""Whether a build comes out the same when it is made again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from manikin.build.approved import Approved
from manikin.build.database import contents
from manikin.build.dataset import build
from manikin.databases import DATABASES, Database
from manikin.errors import Problem
from manikin.manifest import Approval
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
    approved = Approved(tuple(Approval(**one) for one in was.get("approvals", ())))
    database = DATABASES.get(was["format"])
    with tempfile.TemporaryDirectory() as name:
        again = build(
            spec,
            Path(name) / "again",
            sizes=sizes,
            form=was["format"],
            part_rows=was.get("part_rows"),
            approved=approved,
            compression=was.get("compression"),
        ).tree()
    made, told = _digests(again, database), _digests(was, database)
    if database is not None and not database.STABLE:  # what is compared is in the file, not in the manifest
        told |= contents(spec, folder / was["database"]["file"], database, tuple(was["tables"]))
    for file, digest in told.items():
        if made.pop(file, None) != digest:
            yield Problem(file, 0, 0, "VERIFY17", f"{file} comes out differently when built again")
    for file in made:
        yield Problem(file, 0, 0, "VERIFY17", f"{file} is not there, and comes out when built again")


def _digests(manifest: Mapping[str, Any], database: Database | None) -> dict[str, str]:
    """Return the SHA-256 of every file of tables, and of the answer key, by name; where it tells nothing, of the rows."""
    if database is not None:
        if database.STABLE:
            return {manifest["database"]["file"]: manifest["database"]["sha256"]}
        return {name: table["rows_sha256"] for name, table in manifest["tables"].items()}
    records = [file for table in manifest["tables"].values() for file in table.get("parts", (table,))]
    records += [manifest["answer_key"]] if "answer_key" in manifest else []
    return {record["file"]: record["sha256"] for record in records}
