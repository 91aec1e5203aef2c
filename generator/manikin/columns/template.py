"""``template``: text by joining columns, such as ``{family_name}.{patient_id}@example.org``.

=====================  =================================================================
``{name}``             a column, of this row or by a path: ``{practice.pracid}``
``{name:05}``          filled up to 5 characters with zeros in front, behind a sign
``{name:>8}``          filled up to 8 characters with spaces in front
``{name:<8}``          filled up to 8 characters with spaces behind
``{{``, ``}}``         the braces themselves
=====================  =================================================================

Longer values stay whole. Dates are written as 2026-03-01, decimals with all their digits, truth as
true and false; a column's own `format` is not used. The text is missing where any part is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from manikin.columns import digits
from manikin.columns.kind import Cells, Fault
from manikin.columns.paths import UnknownPathError, resolve
from manikin.columns.strings import as_text, padded, require_length, require_narrow
from manikin.columns.values import to_ruler
from manikin.columns.widths import fixed_width
from manikin.expressions.joining import joined
from manikin.model import Column, DataType, Spec, Table

_PATH = r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*"
_HOLE = re.compile(rf"({_PATH})(?::(?:([<>])([1-9][0-9]{{0,2}})|0([1-9][0-9]{{0,2}})))?")
_FORMS = "write `{column}`, `{column:05}`, `{column:<8}` or `{column:>8}`; `{{` for the brace itself"


class TemplateError(Exception):
    """A text that is not a template; `message` and `mend` say why and what to write."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


@dataclass(frozen=True)
class Placeholder:
    """A column in a template, filled up to `width` characters."""

    path: str
    width: int = 0
    zeros: bool = False
    left: bool = False


Part = str | Placeholder


def parse_template(text: str) -> tuple[Part, ...]:
    """Return the parts of a template in order; text between two placeholders is one part.

    Raises
    ------
    TemplateError
        If a brace is not closed or what is in it is not a column.
    """
    parts: list[Part] = []
    literal = ""
    at = 0
    while at < len(text):
        character = text[at]
        if text.startswith((character * 2,), at) and character in "{}":
            literal += character
            at += 2
        elif character == "}":
            raise TemplateError(
                f"character {at + 1} of the template: a `}}` that closes nothing", "write `}}` for it"
            )
        elif character == "{":
            end = text.find("}", at)
            found = _HOLE.fullmatch(text, at + 1, end) if end >= 0 else None
            if found is None:
                raise TemplateError(
                    f"character {at + 1} of the template: a `{{` that begins no column", _FORMS
                )
            parts.extend([literal] if literal else [])
            literal = ""
            parts.append(
                Placeholder(found[1], int(found[3] or found[4] or 0), bool(found[4]), found[2] == "<")
            )
            at = end + 1
        else:
            literal += character
            at += 1
    return (*parts, literal) if literal else tuple(parts)


@dataclass(frozen=True)
class _Maker:
    name: str
    datatype: DataType
    parts: tuple[Part, ...]
    types: Mapping[str, DataType]

    def make(self, cells: Cells) -> pa.Array:
        pieces = [part if isinstance(part, str) else self._filled(part, cells) for part in self.parts]
        require_narrow(pieces, self.name)
        texts = joined(pieces, cells.rows)
        require_length(texts, self.datatype, self.name)
        return texts

    def _filled(self, part: Placeholder, cells: Cells) -> pa.Array:
        values = cells.value(part.path)
        if not part.width and self.types[part.path].is_text:
            return values  # joined by its codes, where it has them
        if part.zeros and self.types[part.path].name == "integer" and not values.null_count:
            numbers = to_ruler(self.types[part.path], values)[0].astype(np.int64, copy=False)
            if digits.fits(numbers, part.width):
                return digits.filled(numbers, part.width)
        text = as_text(values, self.types[part.path])
        return padded(text, part.width, zeros=part.zeros, left=part.left) if part.width else text


class TemplateKind:
    """Text by joining columns."""

    NAME = "template"
    TITLE = "text by joining columns, with padding"
    PARAMETERS: Mapping[str, Any] = {
        "type": "string",
        "minLength": 1,
        "maxLength": 500,
        "description": "Text with columns in braces: `{family_name}.{patient_id}@example.org`, `{number:05}`.",
    }
    EXAMPLE: Mapping[str, Any] = {"type": "string", "template": "{family_name}.{patient_id}@example.org"}
    TYPES = frozenset({"string"})

    def needs(self, column: Column) -> Iterable[str]:
        """Yield the columns in braces, each once; none of a template that cannot be read."""
        try:
            parts = parse_template(column.parameters)
        except TemplateError:
            return
        yield from dict.fromkeys(part.path for part in parts if isinstance(part, Placeholder))

    def faults(self, column: Column, table: Table, spec: Spec) -> Iterable[Fault]:
        """Yield a fault for braces that hold no column, and for paths that lead nowhere."""
        try:
            parts = parse_template(column.parameters)
        except TemplateError as error:
            yield Fault("TEMPLATE01", error.message, error.mend, ("template",))
            return
        if not any(isinstance(part, Placeholder) for part in parts):
            yield Fault(
                "TEMPLATE01", "a template without a column", "use `constant` for fixed text", ("template",)
            )
        known = True
        for path in self.needs(column):
            try:
                resolve(path, table, spec)
            except UnknownPathError as error:
                known = False
                yield Fault("PATH01", error.message, error.mend, ("template",))
        if known:
            yield from self._lengths(column, parts)

    def _lengths(self, column: Column, parts: tuple[Part, ...]) -> Iterable[Fault]:
        least = sum(len(part) if isinstance(part, str) else part.width for part in parts)
        limit = column.type.max_length
        if limit is not None and least > limit:
            message = f"texts of at least {least} characters, where max_length is {limit}"
            yield Fault("TEXT01", message, "raise max_length or shorten the template", ("template",))

    def distinct(self, column: Column, table: Table, spec: Spec) -> int | None:
        """Return how many distinct texts there are if the template is unique because a part of it is.

        That holds where a whole-number column of this table that cannot repeat (its key, or
        declared unique) can be read back out of the text: it is the only placeholder, or it is the
        first or the last one with fixed text on its inner side, next to it, that is no digit. The
        number is then the longest run of digits at that end, whatever the other columns hold;
        filling up with zeros or spaces does not change it, and fixed text on the outer side is the
        same in every row. A hyphen before the last one could be a sign, so that number must not
        fall below 0. In the middle, or touching another column, digits of a neighbour could run
        into the number.

        It also holds where the number touches digits, or stands anywhere, if all the other
        placeholders take as many characters in every row: it is then cut out by its place, as are
        a patient's own digits in front of the five of a practice.
        """
        try:
            parts = parse_template(column.parameters)
        except TemplateError:
            return None
        for part in (*_readable(parts), *_cut_out(parts, table, spec)):
            source = table.by_name.get(part.path)
            if source is None or not _is_unique_number(source, table):
                continue
            if _hyphen_before(parts, part) and not _never_negative(source):
                continue
            return _values(source, table, spec)
        return None

    def prepare(self, column: Column, table: Table, spec: Spec, key: int) -> _Maker:
        """Return the maker of the column."""
        types = {path: resolve(path, table, spec).column.type for path in self.needs(column)}
        return _Maker(f"{table.name}.{column.name}", column.type, parse_template(column.parameters), types)


def _readable(parts: tuple[Part, ...]) -> Iterable[Placeholder]:
    """Yield the placeholders whose number can be read back out of the text."""
    holes = [place for place, part in enumerate(parts) if isinstance(part, Placeholder)]
    if not holes:
        return
    # Fixed text on the inner side of the first and of the last placeholder; none where they are one.
    inner = [parts[holes[0] + 1], parts[holes[-1] - 1]] if len(holes) > 1 else ["."]
    for place, beside, edge in zip((holes[0], holes[-1]), inner, (0, -1), strict=False):
        part = parts[place]
        if isinstance(part, Placeholder) and isinstance(beside, str) and not beside[edge].isdigit():
            yield part


def _cut_out(parts: tuple[Part, ...], table: Table, spec: Spec) -> Iterable[Placeholder]:
    """Yield the placeholders beside which all others have a fixed width, and so a place of their own."""
    holes = [part for part in parts if isinstance(part, Placeholder)]
    widths = [fixed_width(hole.path, hole.width, table, spec) for hole in holes]
    for place, hole in enumerate(holes):
        if all(width is not None for other, width in enumerate(widths) if other != place):
            yield hole


def _hyphen_before(parts: tuple[Part, ...], part: Placeholder) -> bool:
    before = parts[parts.index(part) - 1] if parts.index(part) else ""
    return isinstance(before, str) and before.endswith("-") and part is not _first(parts)


def _first(parts: tuple[Part, ...]) -> Placeholder | None:
    return next((part for part in parts if isinstance(part, Placeholder)), None)


def _never_negative(source: Column) -> bool:
    if source.kind == "sequence":
        return bool(source.parameters.get("start", 1) >= 0 and source.parameters.get("step", 1) > 0)
    return source.kind == "permutation"


def _is_unique_number(source: Column, table: Table) -> bool:
    is_distinct = source.unique or source.kind in {"permutation", "sequence"} or table.key == (source.name,)
    return source.type.name == "integer" and is_distinct


def _values(source: Column, table: Table, spec: Spec) -> int:
    """Return how many values the number can take, as its own kind says."""
    from manikin.columns import KINDS  # noqa: PLC0415  # the registry imports this module

    found = KINDS[source.kind].distinct(source, table, spec) if source.kind in KINDS else None
    return 2**62 if found is None else found


KIND = TemplateKind()
