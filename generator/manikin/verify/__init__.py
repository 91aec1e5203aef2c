"""Checks a build against its specification by SQL of its own, in DuckDB.

Shares no code with what generates: paths, conditions, ranges, templates and expressions are read anew
from the specification, and what a distribution can give is worked out from its parameters. So a mistake
of the generator is not repeated by its judge. A check that the files cannot answer, for want of a hidden
column or of a table, is counted as such and never as passed.

The way of a verification: `folder.verify` reads the manifest (`manifest`), compares the files (`files`),
says how each becomes a table (`csv_files`, `parquet_files`), asks every family of `families` for its
checks, has the queries carried out by a child process within limits (`runner`, `child`, `limits`), and
judges the answers (`verification`) into a report (`report`). Queries give counts and shares, never values.
A table with defects on purpose is mended first, in DuckDB, by its answer key (`answer_key`, `mending`): the checks
see the mended one.

To add a check:

1. Choose the family it belongs to in `families`, or add a module there with a function
   ``(build, table) -> Iterator[Found]`` and its name in `families.FAMILIES`.
2. Yield ``attempt(Subject(name, rule, table, column), make)``, where ``make()`` returns a `Query` and what
   its answer must be: `NoneOf` for a count of broken rows, `Within` for a number, `Shares` for shares.
3. Make the query by `rows.Rows`: ``rows.value("patient.sex")`` joins what the path needs, and raises
   `UnavailableError` where the files do not hold it, which `attempt` turns into "cannot be checked".
4. If it is a new rule, give it an id in `rules.RULES` and a page among the rules' pages.
5. Plant the fault in a test and see it found by name.
"""

from __future__ import annotations

from manikin.verify.folder import Reproduce, verify
from manikin.verify.limits import Limits
from manikin.verify.report import Outcome, Result, VerifyReport
from manikin.verify.rules import RULES

__all__ = ["RULES", "Limits", "Outcome", "Reproduce", "Result", "VerifyReport", "verify"]
