"""Problems as SARIF 2.1.0, with the pages of their rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from manikin.errors import Problem, UserError
from manikin.report.context import ReportContext
from manikin.report.identity import ids
from manikin.report.wording import file_relative, rule_title, sentence
from manikin.text import plain

NAME = "sarif"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "manikinProblem/v1"
_LONGEST_ADDRESS = 400


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return one run of SARIF 2.1.0, problems in their order; columns count code points."""
    rules = sorted({problem.rule for problem in problems})
    run = {
        "tool": {"driver": {"name": "manikin", "rules": [_rule(rule, context) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": plain(problem.rule),
                "ruleIndex": rules.index(problem.rule),
                "level": problem.severity.value,
                "message": {"text": _unlinked(sentence(problem, context))},
                "locations": [_location(problem)],
                "partialFingerprints": {_FINGERPRINT: identity},
            }
            for problem, identity in zip(problems, ids(problems), strict=True)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: str, context: ReportContext) -> dict[str, Any]:
    described: dict[str, Any] = {"id": plain(rule)}
    try:
        page = context.explain(rule) if context.explain else ""
    except UserError:  # a rule without a page is reported all the same
        page = ""
    if page:
        described["shortDescription"] = {"text": rule_title(rule, page)}
        described["help"] = {"text": page, "markdown": page}
    return described


def _location(problem: Problem) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file_relative(problem))}}
    if problem.line:
        column = max(problem.column, 1)
        end = max(problem.end_column, column + 1)
        physical["region"] = {"startLine": problem.line, "startColumn": column, "endColumn": end}
    location: dict[str, Any] = {"physicalLocation": physical}
    if problem.address:
        location["logicalLocations"] = [{"fullyQualifiedName": plain(problem.address, _LONGEST_ADDRESS)}]
    return location


def _uri(path: str) -> str:
    if path.startswith("/"):
        return "file://" + quote(path)
    is_drive = path[1:3] == ":/"  # of Windows
    return f"file:///{path[:2]}{quote(path[2:])}" if is_drive else quote(path)


def _unlinked(text: str) -> str:
    """Return a message in which no ``[words](address)`` is taken for a link."""
    return text.replace("](", "] (")
