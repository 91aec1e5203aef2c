"""Which bytes and characters a specification may hold: visible ones, each in one form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from manikin.spec.limits import MOST_BYTES, MOST_LINE, MOST_PROBLEMS

_REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_NAMES = {"\t": "a tab", "\r": "a carriage return without a line feed", "\ufeff": "a byte order mark"}
_ASCII = re.compile(r"[\n\x20-\x7e]*")
DECOMPOSED = "text in a decomposed form (an accent apart from its letter)"
Found = tuple[int, int, str, str, str]
"""Line, column, rule, message, mend."""


def decode(data: bytes) -> tuple[str | None, list[Found]]:
    """Return the text of a file with line feeds only, or what forbids it."""
    if len(data) > MOST_BYTES:
        message = f"the file has {len(data):,} bytes; at most {MOST_BYTES:,}"
        return None, [(0, 0, "YAML02", message, "move long tables to CSV files of the folder")]
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        message = f"byte 0x{data[error.start]:02X} is not UTF-8"
        return None, [(line, column, "YAML03", message, "save the file as UTF-8")]
    text = text.replace("\r\n", "\n")
    found = [*_long_lines(text), *forbidden(text)]
    return (None if found else text), found


def _long_lines(text: str) -> Iterator[Found]:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MOST_LINE:
            message = f"a line of {len(line):,} characters; at most {MOST_LINE:,}"
            yield number, MOST_LINE + 1, "YAML02", message, "break the line"


def forbidden(text: str) -> Iterator[Found]:
    """Yield the places of characters that cannot be seen or have more than one form."""
    if _ASCII.fullmatch(text):
        return
    found = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if _ASCII.fullmatch(line):
            continue
        for column, character in enumerate(line, start=1):
            if is_forbidden(character):
                yield number, column, "YAML03", name(character), _mend(character)
                found += 1
                if found >= MOST_PROBLEMS:
                    return
        if not unicodedata.is_normalized("NFC", line):
            yield number, _decomposed(line), "YAML03", DECOMPOSED, "type the accented letter as one character"


def is_forbidden(character: str) -> bool:
    """Return whether a character other than a line feed is refused, even in comments."""
    if character == " " or "\x21" <= character <= "\x7e":
        return False
    is_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return is_selector or character in _FILLERS or unicodedata.category(character) in _REFUSED


def name(character: str) -> str:
    """Return what a refused character is called."""
    known = _NAMES.get(character) or unicodedata.name(character, "a control character").lower()
    return f"{known} (U+{ord(character):04X}) may not stand in a specification, since it cannot be seen"


def _mend(character: str) -> str:
    return "use spaces" if character in "\t\u00a0" else "remove it"


def _decomposed(line: str) -> int:
    for place in range(1, len(line)):
        if unicodedata.combining(line[place]):
            return place + 1
    return 1
