"""The published schemas, as editors show them: every key of what people write says what it is, in words a steward can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from manikin.schemas import all_schemas

WRITTEN = ("spec", "fragment", "policy", "keys", "answer", "decision")
"""The schemas of what people write or read; the others are read by programs."""
JARGON = re.compile(
    r"\b(regex|boolean value|enum|schema|object|array|null value|TODO|kwarg|dict)\b", re.IGNORECASE
)


def keys(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every key that may be written, by its place in the schema."""
    if isinstance(schema, dict):
        for name, own in (
            schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ()
        ):
            yield f"{at}/{name}", own
        if isinstance(schema.get("additionalProperties"), dict):
            yield f"{at}/*", schema["additionalProperties"]
        for name, own in schema.items():
            yield from keys(own, f"{at}/{name}")
    elif isinstance(schema, list):
        for place, own in enumerate(schema):
            yield from keys(own, f"{at}/{place}")


@pytest.mark.parametrize("name", WRITTEN)
def test_every_key_has_a_description_that_an_editor_shows(name: str) -> None:
    found = dict(keys(all_schemas()[name]))
    assert found
    # What is offered has the words beside a reference, not those of what it refers to; nobody is offered a name.
    named = {at for at, own in found.items() if at.endswith("/*") and "$ref" in own}
    assert [at for at, own in found.items() if "description" not in own and at not in named] == []


@pytest.mark.parametrize("name", WRITTEN)
def test_descriptions_read_as_sentences(name: str) -> None:
    told = {at: own["description"] for at, own in keys(all_schemas()[name]) if "description" in own}
    # It begins as a sentence does or with what may be written, ends, and is short enough to be shown beside the text.
    assert {at: words for at, words in told.items() if not re.match(r"[A-Z0-9`]", words)} == {}
    assert {at: words for at, words in told.items() if not words.endswith((".", "`", "?", " -"))} == {}
    assert {at: words for at, words in told.items() if len(words) > 400 and not at.endswith("/faker")} == {}
    assert {at: words for at, words in told.items() if JARGON.search(re.sub("`[^`]*`", "", words))} == {}


def test_no_description_is_lost_in_alternatives() -> None:
    # Editors lose the words of a key whose shape is one of several; so what people write has none.
    text = str({name: all_schemas()[name] for name in ("spec", "fragment", "policy", "answer")})
    assert [word for word in ("'anyOf'", "'oneOf'", "'allOf'") if word in text] == []
