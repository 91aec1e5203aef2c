"""Problems as SARIF 2.1.0, with the pages of their rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from manikin.errors import Problem, UserError
from manikin.report.context import ReportContext, advice
from manikin.text import plain

NAME = "sarif"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "manikinProblem/v1"


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return one run of SARIF 2.1.0; columns count code points."""
    ordered = sorted(problems)
    rules = sorted({problem.rule for problem in ordered})
    places = {rule: place for place, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "manikin", "rules": [_rule(rule, context) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": plain(problem.rule),
                "ruleIndex": places[problem.rule],
                "level": problem.severity.value,
                "message": {"text": _unlinked(advice(problem))},
                "locations": [_location(problem, context)],
                "partialFingerprints": {_FINGERPRINT: identity},
            }
            for problem, identity in zip(ordered, context.ids(ordered), strict=True)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: str, context: ReportContext) -> dict[str, Any]:
    page = _page(rule, context)
    heading = next((line.lstrip("# ") for line in page.splitlines() if line.strip()), "") or plain(rule)
    more = {"help": {"text": page, "markdown": page}} if page else {}
    return {"id": plain(rule), "shortDescription": {"text": heading}, "fullDescription": {"text": heading}, **more}


def _page(rule: str, context: ReportContext) -> str:
    if context.explain is None:
        return ""
    try:
        return context.explain(rule)
    except UserError:
        return ""


def _location(problem: Problem, context: ReportContext) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(context.path(problem.file))}
    if problem.line:
        column = max(problem.column, 1)
        end = max(problem.end_column, column + 1)
        physical["region"] = {"startLine": problem.line, "startColumn": column, "endColumn": end}
    location: dict[str, Any] = {"physicalLocation": physical}
    if problem.address:
        location["logicalLocations"] = [{"fullyQualifiedName": plain(problem.address, 400)}]
    return location


def _artifact(path: str) -> dict[str, str]:
    if path.startswith("/"):
        return {"uri": "file://" + quote(path)}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _unlinked(message: str) -> str:
    """Return a message in which no ``[words](address)`` is taken for a link."""
    return message.replace("](", "] (")
