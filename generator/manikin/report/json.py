"""Problems for programs, in the shape that `manikin.report.schema` publishes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from manikin.errors import Problem
from manikin.report.context import ReportContext
from manikin.report.identity import ids
from manikin.report.wording import count, file_shown, mend, message
from manikin.text import plain

NAME = "json"
_LONGEST_ADDRESS = 400


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return problems as a JSON object, in their order."""
    found = {
        "format": 1,
        "datasets": context.datasets,
        "counts": {severity.value: amount for severity, amount in count(problems).items()},
        "problems": [
            {
                "id": identity,
                "rule": plain(problem.rule),
                "severity": problem.severity.value,
                "file": file_shown(problem),
                "line": problem.line,
                "column": problem.column,
                "end_column": problem.end_column,
                "address": plain(problem.address, _LONGEST_ADDRESS),
                "message": message(problem, context),
                "mend": mend(problem, context),
            }
            for problem, identity in zip(problems, ids(problems), strict=True)
        ],
    }
    return json.dumps(found, indent=2) + "\n"
