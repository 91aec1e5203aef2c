"""Traces in the files: connections and passwords, and what points at a person, in comments and vocabularies too.

Every line of every file is looked at as it stands, and every text and key as it reads once escapes and folds are
undone; so are the names of the files, and files of the folder that nothing names: they lie there to be read too.
No report repeats what was found.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from manikin.disclosure.detectors import is_nhs_number
from manikin.disclosure.lint.lint import Lint
from manikin.disclosure.lint.statistic import has_private
from manikin.errors import Problem, Severity, UserError
from manikin.model.draws import Address
from manikin.spec.folder import Folder, open_folder
from manikin.spec.limits import MOST_BYTES

_CONNECTION: Final = re.compile(
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]*@"
    r"|\b(?:jdbc:[a-z]+|odbc|postgres(?:ql)?|mysql|mariadb|mssql|sqlserver|oracle|mongodb|redis|snowflake|trino)(?:\+[a-z0-9]+)?://\S"
    r"|\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|dsn)\s*[=:]\s*[^\s{\[,;]",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)+)")
_POSTCODE: Final = re.compile(r"\b(?!ZZ)[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}\b")
_PHONE: Final = re.compile(
    r"(?<![\w.-])(?:\+44 ?(?:\(0\))?|0|\(0)[1-9][0-9]{1,4}\)?[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}(?![\w.-])"
)
_NUMBER: Final = re.compile(r"(?<![\w.-])[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}(?![\w.-])")
_INVENTED: Final = re.compile(r"(?:^|\.)(?:example|test|invalid)(?:\.|$)")
_DRAMA: Final = re.compile(r"0?7700 ?900|01632 ?960")
_CONTACT: Final = ("owner", "contact")


def check(lint: Lint) -> Iterator[Problem]:
    """Yield what stands in the files and must not."""
    told: set[tuple[str, int, str]] = set()
    for found in (*_lines(lint), *_texts(lint), *_cells(lint), *_names(lint), *_others(lint)):
        if (found.file, found.line, found.rule) not in told:
            told.add((found.file, found.line, found.rule))
            yield found


def _lines(lint: Lint) -> Iterator[Problem]:
    """Yield what is found in the lines of the specification and its fragments, comments included."""
    contact = lint.document.position(_CONTACT)
    files = [(lint.document.file, lint.document.lines), *lint.document.parts]
    for part, (file, lines) in enumerate(files):
        for number, line in enumerate(lines, 1):
            is_contact = part == contact.part and number == contact.line
            for what, start, end in _found(line, is_contact=is_contact):
                address = f"{posixpath.basename(file)}:{number}"
                yield _problem(lint, what, (file, number, start + 1, end + 1), address)
    for name, data in lint.spec.texts.items():
        if name.endswith(".csv"):
            file = posixpath.join(posixpath.dirname(lint.document.file), name)
            text = data.decode("utf-8", "replace")
            for found in _CONNECTION.finditer(text):
                row = text.count("\n", 0, found.start()) + 1
                start = found.start() - text.rfind("\n", 0, found.start())
                place = (file, row, start, start + len(found[0]))
                yield _problem(lint, "a connection or a password", place, f"{name}:{row}")


def _texts(lint: Lint) -> Iterator[Problem]:
    """Yield what is found in texts that are written over several lines or with escapes."""
    for at, text in _leaves((), lint.document.tree):
        for what, _, _ in _found(text, is_contact=at == _CONTACT):
            place = lint.document.position(at)
            origin = lint.document.origin(at)
            part = lint.document.parts[place.part - 1][0] if place.part else lint.document.file
            file, line = origin or (part, place.line)
            where = (file, line, place.column, place.end_column)
            yield _problem(lint, what, where, f"{posixpath.basename(file)}:{line}")


def _leaves(at: Address, tree: Any) -> Iterator[tuple[Address, str]]:
    if isinstance(tree, Mapping):
        for key, part in tree.items():
            yield (*at, key), str(key)
            yield from _leaves((*at, key), part)
    elif isinstance(tree, list):
        for place, part in enumerate(tree):
            yield from _leaves((*at, place), part)
    elif isinstance(tree, str):
        yield at, tree


def _cells(lint: Lint) -> Iterator[Problem]:
    """Yield columns of files of which many cells, or telling ones, point at people."""
    for name, table in lint.spec.files.items():
        file = posixpath.join(posixpath.dirname(lint.document.file), name)
        for column in table.column_names:
            what = _column(table.column(column))
            if what:
                yield _problem(lint, what, (file, 1, 1, 1), f"{name}:{column}", column=f"column {column}")


def _column(cells: pa.ChunkedArray) -> str:
    texts = [cell for cell in pc.unique(cells).to_pylist() if cell]
    # Of codes with ten digits one in eleven has a fitting check digit by chance; half of them never.
    if texts and sum(map(is_nhs_number, texts)) * 2 > len(texts):
        return "an NHS number"
    joined = "\n".join(texts)
    for what, start, _ in _found(joined):
        # A number in groups of three, three and four is no code, however few there are of it.
        is_grouped = what == "an NHS number" and not joined[start : start + 4].isdigit()
        if is_grouped or what not in {"an NHS number", "a connection or a password"}:
            return what
    return ""


def _names(lint: Lint) -> Iterator[Problem]:
    """Yield files whose names point at a person."""
    for name in lint.spec.texts:
        words = re.sub(r"[._-]+", " ", posixpath.splitext(name)[0])
        for what, _, _ in _found(words):
            file = posixpath.join(posixpath.dirname(lint.document.file), name)
            yield _problem(lint, what, (file, 1, 1, 1), f"{name}:name", column="name of this file")


def _others(lint: Lint) -> Iterator[Problem]:
    """Yield what is found in files of the folder that nothing names."""
    if not lint.spec.folder:
        return
    folder = open_folder(Path(lint.spec.folder))
    for name in folder.others(tuple(lint.spec.texts)):
        file = folder.name_of(name)
        text = _text(folder, name)
        if text is None:
            message = "nothing names this file, and it cannot be looked through as text"
            severity = Severity.ERROR if has_private(lint.spec) else Severity.WARNING
            mend = "remove it from the folder: whoever gets the folder gets it too"
            yield Problem(file, 0, 0, "DISC17", message, mend, severity, name)
        for number, line in enumerate((text or "").split("\n"), 1):
            for what, start, end in _found(line):
                yield _problem(lint, what, (file, number, start + 1, end + 1), f"{name}:{number}")


def _text(folder: Folder, name: str) -> str | None:
    """Return a file as text; None if it is none, is too long or is no ordinary file."""
    try:
        data = folder.look(name)
        return data.decode() if len(data) <= MOST_BYTES else None
    except (UserError, UnicodeDecodeError):
        # What a desktop leaves behind, such as .DS_Store, is not the author's.
        return "" if name.startswith(".") else None


def _found(text: str, *, is_contact: bool = False) -> Iterator[tuple[str, int, int]]:
    """Yield what a text seems to hold, with its place."""
    for found in _CONNECTION.finditer(text):
        yield "a connection or a password", *found.span()
    for found in _NUMBER.finditer(text):
        if is_nhs_number(found[0]) and (found[1] or found[0][0] in "467"):
            yield "an NHS number", *found.span()
    for found in _EMAIL.finditer(text):
        if not is_contact and not _INVENTED.search(found["domain"].lower()):
            yield "an email address", *found.span()
    for found in _POSTCODE.finditer(text):
        yield "a postcode", *found.span()
    for found in _PHONE.finditer(text):
        if 10 <= sum(sign.isdigit() for sign in found[0]) <= 13 and not _DRAMA.search(found[0]):
            yield "a telephone number", *found.span()


def _problem(
    lint: Lint, what: str, place: tuple[str, int, int, int], address: str, *, column: str = ""
) -> Problem:
    file, line, start, end = place
    if what == "a connection or a password":
        message = f"this looks like {what}: a specification is read by many, and needs none"
        mend = "remove it here and from the history of the file, and change the password"
        return Problem(file, line, start, "DISC16", message, mend, address=address, end_column=end)
    is_grave = what == "an NHS number" or has_private(lint.spec)
    where = f"the {column} holds what looks like {what}" if column else f"this looks like {what}"
    mend = "remove it, or write an invented one: 999 000 0018, someone@example.org, ZZ99 3VZ, 07700 900123"
    severity = Severity.ERROR if is_grave else Severity.WARNING
    return Problem(file, line, start, "DISC17", where, mend, severity, address, end)
