"""YAML as the specifications write it: a column on one line, text in quotes wherever a program could mistake it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./(-][A-Za-z0-9_./()-]*)*")
_TAKEN: Final = re.compile(r"(?i:yes|no|on|off|true|false|null|none|y|nan|inf)|N")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?|(0|[1-9][0-9]*)-[1-9][0-9]*")
WIDTH: Final = 118


class Number(str):
    """Digits that are to stand as a number, as they are."""

    __slots__ = ()


class Date(str):
    """A date that is to stand without quotes."""

    __slots__ = ()


def scalar(value: Any) -> str:
    """Return a scalar as the reader of specifications takes it back."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number) and _NUMBER.fullmatch(value):
        return str(value)
    if isinstance(value, Date) and _DATE.fullmatch(value):
        return str(value)
    if isinstance(value, int | Decimal):
        return f"{value}"
    text = str(value)
    if _PLAIN.fullmatch(text) and not _TAKEN.fullmatch(text):
        return text
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    return sign if sign.isprintable() else f"\\u{ord(sign):04x}"


def flow(node: Any) -> str:
    """Return a tree on one line."""
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(value)}" for key, value in node.items()) + "}"
    if isinstance(node, Sequence) and not isinstance(node, str):
        return "[" + ", ".join(flow(part) for part in node) + "]"
    return scalar(node)


def entry(indent: int, key: Any, node: Any) -> list[str]:
    """Return a key and what stands under it: on one line where it fits, else a line for each part.

    A mapping of numbers to values, such as quantiles, and a list of numbers stay together over several lines.
    """
    head = " " * indent + f"{scalar(key)}:"
    line = f"{head} {flow(node)}"
    if len(line) <= WIDTH or not isinstance(node, Mapping | list | tuple) or not node:
        return [line]
    if isinstance(node, Mapping) and all(isinstance(name, Number) for name in node):
        return _wrapped(head, indent, [f"{scalar(name)}: {flow(part)}" for name, part in node.items()], "{}")
    if all(isinstance(part, int) for part in node):
        return _wrapped(head, indent, [scalar(part) for part in node], "[]")
    if isinstance(node, Mapping):
        return [head, *(line for name, part in node.items() for line in entry(indent + 2, name, part))]
    return [head, *(line for part in node for line in _item(indent + 2, part))]


def _wrapped(head: str, indent: int, parts: Sequence[str], ends: str) -> list[str]:
    lines = [f"{head} {ends[0]}"]
    for place, part in enumerate(parts):
        text = part + (ends[1] if place == len(parts) - 1 else ",")
        if len(lines[-1]) + len(text) >= WIDTH:
            lines.append(" " * (indent + 2) + text)
        else:
            lines[-1] += text if lines[-1].endswith(ends[0]) else f" {text}"
    return lines


def _item(indent: int, part: Any) -> list[str]:
    """Return a part of a list: on one line where it fits, else a line for each of its own parts."""
    line = " " * indent + f"- {flow(part)}"
    if len(line) <= WIDTH or not isinstance(part, Mapping):
        return [line]
    lines = [line for name, inner in part.items() for line in entry(indent + 2, name, inner)]
    return [" " * indent + "- " + lines[0].lstrip(), *lines[1:]]


def remarked(lines: list[str], remark: str) -> list[str]:
    """Return lines with a remark: at the end of the first where there is room, else above it."""
    if not remark:
        return lines
    if len(lines[0]) + len(remark) + 4 <= WIDTH:
        return [f"{lines[0]}  # {remark}", *lines[1:]]
    indent = len(lines[0]) - len(lines[0].lstrip())
    return [f"{' ' * indent}# {remark}", *lines]
