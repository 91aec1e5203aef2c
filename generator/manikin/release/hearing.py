"""What a CI job hands over: a comment and the state of the request, in one file; read strictly."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator
from referencing import Registry

from manikin.disclosure.deciding import LOGIN
from manikin.errors import UserError
from manikin.release.heard import Event, Said
from manikin.release.schema import COMMIT, MOMENT
from manikin.spec import shape
from manikin.spec.fragments import record, text

_MOST_BYTES: Final = 1_000_000
_NUMBER: Final = {"type": "integer", "minimum": 1}
_SAID: Final = record(
    "A comment, or an approving review.",
    {
        "login": text("Who said it, as the host calls them.", pattern=LOGIN),
        "body": text("What was said.", maxLength=65_536),
        "number": {**_NUMBER, "description": "The number of the comment or review."},
        "at": text("When it was said first.", pattern=MOMENT),
        "was_edited": {"type": "boolean", "description": "Whether it was changed afterwards."},
        "commit": text("Of an approving review, the commit that it is about.", pattern=COMMIT),
    },
    required=["login", "body", "number", "at", "was_edited"],
)
_EVENT: Final = record(
    "The request as it is now.",
    {
        "request": {**_NUMBER, "description": "Its number."},
        "head": text("Its newest commit.", pattern=COMMIT),
        "pushed_at": text("When that was pushed.", pattern=MOMENT),
    },
    required=["request", "head", "pushed_at"],
)
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "heard.schema.json",
    "title": "What a CI job heard on the host, version 1",
    **record(
        "A comment and the request that it stands on; `manikin approve --heard` makes a decision of it.",
        {"heard": {"const": 1, "description": "The version of this form."}, "said": _SAID, "event": _EVENT},
        required=["heard", "said", "event"],
    ),
}


def read_heard(data: bytes) -> tuple[Said, Event]:
    """Return a comment and the request that it stands on.

    Raises
    ------
    UserError
        If the file is no such record.
    """
    try:
        tree = json.loads(data[: _MOST_BYTES + 1])
    except (ValueError, RecursionError):
        raise UserError("the record of what was heard is no JSON") from None
    if not _validator().is_valid(tree):
        raise UserError("the record of what was heard has not the form of one; see: manikin schema heard")
    return Said(**tree["said"]), Event(**tree["event"])


@cache
def _validator() -> Draft202012Validator:
    return shape.strict()(SCHEMA, registry=Registry())
