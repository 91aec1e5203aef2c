"""What each keyword of the schema means to a person, as findings without a place in a file yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from jsonschema import ValidationError

from manikin.distributions import histogram, quantiles
from manikin.model.draws import Address
from manikin.spec.clash import Clash, Finding
from manikin.spec.fragments import DATASET, DIGEST, FILE, GRID, INCLUDED, NAME, URL, VERSION, WAIVED
from manikin.spec.unknown import unknown
from manikin.spec.wording import nearest, shown
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
    INCLUDED: "the name of a file that ends in .yaml: small letters, digits, . _ -, no folders",
    VERSION: "three whole numbers with dots between them, such as 1.2.0, in quotes",
    URL: "an address that begins with https://",
    GRID: "the name of a column, or of a table and a column with a dot between",
    WAIVED: "the id of a rule of the disclosure lint, such as DISC09",
    DIGEST: "sha256: and 64 hexadecimal digits",
    str(
        quantiles.PARAMETERS["propertyNames"]["pattern"]
    ): "a probability between 0 and 1 such as 0.25, or min or max",
    str(histogram.PARAMETERS["propertyNames"]["pattern"]): "a whole number such as 2, or a range such as 3-6",
}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def findings(error: ValidationError, prefix: Address = ()) -> Iterator[Finding]:
    """Yield what a schema error below `prefix` says; several for an object with several unknown keys."""
    address: Address = (*prefix, *error.absolute_path)
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    is_name = "propertyNames" in error.absolute_schema_path
    clash = Clash(str(error.validator), error.validator_value, error.instance, schema, is_name)
    yield from _SPEAKERS.get(clash.keyword, _other)(clash, address)


def _required(clash: Clash, address: Address) -> Iterator[Finding]:
    for name in clash.wanted:
        if name not in clash.value:
            place = f"`{plain(str(address[-1]))}`" if address and isinstance(address[-1], str) else "this"
            meaning = clash.schema.get("properties", {}).get(name, {}).get("description", "")
            mend = f"add `{name}:`" + (f" ({_first(meaning)})" if meaning else "")
            where = place if address else "the specification"
            yield Finding(address, "KEYS02", f"{where} lacks the key {name!r}", mend, key=True, missing=name)


def _one(clash: Clash, address: Address) -> Iterator[Finding]:
    """Speak about an object with too few or too many properties."""
    count, most, least = (
        len(clash.value),
        clash.schema.get("maxProperties"),
        clash.schema.get("minProperties", 0),
    )
    names = [plain(name) for name in clash.value if name != "weight"][:6]
    if most is not None and most == least:
        # A distribution, or a part of a mixture, which has a weight beside it.
        if not names:
            mend = "name one, such as `uniform: {min: 0, max: 10}`"
            yield Finding(address, "KEYS03", "there is no distribution here", mend, key=True)
        elif len(names) > 1:
            message = f"found {' and '.join(names)} together, where exactly one belongs"
            yield Finding(address, "KEYS03", message, "keep one", key=True)
    elif clash.keyword == "minProperties":
        yield Finding(address, "VALUE04", _few(count, least, "entries"), _meaning(clash), key=True)
    else:
        yield Finding(
            address, "VALUE04", f"has {count} entries; at most {most} are allowed", _meaning(clash), key=True
        )


def _type(clash: Clash, address: Address) -> Iterator[Finding]:
    wanted = clash.wanted
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    if "number" in names and "integer" in names:
        names.remove("integer")
    words = [_KINDS[name] for name in names]
    text = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
    mend = _meaning(clash)
    if names == ["string"] and isinstance(clash.value, int | Decimal | bool):
        mend = "put it in quotes" + (f"; {mend}" if mend else "")
    elif (
        isinstance(clash.value, str) and {"integer", "number"} & set(names) and _NUMBER.fullmatch(clash.value)
    ):
        mend = "take the quotes off" + (f"; {mend}" if mend else "")
    yield Finding(address, "TYPE01", f"found {shown(clash.value)}, where {text} belongs", mend)


def _enum(clash: Clash, address: Address) -> Iterator[Finding]:
    allowed = [str(value) for value in clash.wanted]
    near = nearest(str(clash.value), allowed) if isinstance(clash.value, str) else ""
    hint = f"; did you mean {near!r}?" if near else ""
    listed = ", ".join(
        repr(value) if not value.strip() or not value.isprintable() else value for value in allowed
    )
    yield Finding(
        address,
        "VALUE01",
        f"{shown(clash.value)} is not one of the allowed{hint}",
        f"use one of: {listed}",
    )


def _const(clash: Clash, address: Address) -> Iterator[Finding]:
    wanted = shown(clash.wanted)
    yield Finding(
        address,
        "VALUE01",
        f"found {shown(clash.value)}, where only {wanted} is allowed",
        f"write {wanted}",
    )


def _range(clash: Clash, address: Address) -> Iterator[Finding]:
    words = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
        "exclusiveMaximum": "less than",
        "multipleOf": "a multiple of",
    }
    limit = f"{words[clash.keyword]} {clash.wanted}"
    yield Finding(
        address, "VALUE02", f"{shown(clash.value)} is out of range; it must be {limit}", _meaning(clash)
    )


def _form(clash: Clash, address: Address) -> Iterator[Finding]:
    pattern = str(clash.wanted)
    wanted = _FORMS.get(pattern) or _first(clash.meaning) or "another form"
    if clash.is_name:
        at = (*address, clash.value)
        yield Finding(
            at,
            "VALUE03",
            f"{shown(clash.value)} cannot stand here as a key",
            f"write {wanted}",
            key=True,
        )
    else:
        yield Finding(address, "VALUE03", f"{shown(clash.value)} has the wrong form", f"write {wanted}")


def _length(clash: Clash, address: Address) -> Iterator[Finding]:
    size, limit = len(clash.value), clash.wanted
    unit = "characters" if isinstance(clash.value, str) else "entries"
    if clash.keyword.startswith("min"):
        message = _few(size, limit, unit)
    else:
        message = f"has {size:,} {unit}; at most {limit:,} are allowed"
    yield Finding(address, "VALUE04", message, _meaning(clash))


def _twice(_: Clash, address: Address) -> Iterator[Finding]:
    yield Finding(address, "VALUE04", "the same entry stands here twice", "write each entry once")


def _other(clash: Clash, address: Address) -> Iterator[Finding]:
    yield Finding(
        address, "VALUE03", f"found {shown(clash.value)}, which does not belong here", _meaning(clash)
    )


def _few(size: int, least: int, unit: str) -> str:
    return "is empty" if not size else f"has {size:,} {unit}; at least {least:,} are needed"


def _meaning(clash: Clash) -> str:
    return f"what belongs here: {_first(clash.meaning)}" if clash.meaning else ""


def _first(text: str) -> str:
    """Return a description as the part of a sentence."""
    text = text.strip().rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


Speaker = Callable[[Clash, Address], Iterator[Finding]]
_SPEAKERS: Mapping[str, Speaker] = {
    "additionalProperties": unknown,
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
