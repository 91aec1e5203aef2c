"""The rules: what a specification must be beyond its shape, one module for each family.

To add one: a module with ``check(context)`` that yields problems, its line in `RULES`, and a page for
each of its ids in ``spec/pages``. The order is that of cause and consequence: a rule looks only at what
no earlier one has refused (`Context.is_sound`), so that a mistake is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from manikin.errors import Problem
from manikin.model import Spec
from manikin.spec.document import Document
from manikin.spec.rules import (
    cases,
    checks,
    circles,
    classes,
    columns,
    combinations,
    constants,
    correlations,
    defects,
    draws,
    endings,
    evenly,
    fillers,
    formats,
    grids,
    keys,
    lookups,
    missing,
    names,
    pairs,
    parts,
    references,
    relations,
    sources,
    tables,
    uniqueness,
)
from manikin.spec.rules.context import Context

Rule = Callable[[Context], Iterator[Problem]]
RULES: tuple[Rule, ...] = (
    tables.check,
    parts.check,
    names.check,
    constants.check,
    columns.check,
    references.check,
    relations.check,
    fillers.check,
    circles.check,
    draws.check,
    missing.check,
    lookups.check,
    cases.check,
    endings.check,
    evenly.check,
    keys.check,
    uniqueness.check,
    combinations.check,
    correlations.check,
    defects.check,
    checks.check,
    pairs.check,
    formats.check,
    sources.check,
    grids.check,
    classes.check,
)


def problems(spec: Spec, document: Document) -> tuple[Problem, ...]:
    """Return what the rules refuse in a specification whose shape holds, in file order."""
    context = Context(spec, document)
    return tuple(sorted({problem for rule in RULES for problem in rule(context)}))
