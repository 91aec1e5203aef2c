"""Problems as a JUnit report: an error is a failed test, a warning or note a passed one with its words."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from manikin.errors import Problem, Severity
from manikin.report import text
from manikin.report.context import ReportContext
from manikin.report.wording import count, file_shown, message, number
from manikin.text import plain

NAME = "junit"
_LONGEST_ADDRESS = 400


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return XML with one suite; where nothing was found, it has one passed test."""
    totals = {
        "tests": str(max(len(problems), 1)),
        "failures": str(count(problems)[Severity.ERROR]),
        "errors": "0",
    }
    root = ET.Element("testsuites", {"name": "manikin", **totals})
    suite = ET.SubElement(root, "testsuite", {"name": "manikin validate", **totals})
    for problem in problems:
        _case(suite, problem, context)
    if not problems:
        ET.SubElement(suite, "testcase", classname="manikin", name=number(context.datasets, "dataset"))
    ET.indent(root)
    # As ASCII: whatever reads it, in whatever encoding, finds the same characters.
    written: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii") + "\n"


def _case(suite: ET.Element, problem: Problem, context: ReportContext) -> None:
    rule = plain(problem.rule)
    where = plain(problem.address, _LONGEST_ADDRESS) or f"line {problem.line}"
    case = ET.SubElement(suite, "testcase", classname=file_shown(problem), name=f"{rule} {where}")
    if problem.severity is Severity.ERROR:
        outcome = ET.SubElement(case, "failure", type=rule, message=message(problem, context))
    else:
        outcome = ET.SubElement(case, "system-out")
    outcome.text = "\n".join(text.block(problem, context))
