"""Problems as a GitLab Code Quality report."""

from __future__ import annotations

import json
from collections.abc import Sequence

from manikin.errors import Problem, Severity
from manikin.report.context import ReportContext, advice
from manikin.text import plain

NAME = "gitlab"
_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "minor"}


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return a JSON list of issues; GitLab matches them between two runs by their fingerprints."""
    ordered = sorted(problems)
    issues = [
        {
            "description": advice(problem),
            "check_name": plain(problem.rule),
            "fingerprint": identity,
            "severity": _SEVERITIES[problem.severity],
            "location": {"path": context.path(problem.file), "lines": {"begin": max(problem.line, 1)}},
        }
        for problem, identity in zip(ordered, context.ids(ordered), strict=True)
    ]
    return json.dumps(issues, indent=2) + "\n"
