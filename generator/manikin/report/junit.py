"""Problems as a JUnit report: an error is a failed test, a warning or note a passed one with its words."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import groupby

from manikin.errors import Problem, Severity
from manikin.report.context import ReportContext, advice, counts, message, number
from manikin.text import plain

NAME = "junit"


def render(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return XML with a suite for each file; where nothing was found, one suite with one passed test."""
    ordered = sorted(problems)
    root = ET.Element("testsuites", name="manikin validate", **_totals(ordered))
    for file, found in groupby(ordered, key=lambda problem: problem.file):
        _suite(root, context.path(file), list(found))
    if not ordered:
        suite = ET.SubElement(root, "testsuite", name="manikin", **_totals(()))
        ET.SubElement(suite, "testcase", classname="manikin", name=f"{number(context.datasets, 'dataset')} valid")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _totals(problems: Sequence[Problem]) -> dict[str, str]:
    failed = counts(problems)[Severity.ERROR]
    return {"tests": str(max(len(problems), 1)), "failures": str(failed), "errors": "0"}


def _suite(root: ET.Element, path: str, problems: Sequence[Problem]) -> None:
    suite = ET.SubElement(root, "testsuite", name=path, **_totals(problems))
    for problem in problems:
        place = f"{path}:{problem.line}:{max(problem.column, 1)}" if problem.line else path
        name = f"{plain(problem.rule)} at {plain(problem.address, 400) or place}"
        case = ET.SubElement(suite, "testcase", classname=path, name=name)
        words = f"{place}: {problem.severity.value} {plain(problem.rule)}: {advice(problem)}"
        if problem.severity is Severity.ERROR:
            ET.SubElement(case, "failure", type=plain(problem.rule), message=message(problem)).text = words
        else:
            ET.SubElement(case, "system-out").text = words
