"""What a YAML parser means when it gives up: its words turned into a place and a way out.

Knows the messages of libyaml and of PyYAML's own parser, which differ; never repeats them, since some
quote the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from yaml import YAMLError
from yaml.error import Mark

_INDENT = "line it up with the keys beside it, by spaces"
_QUOTE = "put the text in quotes"
_WORDS = (
    ("mapping values are not allowed", "a colon where none can be", 'put text with ": " in it in quotes; look at the indentation too'),
    ("cannot start any token", "this sign cannot begin a value", _QUOTE),
    ("unknown escape character", "this is no escape of YAML", "write \\\\ for a backslash, or use single quotes"),
    ("expected escape sequence", "this is no escape of YAML", "write \\\\ for a backslash, or use single quotes"),
    ("escape character code", "this escape stands for no character", "write the character itself"),
    ("',' or ']'", "a list in brackets is not closed", "add a comma or ]"),
    ("',' or '}'", "a mapping in braces is not closed", "add a comma or }"),
    ("'-' indicator", "a key among the items of a list", _INDENT),
    ("block sequence entries", "a list item where none can be", "begin the list on a line of its own"),
    ("expected ':'", "a key without a colon", "write the key, a colon and a space"),
    ("quoted scalar", "a quote is not closed", "add the quote at the end of the text"),
    ("unexpected end of stream", "a quote is not closed", "add the quote at the end of the text"),
    ("document start", "more text after the end of the document", "remove the line with ... or what follows it"),
    ("document separator", "a document ends within quotes", "add the quote at the end of the text"),
    ("block end", "a line that is indented otherwise than those before", _INDENT),
    ("expected key", "a line that is indented otherwise than those before", _INDENT),
    ("node content", "a sign where a value should be", "write the value, or put it in quotes"),
    ("block scalar", "text after | or > on the same line", "begin the text on the next line"),
    ("chomping or indentation", "text after | or > on the same line", "begin the text on the next line"),
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Where a parser gave up, counted from 1, and what it means."""

    line: int
    column: int
    rule: str
    message: str
    mend: str


def reason(error: YAMLError, lines: tuple[str, ...]) -> Reason:
    """Return what the parser could not read, with a place inside the file."""
    mark: Mark | None = getattr(error, "problem_mark", None)
    words = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or ''}"
    line, column = (mark.line, mark.column) if mark else (0, 0)
    # What is not closed is noticed at the end of the file: the end of the last written line shows more.
    while line > 0 and (line >= len(lines) or (line == len(lines) - 1 and not lines[line])):
        line -= 1
        column = len(lines[line])
    if lines[line].startswith("%"):
        return Reason(line + 1, 1, "YAML05", "a directive (%)", "remove it")
    said = getattr(error, "problem", None) or ""
    found = next((row for row in _WORDS if row[0] in said), None) or next(
        (row for row in _WORDS if row[0] in words), None
    )
    message, mend = (
        found[1:]
        if found
        else ("this cannot be read as YAML", "look at the indentation and the signs before it")
    )
    opened: Mark | None = getattr(error, "context_mark", None)
    if "not closed" in message and opened is not None:
        message += f"; it begins on line {opened.line + 1}"
    return Reason(line + 1, column + 1, "YAML01", message, mend)
