"""What each keyword of the schema means to a person, as findings without a place in a file yet."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jsonschema import ValidationError

from manikin.model.spec import Address
from manikin.spec.schema import DATASET, FILE, LATER, NAME
from manikin.text import plain

_KINDS = {
    "object": "a mapping of keys to values",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_FORMS = {
    NAME: "a name: letters, digits and _, not starting with a digit, at most 63 characters",
    DATASET: "small letters, digits and hyphens, starting with a letter or digit, at most 64 characters",
    FILE: "the name of a file in the folder: small letters, digits, . _ -, no folders",
}
_SHOWN = 40
"""The most characters of a value that a message quotes."""


@dataclass(frozen=True)
class Finding:
    """A problem of shape; `missing` is the key that is not there, if that is the problem."""

    address: Address
    rule: str
    message: str
    mend: str = ""
    key: bool = False
    missing: str = ""


def findings(error: ValidationError) -> Iterator[Finding]:
    """Yield what a schema error says; several for an object with several unknown keys."""
    address: Address = tuple(error.absolute_path)
    later = _later_form(error, address)
    if later is not None:
        yield later
        return
    keyword = str(error.validator)
    speak = _SPEAKERS.get(keyword, _other)
    yield from speak(error, address)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` sensibly is a misspelling of, or nothing."""
    folded = {name.lower(): name for name in known}
    lowered = word.lower()
    if lowered in folded:
        return folded[lowered]
    close = difflib.get_close_matches(lowered, folded, n=1, cutoff=0.72 if len(word) > 4 else 0.66)
    return folded[close[0]] if close else ""


def shown(value: Any) -> str:
    """Return a short scalar as a message may quote it; a longer thing as what it is."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        return f"the text {plain(value)!r}" if len(value) <= _SHOWN else f"text of {len(value)} characters"
    return plain(str(value), _SHOWN)


def _unknown(error: ValidationError, address: Address) -> Iterator[Finding]:
    schema = error.schema
    known = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    for name in error.instance:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            yield _unknown_key((*address, name), known, schema)


def _unknown_key(address: Address, known: Sequence[str], schema: Mapping[str, Any]) -> Finding:
    name = str(address[-1])
    if any(name in LATER[kind] for kind in _kinds_at(known)):
        return _later(address, f"`{plain(name)}` comes with a later version of the language", key=True)
    near = nearest(name, known)
    if near:
        return Finding(address, "KEYS01", f"unknown key {plain(name)!r}; did you mean {near!r}?", f"write {near!r}", key=True)
    what = f"unknown key {plain(name)!r}"
    if not known:
        forms = schema.get("description", "")
        return Finding(address, "KEYS01", what, f"what may stand here: {forms}" if forms else "remove it", key=True)
    allowed = ", ".join(known[:40])
    return Finding(address, "KEYS01", what, f"remove it, or use one of: {allowed}", key=True)


def _kinds_at(known: Sequence[str]) -> Iterator[str]:
    """Yield which objects of the language have these keys; each has keys of its own that come later."""
    marks = {"root": "dataset", "table": "checks", "column": "references", "references": "table"}
    for kind, mark in marks.items():
        if mark in known:
            yield kind


def _later(address: Address, message: str, *, key: bool = False) -> Finding:
    return Finding(address, "LATER01", message, "leave it out for now", key=key)


def _later_form(error: ValidationError, address: Address) -> Finding | None:
    """Return the finding where a form of a later version stands in the place of one of this version."""
    here, value = str(address[-1]) if address else "", error.instance
    if isinstance(value, str) and error.validator == "type":
        if here == "cases":
            return _later(address, "cases in a file of their own come with a later version of the language")
        if here == "choice":
            return _later(address, "a choice from a file comes with a later version of the language")
    if len(address) > 1 and address[-2] == "given" and isinstance(value, Mapping) and "previous" in value:
        return _later(address, "`previous` comes with a later version of the language")
    return None


def _required(error: ValidationError, address: Address) -> Iterator[Finding]:
    for name in error.validator_value:
        if name not in error.instance:
            place = f"`{plain(str(address[-1]))}`" if address and isinstance(address[-1], str) else "this"
            meaning = error.schema.get("properties", {}).get(name, {}).get("description", "")
            mend = f"add `{name}:`" + (f" ({_first(meaning)})" if meaning else "")
            where = place if address else "the specification"
            yield Finding(address, "KEYS02", f"{where} lacks the key {name!r}", mend, key=True, missing=name)


def _one(error: ValidationError, address: Address) -> Iterator[Finding]:
    """Speak about an object with too few or too many properties."""
    count, most, least = len(error.instance), error.schema.get("maxProperties"), error.schema.get("minProperties", 0)
    if most == 1 == least:
        if not count:
            mend = "name one, such as `uniform: {min: 0, max: 10}`"
            yield Finding(address, "KEYS03", "there is no distribution here", mend, key=True)
        else:
            names = " and ".join(plain(name) for name in list(error.instance)[:6])
            yield Finding(address, "KEYS03", f"found {names} together, where exactly one belongs", "keep one", key=True)
    elif error.validator == "minProperties":
        yield Finding(address, "VALUE04", _few(count, least, "entries"), _meaning(error), key=True)
    else:
        yield Finding(address, "VALUE04", f"has {count} entries; at most {most} are allowed", _meaning(error), key=True)


def _type(error: ValidationError, address: Address) -> Iterator[Finding]:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    if "number" in names and "integer" in names:
        names.remove("integer")
    words = [_KINDS[name] for name in names]
    text = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
    mend = _meaning(error)
    if names == ["string"] and isinstance(error.instance, int | Decimal | bool):
        mend = "put it in quotes" + (f". {mend}" if mend else "")
    yield Finding(address, "TYPE01", f"found {shown(error.instance)}, where {text} belongs", mend)


def _enum(error: ValidationError, address: Address) -> Iterator[Finding]:
    allowed = [str(value) for value in error.validator_value]
    near = nearest(str(error.instance), allowed) if isinstance(error.instance, str) else ""
    hint = f"; did you mean {near!r}?" if near else ""
    listed = ", ".join(repr(value) if not value.strip() or not value.isprintable() else value for value in allowed)
    yield Finding(address, "VALUE01", f"{shown(error.instance)} is not one of the allowed{hint}", f"use one of: {listed}")


def _const(error: ValidationError, address: Address) -> Iterator[Finding]:
    wanted = shown(error.validator_value)
    yield Finding(address, "VALUE01", f"found {shown(error.instance)}, where only {wanted} is allowed", f"write {wanted}")


def _range(error: ValidationError, address: Address) -> Iterator[Finding]:
    words = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
        "exclusiveMaximum": "less than",
        "multipleOf": "a multiple of",
    }
    limit = f"{words[str(error.validator)]} {error.validator_value}"
    yield Finding(address, "VALUE02", f"{shown(error.instance)} is out of range; it must be {limit}", _meaning(error))


def _form(error: ValidationError, address: Address) -> Iterator[Finding]:
    pattern = str(error.validator_value)
    wanted = _FORMS.get(pattern) or _first(error.schema.get("description", "")) or "another form"
    if "propertyNames" in error.absolute_schema_path:
        at = (*address, error.instance)
        yield Finding(at, "VALUE03", f"{shown(error.instance)} cannot be used as a name here", f"write {wanted}", key=True)
    elif len(address) > 1 and address[-2] == "given" and str(error.instance).startswith("previous"):
        yield _later(address, "`previous` comes with a later version of the language")
    else:
        yield Finding(address, "VALUE03", f"{shown(error.instance)} has the wrong form", f"write {wanted}")


def _length(error: ValidationError, address: Address) -> Iterator[Finding]:
    size, limit = len(error.instance), error.validator_value
    unit = "characters" if isinstance(error.instance, str) else "entries"
    if str(error.validator).startswith("min"):
        message = _few(size, limit, unit)
    else:
        message = f"has {size:,} {unit}; at most {limit:,} are allowed"
    yield Finding(address, "VALUE04", message, _meaning(error))


def _twice(error: ValidationError, address: Address) -> Iterator[Finding]:
    yield Finding(address, "VALUE04", "the same entry stands here twice", "write each entry once")


def _other(error: ValidationError, address: Address) -> Iterator[Finding]:
    yield Finding(address, "VALUE03", f"found {shown(error.instance)}, which does not belong here", _meaning(error))


def _few(size: int, least: int, unit: str) -> str:
    return "is empty" if not size else f"has {size:,} {unit}; at least {least:,} are needed"


def _meaning(error: ValidationError) -> str:
    text = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    return f"what belongs here: {_first(text)}" if text else ""


def _first(text: str) -> str:
    """Return a description as the part of a sentence."""
    text = text.strip().rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


Speaker = Callable[[ValidationError, Address], Iterator[Finding]]
_SPEAKERS: Mapping[str, Speaker] = {
    "additionalProperties": _unknown,
    "required": _required,
    "minProperties": _one,
    "maxProperties": _one,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minimum": _range,
    "maximum": _range,
    "exclusiveMinimum": _range,
    "exclusiveMaximum": _range,
    "multipleOf": _range,
    "pattern": _form,
    "minLength": _length,
    "maxLength": _length,
    "minItems": _length,
    "maxItems": _length,
    "uniqueItems": _twice,
}
