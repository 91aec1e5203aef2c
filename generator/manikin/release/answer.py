"""What a reviewer answers, before it is a decision: said on the command line, in a file, or in a comment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator
from referencing import Registry

from manikin.disclosure.deciding import ROLE
from manikin.errors import UserError
from manikin.release.schema import DECISIONS, ITEMS, digest
from manikin.spec import keywords, shape
from manikin.spec.document import dotted
from manikin.spec.fragments import DATASET, record, text
from manikin.text import plain

FORMAT: Final = 1
_MOST_BYTES: Final = 1_000_000
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "answer.schema.json",
    "title": "A reviewer's answer, version 1",
    **record(
        "What a reviewer answers to the page that they read; `manikin approve --from` makes a decision of it.",
        {
            "answer": {"const": FORMAT, "description": "The version of this form."},
            "dataset": text("The dataset's name.", pattern=DATASET),
            "spec": digest("The specification that was read, in full."),
            "against": digest(
                "The approved specification that it was compared with, or none.", optional=True
            ),
            "page": digest("SHA-256 of the page that was read, or none.", optional=True),
            "role": text("As what the person decides.", pattern=ROLE, maxLength=40),
            "name": text("Who decides, exactly as in `policy.yaml`.", minLength=1, maxLength=80),
            "decision": {"enum": list(DECISIONS), "description": "What is decided."},
            "reference": text("What it rests on, such as DPIA-7.", minLength=1, maxLength=200),
            "items": ITEMS,
        },
        required=["answer", "dataset", "spec", "role", "name", "decision"],
    ),
}


@dataclass(frozen=True)
class Answer:
    """What a reviewer answers.

    Parameters
    ----------
    spec : str
        The digest that was read, or of it the first 16 digits, as `code` of `manikin.review.codes` writes them;
        empty where nothing was read.
    against : str or None
        The digest of what it was compared with, or ``none``; None for what the role approved last.
    """

    role: str
    name: str
    decision: str
    spec: str = ""
    against: str | None = None
    page: str = "none"
    dataset: str = ""
    reference: str = ""
    items: tuple[tuple[str, str], ...] = ()
    expires: date | None = None


def read_answer(data: bytes, shown: str) -> Answer:
    """Return the answer in a file.

    Raises
    ------
    UserError
        If it is none.
    """
    if len(data) > _MOST_BYTES:
        raise UserError(f"{plain(shown, 200)} is too large for an answer")
    try:
        tree = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise UserError(f"{plain(shown, 200)} is no JSON, or a key stands in it twice") from None
    faults = [found for error in _validator().iter_errors(tree) for found in keywords.findings(error)]
    if faults:
        told = "; ".join(f"{dotted(one.address) or 'the file'}: {one.message}" for one in faults[:5])
        raise UserError(f"{plain(shown, 200)} is no answer: {told}; see: manikin schema answer")
    return Answer(
        role=tree["role"],
        name=tree["name"],
        decision=tree["decision"],
        spec=tree["spec"],
        against=tree.get("against"),
        page=tree.get("page", "none"),
        dataset=tree["dataset"],
        reference=tree.get("reference", ""),
        items=tuple((item["id"], item["note"]) for item in tree.get("items", ())),
    )


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


@cache
def _validator() -> Draft202012Validator:
    return shape.strict()(SCHEMA, registry=Registry())
