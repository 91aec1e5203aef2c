"""The file of keys: what the person who derives knows of the data, read by our own reader of YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

from manikin.derive.structure import Stated
from manikin.derive.view import Evidence, ReferenceView
from manikin.errors import Problem, SpecError, UserError
from manikin.spec.document import Document
from manikin.spec.fragments import record, text
from manikin.spec.keywords import findings
from manikin.spec.limits import MOST_BYTES
from manikin.spec.read import read
from manikin.spec.wording import nearest
from manikin.text import plain

_NAMES: Final = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
_ENDS: Final = {
    "oneOf": [
        {"type": "string", "pattern": r"^[^.]+\..+$"},
        {"type": "array", "items": {"type": "string", "pattern": r"^[^.]+\..+$"}, "minItems": 1},
    ]
}
SCHEMA: Final[Mapping[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:manikin:schema:keys:1",
    "title": "What is known of data that a draft is derived from",
    **record(
        "Names are those of the source. What is stated here is not guessed.",
        {
            "people": text(
                "Where people are told apart: a table, or `table.column`; `rows` where each row is somebody else."
            ),
            "keys": {
                "type": "object",
                "description": "For a table, the columns of its key.",
                "additionalProperties": {
                    "type": ["string", "array"],
                    "description": "A column, or a list of columns.",
                    "items": {"type": "string"},
                    "minItems": 1,
                },
            },
            "references": {
                "type": "array",
                "description": "Columns that hold the key of a row of another table.",
                "items": record(
                    "One reference: `table.column`, or a list of them where the key has several columns.",
                    {
                        "from": {**_ENDS, "description": "The columns that point."},
                        "to": {**_ENDS, "description": "The columns pointed at, in the same order."},
                    },
                    required=["from", "to"],
                ),
            },
            "public": {
                **_NAMES,
                "description": "Tables that are public, such as a list of codes: copied as they are.",
            },
            "ignore": {
                **_NAMES,
                "description": "Tables and columns (`table.column`) that are left out of the draft.",
            },
            "grids": {
                "type": "object",
                "description": "For a column of whole numbers (`table.column`), where it is cut when others are told by it.",
                "additionalProperties": {
                    "type": "array",
                    "description": "The places, from the least to the greatest.",
                    "items": {"type": "integer"},
                    "minItems": 2,
                },
            },
            "nulls": {
                **_NAMES,
                "description": "Texts that stand for no value, such as `?` or `NULL`; everywhere.",
            },
        },
    ),
}


@dataclass(frozen=True)
class Keys:
    """What is stated of the data.

    Parameters
    ----------
    stated : Stated
        People, keys, references and public tables.
    ignore : frozenset of str
        Tables that are left out.
    ignored : frozenset of (str, str)
        Columns that are left out, with their tables.
    grids : Mapping of (str, str) to tuple of str
        Places where the values of columns may be cut.
    nulls : tuple of str
        Texts that stand for no value.
    document : Document, optional
        The file, to tell the places of problems.
    """

    stated: Stated = field(default_factory=Stated)
    ignore: frozenset[str] = frozenset()
    ignored: frozenset[tuple[str, str]] = frozenset()
    grids: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    nulls: tuple[str, ...] = ()
    document: Document | None = None


def read_keys(path: Path) -> Keys:
    """Return what a file of keys states.

    Raises
    ------
    SpecError
        If it has problems; with all of them.
    UserError
        If it cannot be read.
    """
    shown = plain(path.as_posix(), 200)
    if path.stat().st_size > MOST_BYTES:
        raise UserError(f"{shown} is larger than a file of keys can be ({MOST_BYTES:,} bytes)")
    document, problems = read(path.read_bytes(), path.as_posix())
    if document is not None and not problems:
        validator = Draft202012Validator(SCHEMA)
        told = {
            found.address: document.problem(
                found.address, found.rule, found.message, found.mend, key=found.key
            )
            for error in validator.iter_errors(document.tree)
            for found in findings(error)
        }
        problems = tuple(told.values()) or (*_uneven(document), *_unordered(document))
    if document is None or problems:
        raise SpecError(problems)
    return _keys(document)


def _uneven(document: Document) -> Iterator[Problem]:
    """Yield the references whose ends do not fit."""
    for place, reference in enumerate(document.tree.get("references", ())):
        here, there = _ends(reference["from"]), _ends(reference["to"])
        at = ("references", place)
        if len(here) != len(there):
            yield document.problem(
                at,
                "STATED02",
                f"{len(here)} columns point at {len(there)}",
                "give as many columns in `from` as in `to`",
            )
        for end in (here, there):
            if len({table for table, _ in end}) > 1:
                yield document.problem(
                    at,
                    "STATED02",
                    "the columns of one end are of several tables",
                    "take them from one table",
                )


def _unordered(document: Document) -> Iterator[Problem]:
    """Yield the grids whose cuts do not rise."""
    for name, cuts in document.tree.get("grids", {}).items():
        if sorted(set(cuts)) != cuts:
            yield document.problem(
                ("grids", name),
                "STATED03",
                "the cuts do not rise",
                f"write them in order, each once: {plain(str(sorted(set(cuts))), 200)}",
            )


def _keys(document: Document) -> Keys:
    tree = document.tree or {}
    references: dict[str, list[ReferenceView]] = {}
    for reference in tree.get("references", ()):
        here, there = _ends(reference["from"]), _ends(reference["to"])
        references.setdefault(here[0][0], []).append(
            ReferenceView(
                tuple(column for _, column in here),
                there[0][0],
                tuple(column for _, column in there),
                Evidence.STATED,
            )
        )
    ignored = [name.partition(".") for name in tree.get("ignore", ())]
    return Keys(
        stated=Stated(
            people=tree.get("people", ""),
            keys={table: tuple(_list(columns)) for table, columns in tree.get("keys", {}).items()},
            references={table: tuple(found) for table, found in references.items()},
            public=frozenset(tree.get("public", ())),
        ),
        ignore=frozenset(table for table, dot, _ in ignored if not dot),
        ignored=frozenset((table, column) for table, dot, column in ignored if dot),
        grids={
            (place.partition(".")[0], place.partition(".")[2]): tuple(map(str, cuts))
            for place, cuts in tree.get("grids", {}).items()
        },
        nulls=tuple(tree.get("nulls", ())),
        document=document,
    )


def with_people(keys: Keys, people: str) -> Keys:
    """Return keys with people told apart as a command says, if it does."""
    return replace(keys, stated=replace(keys.stated, people=people)) if people else keys


def _ends(node: Any) -> list[tuple[str, str]]:
    return [(place.partition(".")[0], place.partition(".")[2]) for place in _list(node)]


def _list(node: Any) -> list[str]:
    return [node] if isinstance(node, str) else list(node)


def unknown(keys: Keys, columns: Mapping[str, Sequence[str]]) -> None:
    """Refuse what is stated of tables and columns that are not there.

    Raises
    ------
    SpecError
        With every such place in the file.
    """
    document = keys.document
    if document is None:
        return
    problems = [
        _lost(document, at, table, column, columns)
        for at, table, column in _named(document.tree or {})
        if table not in columns or (column and column not in columns[table])
    ]
    if problems:
        raise SpecError(tuple(problems))


def _named(tree: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield each table, and column if any, that is named, with its place."""
    people = tree.get("people", "")
    if people not in {"", "rows"}:
        yield ("people",), *_parts(people)
    for table, names in tree.get("keys", {}).items():
        for column in _list(names):
            yield ("keys", table), table, column
    for place, reference in enumerate(tree.get("references", ())):
        for end in ("from", "to"):
            for table, column in _ends(reference[end]):
                yield ("references", place, end), table, column
    for key in ("public", "ignore"):
        for place, name in enumerate(tree.get(key, ())):
            yield (key, place), *_parts(name)
    for name in tree.get("grids", {}):
        yield ("grids", name), *_parts(name)


def _parts(name: str) -> tuple[str, str]:
    table, _, column = name.partition(".")
    return table, column


def _lost(
    document: Document,
    at: tuple[str | int, ...],
    table: str,
    column: str,
    columns: Mapping[str, Sequence[str]],
) -> Problem:
    there = list(columns) if table not in columns else list(columns[table])
    name = table if table not in columns else column
    close = nearest(name, there)
    what = "table" if table not in columns else f"column of {plain(table, 60)}"
    mend = f"did you mean {plain(close, 60)}?" if close else f"there are: {plain(', '.join(there[:12]), 300)}"
    return document.problem(at, "STATED01", f"there is no {what} called {plain(name, 60)}", mend)
