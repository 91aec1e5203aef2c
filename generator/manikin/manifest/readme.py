"""The README of a build: what the data are, in plain words; its first line says that they are synthetic.

Text of a specification is shown as it stands, whatever signs of Markdown it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from manikin.manifest import (
    COVERAGE,
    NAME,
    NOT_APPROVED,
    STATEMENT,
    AnswerKeyRecord,
    Approval,
    Manifest,
    TableRecord,
)

_SIGNS: Final = frozenset("\\`*_[]|~")
"""Signs that Markdown shows as they stand after a backslash."""
_ENTITIES: Final = frozenset("@:/<>&#")
"""Signs that make links, mentions, issue numbers or markup, whatever stands before them."""


def readme(manifest: Manifest) -> str:
    """Return the text of README.md; its first line says that the data are synthetic."""
    lines = [
        f"**{STATEMENT}**",
        "",
        f"# {_told(manifest.title)}",
        "",
        f"Dataset {_told(manifest.dataset)} {_told(manifest.version)}, class {_told(manifest.classification)}.",
        *_decided(manifest),
        "",
        "Not for the care of anybody, and not for conclusions about real people or services.",
        "",
        f"Made by manikin {_told(str(manifest.generator['manikin']))} from the specification in `spec/`,",
        f"digest `{_code(manifest.digest)}`.",
        *_asked(manifest.overrides),
        *_chosen(manifest),
        *_defects(manifest.answer_key),
        "",
        f"| table | {'file' if manifest.part_rows is None else 'files'} | rows | columns | bytes |",
        "|---|---|--:|--:|--:|",
        *(
            f"| {_told(name)} | {_files(table)} | {table.rows} | {len(table.columns)} | {_bytes(table, manifest)} |"
            for name, table in manifest.tables.items()
        ),
        *_parted(manifest.part_rows),
        "",
        f"`{NAME}` has the types of the columns and the SHA-256 of every file. `manikin verify` checks the",
        "files against the manifest and against the specification.",
    ]
    return "\n".join(lines) + "\n"


def _bytes(table: TableRecord, manifest: Manifest) -> str:
    return str(table.bytes) if manifest.database is None else f"of {manifest.database.bytes}"


def _files(table: TableRecord) -> str:
    """Return the names of a table's files: of many the first and the last."""
    if len(table.parts) > 1:
        first, last = _told(table.parts[0].file), _told(table.parts[-1].file)
        return f"{first} to {last}"
    return _told(table.parts[0].file if table.parts else table.file)


def _parted(rows: int | None) -> list[str]:
    if rows is None:
        return []
    return ["", f"Tables are in parts of {rows} rows; in the order of their names they are the whole table."]


def _decided(manifest: Manifest) -> list[str]:
    if not manifest.approvals:
        return [f"**{NOT_APPROVED}.**"]
    return ["", "**Approved by:**", "", *map(_approval, manifest.approvals)]


def _approval(one: Approval) -> str:
    return f"- {_told(one.role)}: {_told(one.name)}, {_told(one.on)}, {_told(one.method)}"


def _asked(overrides: Mapping[str, Any]) -> list[str]:
    told = [f"{rows} rows of {_told(table)}" for table, rows in sorted(overrides.get("rows", {}).items())]
    if "scale" in overrides:
        told.append(f"scale {_told(repr(overrides['scale']))}")
    if overrides.get("tables"):
        told.append(f"only the tables {', '.join(map(_told, overrides['tables']))}")
    if "seed" in overrides:
        told.append(f"seed {overrides['seed']}")
    return ["", f"Asked for otherwise than the specification says: {'; '.join(told)}."] if told else []


def _chosen(manifest: Manifest) -> list[str]:
    if manifest.coverage is None:
        return []
    lost = len(manifest.coverage.not_reached)
    return [
        "",
        "**Few rows, chosen so that every branch of the specification occurs.** Weights were evened out for it: shares,",
        f"averages and correlations mean nothing here. `{COVERAGE}` tells which branches occur;",
        f"{lost} {'was' if lost == 1 else 'were'} not reached.",
    ]


def _defects(key: AnswerKeyRecord | None) -> list[str]:
    if key is None:
        return []
    return [
        "",
        f"**With defects on purpose.** `{key.file}` is the answer key: each row that is wrong, what should stand there",
        "and what does. Without `--defects` the same specification gives the data without them.",
    ]


def _told(text: str) -> str:
    """Return text of a specification as part of a line that Markdown shows as it stands."""
    shown = []
    for sign in text:
        if sign in _ENTITIES:
            shown.append(f"&#{ord(sign)};")
        else:
            shown.append(f"\\{sign}" if sign in _SIGNS else sign if sign.isprintable() else " ")
    return "".join(shown).replace("www.", "www&#46;")


def _code(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum() or sign == ":")
