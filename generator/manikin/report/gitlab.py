"""Problems as a GitLab Code Quality report."""

from __future__ import annotations

import json
from collections.abc import Sequence

from manikin.errors import Problem, Severity
from manikin.report.context import ReportContext
from manikin.report.identity import ids
from manikin.report.wording import file_relative, sentence
from manikin.text import plain

NAME = "gitlab"
_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "minor"}


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return a JSON list of issues; GitLab matches them between two runs by their fingerprints."""
    issues = [
        {
            "description": sentence(problem, context),
            "check_name": plain(problem.rule),
            "fingerprint": identity,
            "severity": _SEVERITIES[problem.severity],
            # GitLab wants a line: a problem of the file as a whole stands at its first.
            "location": {"path": file_relative(problem), "lines": {"begin": max(problem.line, 1)}},
        }
        for problem, identity in zip(problems, ids(problems), strict=True)
    ]
    return json.dumps(issues, indent=2) + "\n"
