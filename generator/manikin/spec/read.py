"""From bytes to a tree with positions: our own small reader of parser events.

No loader is used: events come with places, cost little memory, and leave every decision to us. There
are no anchors, aliases, tags, directives or merge keys, and no character that cannot be seen; numbers
are whole or exact decimals; everything else is text, to be typed by the model.
"""

from __future__ import annotations

import gc
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from manikin.errors import Problem
from manikin.spec.characters import DECOMPOSED, decode, is_forbidden, name
from manikin.spec.document import START, Document, Position, dotted
from manikin.spec.limits import MOST_DEPTH, MOST_NODES, MOST_PROBLEMS, MOST_TEXT
from manikin.spec.scalars import TrapError, plain_value
from manikin.spec.syntax import reason

__all__ = ["Document", "Position", "dotted", "read"]

_OWN_KEYS = {("lookup", "on")}
"""Keys of the language, with the key above them, that other programs read as true or false."""
_TAB_KEY = ("csv", "delimiter")
"""The one place where a tab may stand, written as an escape."""

try:
    from yaml._yaml import CParser
except ImportError:  # a PyYAML built without its C library
    _parser: Any = None
else:
    _parser = CParser


def read(data: bytes, file: str, already: int = 0) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return a file as a document, or all that is wrong with it.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        How it is called in messages.
    already : int
        How many nodes were read of files that belong to this one; they count too.
    """
    text, found = decode(data)
    if text is None:
        lines = (
            tuple(data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n"))
            if len(data) < 10**7
            else ()
        )
        blank = Document(file, None, lines)
        return None, tuple(
            blank.problem_at(Position(line, column, column + 1), rule, message, mend)
            for line, column, rule, message, mend in found[:MOST_PROBLEMS]
        )
    reader = _Reader(file, text, already)
    enabled = gc.isenabled()
    gc.disable()  # a tree of many small objects, none of them garbage: collecting would be most of the time
    try:
        reader.run()
    finally:
        if enabled:
            gc.enable()
    return (None if reader.problems else reader.document), tuple(reader.problems)


class _StopError(Exception):
    """Reading ends here: what follows could not be trusted."""


@dataclass
class _Level:
    """A container that is being filled."""

    node: Any
    places: dict[str | int, tuple[Position, Position]]
    key: str | None = None
    key_at: Position = START
    waiting: bool = False
    """Whether a key is read and its value is next."""
    refused: bool = False
    """Whether the value that comes belongs to a refused key and is dropped."""


class _Reader:
    def __init__(self, file: str, text: str, already: int = 0) -> None:
        self.document = Document(file, None, tuple(text.split("\n")))
        self.text = text
        self.problems: list[Problem] = []
        self.levels: list[_Level] = []
        self.root: Any = None
        self.nodes = already
        self.documents = 0

    def run(self) -> None:
        try:
            for event in _events(self.text):
                self.take(event)
        except yaml.YAMLError as error:
            self._syntax(error)
        except _StopError:
            pass
        self.document = replace(self.document, tree=self.root, nodes=self.nodes)

    def take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._open(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.levels.pop()
        elif isinstance(event, AliasEvent):
            self._refuse(event, "YAML05", f"an alias (*{event.anchor})", "write the value out")
            if not self._dropped_key():
                self._place(None, _span(event))
        elif isinstance(event, DocumentStartEvent):
            self._document(event)

    def _document(self, event: DocumentStartEvent) -> None:
        self.documents += 1
        # PyYAML's own parser passes over a directive that it does not know, so the line itself is looked at.
        first = next((line for line in self.document.lines if line and line[0] not in " #"), "")
        if event.version or event.tags or (self.documents == 1 and first.startswith("%")):
            self._refuse(event, "YAML05", "a directive (%)", "remove it")
        if self.documents > 1:
            self._refuse(event, "YAML05", "a second document (---)", "keep one document in a file")
            raise _StopError

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        self._count(event)
        self._marks(event)
        node: Any = {} if isinstance(event, MappingStartEvent) else []
        if len(self.levels) >= MOST_DEPTH:
            self._refuse(event, "YAML02", f"more than {MOST_DEPTH} levels deep", "flatten it")
            raise _StopError
        places: dict[str | int, tuple[Position, Position]] = {}
        if self._dropped_key():
            self._refuse(event, "YAML08", "a key that is itself a list or a mapping", "use a word as the key")
        else:
            self._place(node, _span(event))
            self.document.places[id(node)] = places
        self.levels.append(_Level(node, places))

    def _scalar(self, event: ScalarEvent) -> None:
        self._count(event)
        self._marks(event)
        if len(event.value) > MOST_TEXT:
            self._refuse(
                event,
                "YAML02",
                f"text of {len(event.value):,} characters; at most {MOST_TEXT:,}",
                "shorten it",
            )
        if event.style in {'"', "'", "|", ">"}:
            self._unescaped(event)
        level = self.levels[-1] if self.levels else None
        if level is not None and isinstance(level.node, dict) and not level.waiting:
            self._key(event, level)
        else:
            self._place(self._value(event), _span(event))

    def _dropped_key(self) -> bool:
        """Return whether a key is next; what stands there is no word, so it is dropped with its value."""
        level = self.levels[-1] if self.levels else None
        if level is None or not isinstance(level.node, dict) or level.waiting:
            return False
        level.key, level.waiting, level.refused = None, True, True
        return True

    def _key(self, event: ScalarEvent, level: _Level) -> None:
        at = _span(event)
        text = event.value
        level.waiting, level.refused = True, False
        level.key, level.key_at = text, at
        is_plain = event.style in {"", None}
        if is_plain and text == "<<":
            self._refuse(event, "YAML05", "a merge key (<<)", "write the keys out")
            level.refused = True
        elif not text or (is_plain and text in {"~", "null", "Null", "NULL"}):
            self._refuse(
                event, "YAML08", "an empty key", 'give it a name; put it in quotes if it is the text "null"'
            )
            level.refused = True
        elif is_plain and (self._key_above(), text) not in _OWN_KEYS:
            self._trap(event)
        if text in level.node:
            first = level.places[text][0].line
            self._refuse(
                event, "YAML04", f"the key {text!r} again, first on line {first}", "keep one of the two"
            )
            level.refused = True

    def _key_above(self) -> str | None:
        """Return the key whose mapping is being filled."""
        return self.levels[-2].key if len(self.levels) > 1 else None

    def _trap(self, event: ScalarEvent) -> None:
        try:
            plain_value(event.value)
        except TrapError as trap:
            # Keys stay text, however many digits they have.
            if trap.rule == "YAML06":
                self._refuse(event, trap.rule, trap.message, trap.mend)

    def _value(self, event: ScalarEvent) -> Any:
        if event.style not in {"", None}:
            return event.value
        try:
            return plain_value(event.value)
        except TrapError as trap:
            self._refuse(event, trap.rule, trap.message, trap.mend)
            return event.value

    def _place(self, value: Any, at: Position) -> None:
        if not self.levels:
            self.root = value
            return
        level = self.levels[-1]
        if isinstance(level.node, list):
            level.places[len(level.node)] = (at, at)
            level.node.append(value)
            return
        level.waiting = False
        if not level.refused:
            level.node[level.key] = value
            level.places[level.key or ""] = (level.key_at, at)

    def _count(self, event: Event) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._refuse(event, "YAML02", f"more than {MOST_NODES:,} values", "move long tables to CSV files")
            raise _StopError

    def _marks(self, event: Any) -> None:
        if event.anchor:
            self._refuse(
                event, "YAML05", f"an anchor (&{event.anchor})", "write the value out where it is used"
            )
        if event.tag:
            self._refuse(event, "YAML05", f"a tag ({event.tag})", "remove it; put text in quotes")

    def _unescaped(self, event: ScalarEvent) -> None:
        if event.value.isascii() and event.value.replace("\n", " ").isprintable():
            return
        if (
            event.value == "\t"
            and (self._key_above(), self.levels[-1].key if self.levels else None) == _TAB_KEY
        ):
            return
        for character in event.value:
            if character != "\n" and is_forbidden(character):
                self._refuse(event, "YAML03", name(character), "remove the escape")
                return
        if not unicodedata.is_normalized("NFC", event.value):
            self._refuse(event, "YAML03", DECOMPOSED, "type the accented letter as one character")

    def _refuse(self, event: Event, rule: str, message: str, mend: str) -> None:
        self.problems.append(self.document.problem_at(_span(event), rule, message, mend))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _StopError

    def _syntax(self, error: yaml.YAMLError) -> None:
        why = reason(error, self.document.lines)
        at = Position(why.line, why.column, why.column + 1)
        self.problems.append(self.document.problem_at(at, why.rule, why.message, why.mend))


def _span(event: Any) -> Position:
    start, end = event.start_mark, event.end_mark
    last = end.column + 1 if end.line == start.line else start.column + 2
    return Position(start.line + 1, start.column + 1, max(last, start.column + 2))


def _events(text: str) -> Iterator[Event]:
    if _parser is None:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
        return
    parser = _parser(text)
    while (event := parser.get_event()) is not None:
        yield event
