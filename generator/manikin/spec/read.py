"""From bytes to a tree with positions: our own small reader of parser events.

No loader is used: events come with places, cost little memory, and leave every decision to us. There
are no anchors, aliases, tags, directives or merge keys, and no character that cannot be seen; numbers
are whole or exact decimals; everything else is text, to be typed by the model.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass
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
from manikin.spec.characters import decode, is_forbidden, name
from manikin.spec.document import START, Document, Position, dotted
from manikin.spec.limits import MOST_DEPTH, MOST_NODES, MOST_PROBLEMS, MOST_TEXT
from manikin.spec.scalars import TrapError, plain_value

__all__ = ["Document", "Position", "dotted", "read"]

try:
    from yaml._yaml import CParser
except ImportError:  # a PyYAML built without its C library
    _parser: Any = None
else:
    _parser = CParser


def read(data: bytes, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return a file as a document, or all that is wrong with it.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        How it is called in messages.
    """
    text, found = decode(data)
    if text is None:
        lines = tuple(data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")) if len(data) < 10**7 else ()
        blank = Document(file, None, lines)
        return None, tuple(
            blank.problem_at(Position(line, column, column + 1), rule, message, mend)
            for line, column, rule, message, mend in found[:MOST_PROBLEMS]
        )
    reader = _Reader(file, text)
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
    def __init__(self, file: str, text: str) -> None:
        self.document = Document(file, None, tuple(text.split("\n")))
        self.text = text
        self.problems: list[Problem] = []
        self.levels: list[_Level] = []
        self.root: Any = None
        self.nodes = 0
        self.documents = 0

    def run(self) -> None:
        try:
            for event in _events(self.text):
                self.take(event)
        except yaml.YAMLError as error:
            self._syntax(error)
        except _StopError:
            pass
        self.document = Document(self.document.file, self.root, self.document.lines, self.document.places)

    def take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._open(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.levels.pop()
        elif isinstance(event, AliasEvent):
            self._refuse(event, "YAML05", f"an alias (*{event.anchor})", "write the value out")
            self._place(None, _span(event))
        elif isinstance(event, DocumentStartEvent):
            self._document(event)

    def _document(self, event: DocumentStartEvent) -> None:
        self.documents += 1
        if event.version or event.tags:
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
        parent = self.levels[-1] if self.levels else None
        if parent is not None and isinstance(parent.node, dict) and not parent.waiting:
            self._refuse(event, "YAML08", "a key that is itself a list or a mapping", "use a word as the key")
            raise _StopError
        self._place(node, _span(event))
        places: dict[str | int, tuple[Position, Position]] = {}
        self.document.places[id(node)] = places
        self.levels.append(_Level(node, places))

    def _scalar(self, event: ScalarEvent) -> None:
        self._count(event)
        self._marks(event)
        if len(event.value) > MOST_TEXT:
            self._refuse(event, "YAML02", f"text of {len(event.value):,} characters; at most {MOST_TEXT:,}", "shorten it")
        if event.style in {'"', "'", "|", ">"}:
            self._unescaped(event)
        level = self.levels[-1] if self.levels else None
        if level is not None and isinstance(level.node, dict) and not level.waiting:
            self._key(event, level)
        else:
            self._place(self._value(event), _span(event))

    def _key(self, event: ScalarEvent, level: _Level) -> None:
        at = _span(event)
        text = event.value
        level.waiting, level.refused = True, False
        level.key, level.key_at = text, at
        is_plain = event.style in {"", None}
        if is_plain and text == "<<":
            self._refuse(event, "YAML05", "a merge key (<<)", "write the keys out")
            level.refused = True
        elif is_plain and text in {"", "~", "null", "Null", "NULL"}:
            self._refuse(event, "YAML08", "an empty key", 'give it a name; put it in quotes if it is the text "null"')
            level.refused = True
        elif is_plain:
            try:
                plain_value(text)
            except TrapError as trap:
                if trap.rule != "YAML07":
                    self._refuse(event, trap.rule, trap.message, trap.mend)
        if text in level.node:
            first = level.places[text][0].line
            self._refuse(event, "YAML04", f"the key {text!r} again, first on line {first}", "keep one of the two")
            level.refused = True

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
            self._refuse(event, "YAML05", f"an anchor (&{event.anchor})", "write the value out where it is used")
        if event.tag:
            self._refuse(event, "YAML05", f"a tag ({event.tag})", "remove it; put text in quotes")

    def _unescaped(self, event: ScalarEvent) -> None:
        for character in event.value:
            if character != "\n" and is_forbidden(character):
                self._refuse(event, "YAML03", name(character), "remove the escape")
                return

    def _refuse(self, event: Event, rule: str, message: str, mend: str) -> None:
        self.problems.append(self.document.problem_at(_span(event), rule, message, mend))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _StopError

    def _syntax(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        at = Position(mark.line + 1, mark.column + 1, mark.column + 2) if mark else START
        why = getattr(error, "problem", None) or "it cannot be read"
        message = f"this is not YAML: {why}"
        mend = "look at the indentation and for a missing quote, bracket or colon on this line or the one before"
        self.problems.append(self.document.problem_at(at, "YAML01", message, mend))


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
