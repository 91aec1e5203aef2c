"""The specification as it is shipped with what was made from it: its meaning, in one fixed style, and nothing else.

The same reader reads it, with the same digest. Comments, the order of keys, quotes, and which file said what do not
reach it, so nothing that was never judged as data leaves with the data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from manikin.errors import UserError
from manikin.model import Spec
from manikin.spec.canonical import FILES, written
from manikin.spec.folder import SPEC
from manikin.spec.limits import MOST_BYTES
from manikin.spec.scalars import LARGEST, number_like

_WIDTH: Final = 100
"""The most characters of a line on which a whole mapping or list may stand."""
_PIECE: Final = 5_000
"""The most characters of a long text on one line."""
_LONGEST_KEY: Final = 400
"""The most characters of a key that stands before its colon on one line."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./%+-]*( [A-Za-z0-9_./%+-]+)*")
_QUOTED: Final = re.compile(r"[\"\\\n\t]")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def shipped(spec: Spec) -> dict[str, bytes]:
    """Return the files of a specification as they are shipped, by name: ``spec.yaml``, and its vocabularies as they are."""
    tree = written(spec.canonical)
    vocabularies = {name: spec.texts[name] for name in tree.pop(FILES) if name in spec.texts}
    return {SPEC: to_yaml(tree), **vocabularies}


def to_yaml(tree: Mapping[str, Any]) -> bytes:
    """Return a specification as a file that reads back as the same tree, in one fixed style.

    Raises
    ------
    UserError
        If no file that could be read again holds it.
    """
    data = ("\n".join(_mapping(tree, "")) + "\n").encode()
    if len(data) > MOST_BYTES:
        data = (_flow(tree, ",\n") + "\n").encode()
    if len(data) > MOST_BYTES:
        raise UserError(
            f"the specification has more than {MOST_BYTES:,} bytes when it is written out to be shipped; "
            "move long tables to CSV files of the folder"
        )
    return data


def _mapping(tree: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in tree.items():
        name = _text(key, indent + "  ")
        is_long = len(name) > _LONGEST_KEY
        if is_long:
            yield f"{indent}? {name}"
        yield from _entry(f"{indent}:" if is_long else f"{indent}{name}:", value, indent)


def _entry(start: str, value: Any, indent: str) -> Iterator[str]:
    """Yield the lines of a value after its key or its dash."""
    inside = indent + "  "
    if not isinstance(value, dict | list):
        yield f"{start} {_scalar(value, inside)}"
        return
    line = f"{start} {_flow(value, ', ')}"
    if len(line) <= _WIDTH and not _is_deep(value):
        yield line
        return
    yield start
    if isinstance(value, dict):
        yield from _mapping(value, inside)
    for item in value if isinstance(value, list) else ():
        lines = _entry(f"{inside}-", item, inside)
        first = next(lines)
        if first.endswith("-") and isinstance(item, dict):
            first = f"{first} {next(lines).lstrip(' ')}"  # a mapping begins beside its dash
        yield first
        yield from lines


def _is_deep(value: Any) -> bool:
    """Return whether a mapping is too deep to be read well on one line."""
    below = value.values() if isinstance(value, dict) else value
    return any(
        isinstance(deeper, dict) for part in below if isinstance(part, dict) for deeper in part.values()
    )


def _flow(value: Any, between: str) -> str:
    if isinstance(value, dict):
        return "{" + between.join(_pair(key, below, between) for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + between.join(_flow(item, between) for item in value) + "]"
    return _scalar(value, "")


def _pair(key: str, value: Any, between: str) -> str:
    name = _text(key, "")
    return f"{'? ' if len(name) > _LONGEST_KEY else ''}{name}: {_flow(value, between)}"


def _scalar(value: Any, indent: str) -> str:
    if isinstance(value, str):
        return _text(value, indent)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return _number(value)


def _number(value: float) -> str:
    """Return a number in full: a power of ten is text to some programs."""
    text = format(Decimal(repr(value)), "f")
    return f"{text}.0" if abs(value) > LARGEST else text


def _text(text: str, indent: str) -> str:
    if _PLAIN.fullmatch(text) and len(text) <= _WIDTH and not number_like(text):
        return text
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    return '"' + f"\\\n{indent}".join(map(_quoted, pieces)) + '"'


def _quoted(piece: str) -> str:
    """Return a piece of text between quotes; a blank at its start is marked, as it may begin a line."""
    quoted = _QUOTED.sub(lambda found: _ESCAPES[found[0]], piece)
    return f"\\{quoted}" if quoted.startswith(" ") else quoted
