"""The schema stage: what the JSON Schema refuses, in a data steward's words and at its place.

Judges one key or value at a time; whatever takes two of them together is the business of
`manikin.spec.rules`. Never repeats a message of the schema library, which would echo values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource

from manikin.errors import Problem
from manikin.model.draws import Address
from manikin.spec import keywords
from manikin.spec.clash import Finding
from manikin.spec.document import Document
from manikin.spec.limits import MOST_PROBLEMS
from manikin.spec.schema import fragment, schema
from manikin.spec.wording import nearest

_MOST = 2 * MOST_PROBLEMS
"""More findings than are told, since some follow from others."""


@dataclass(frozen=True)
class Judged:
    """What the schema refuses, and the document as it was probably meant.

    `meant` is there if nothing is wrong but the spelling of keys, so that the rules can be asked all the same.
    """

    problems: tuple[Problem, ...]
    meant: Document | None


def judge(document: Document, *, is_fragment: bool = False) -> Judged:
    """Return what the schema refuses in a document, in file order, and not much more than can be told."""
    validator = _validator(is_fragment=is_fragment)
    found: dict[tuple[Address, str, bool], Finding] = {}
    for finding in islice(_findings(validator.iter_errors(document.tree)), _MOST):
        found.setdefault((finding.address, finding.rule, finding.key), finding)
    causes = list(_causes(list(found.values())))
    problems = tuple(sorted(_problem(document, finding) for finding in causes))
    spelling = {finding.address: finding.meant for finding in causes if finding.meant}
    meant = document.with_keys(spelling) if len(spelling) == len(causes) else None
    # Read as meant, a key may be one too many, such as a second family of a distribution.
    if spelling and meant is not None and not validator.is_valid(meant.tree):
        meant = None
    return Judged(problems, meant)


def _findings(errors: Iterable[ValidationError], prefix: Address = ()) -> Iterator[Finding]:
    """Yield what errors say, also of what stands under a misspelt key, read as the key that was meant."""
    for error in errors:
        for finding in keywords.findings(error, prefix):
            yield finding
            if finding.meant:
                instance: Any = error.instance
                inside = instance[finding.address[-1]]
                schema_of: Any = error.schema
                meant = schema_of["properties"][finding.meant]
                yield from _findings(_validator(is_fragment=False).descend(inside, meant), finding.address)


def _problem(document: Document, finding: Finding) -> Problem:
    return document.problem(finding.address, finding.rule, finding.message, finding.mend, key=finding.key)


def _causes(findings: list[Finding]) -> Iterator[Finding]:
    """Yield the findings that do not follow from another: a misspelt key is not missing as well."""
    unknown = {finding.address for finding in findings if finding.rule == "KEYS01"}
    parents = {address[:-1] for address in unknown}
    for finding in findings:
        if finding.rule == "KEYS03" and finding.address in parents:
            continue
        if finding.rule == "KEYS02" and finding.missing and _misspelt(finding, unknown):
            continue
        yield finding


def _misspelt(finding: Finding, unknown: set[Address]) -> bool:
    siblings = [str(address[-1]) for address in unknown if address[:-1] == finding.address]
    return any(nearest(word, [finding.missing]) for word in siblings)


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    # `$` alone would let a final line break pass.
    if isinstance(instance, str) and (instance.endswith("\n") or not re.search(pattern, instance)):
        yield ValidationError("form")


@cache
def _validator(*, is_fragment: bool) -> Draft202012Validator:
    # Our own schema is all that the registry knows: nothing a schema refers to is ever fetched.
    whole = schema()
    known: Registry[Any] = Registry().with_resource(whole["$id"], Resource.from_contents(whole))
    return strict()(fragment() if is_fragment else schema(), registry=known)


@cache
def strict() -> type[Draft202012Validator]:
    """Return the validator of files that people write: a pattern is about the whole of a text."""
    made: type[Draft202012Validator] = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    return made
