"""Problems to report, harmless and hostile."""

from __future__ import annotations

from manikin.errors import Problem, Severity, UserError
from manikin.report import ReportContext

LINE = "          distribution: {choice: {2: 10, 3: 40, 6: 45}}"
CHOICE = Problem(
    "specs/ed/spec.yaml",
    84,
    LINE.index("6:") + 1,
    "CHOICE02",
    "6 can never be right: triage is declared 1 to 5",
    "remove 6, or change `max` on line 79",
    address="tables.attendance.columns.triage.distribution.choice.6",
    end_column=LINE.index("6:") + 2,
    excerpt=LINE,
)
UNKNOWN = Problem(
    "specs/ed/spec.yaml",
    91,
    7,
    "KEYS01",
    "unknown key 'distributon'; did you mean 'distribution'?",
    address="tables.attendance.columns.sex.distributon",
    end_column=18,
    excerpt="      distributon: {choice: {F: 1, M: 1}}",
)
WHOLE = Problem("specs/ed/site.csv", 0, 0, "FILE07", "the digest does not match", severity=Severity.WARNING)
NOTE = Problem("specs/ed/spec.yaml", 3, 1, "LIMIT01", "more than 200 problems", severity=Severity.NOTE)
ALL = (UNKNOWN, CHOICE, WHOLE, NOTE)

HOSTILE = (
    "::error::x",
    " ::stop-commands::x",
    "::set-output name=a::b",
    "##[add-mask]x",
    "##vso[task.setvariable variable=PATH]x",
    "x\n::error::y",
    "x\r\n##vso[task.complete result=Succeeded]",
    "\x1b[31mred\x1b]8;;http://evil.example\x07link",
    "\x9b31m",
    "\x00",
    "\x7f",
    "\ud800",
    "\udcff",
    "abc\u202egpj.exe",
    "\u2066isolate\u2069",
    "zero\u200bwidth\u200djoin",
    "next\u0085line\u2028para\u2029graph",
    "e" + "\u0301" * 50,
    "\ufe0f\u3164\u115f",
    "]]><failure/>&amp;<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "100%25%0A::error::z;]",
    "[click](http://evil.example)",
    "@team ![](http://evil.example/pixel)",
    "a\tb",
    "\ufffe\uffff",
    "C:\\temp\\new",
    "x" * 70_000,
)


def hostile(text: str) -> Problem:
    """Return a problem that says `text` wherever a specification can make it."""
    return Problem(
        f"specs/{text[:200]}/spec.yaml", 2, 3, "KEYS01", text, text, address=text, end_column=9, excerpt=text
    )


def explain(rule: str) -> str:
    """Return a page, as the rule pages are, for all rules but one."""
    if rule == "FILE07":
        raise UserError("no such rule")
    return f"# {rule}: a title\n\nWhy it matters.\n"


CONTEXT = ReportContext(datasets=1, explain=explain)
