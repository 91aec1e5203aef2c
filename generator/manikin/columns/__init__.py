"""The ways to fill a column, one module each.

To add one: a module here with a `KIND` that has the members of `manikin.columns.kind.Kind`, and its
line in `KINDS`. Schema, language reference and the shared tests pick it up.
"""

from __future__ import annotations

from manikin.columns import (
    after,
    aggregate,
    before,
    constant,
    copy,
    distribution,
    events,
    expression,
    faker,
    identifier,
    lookup,
    ordinal,
    pattern,
    permutation,
    reference,
    sequence,
    states,
    template,
    uuid,
)
from manikin.columns.kind import Cells, Fault, Kind, Maker

KINDS: dict[str, Kind] = {
    kind.NAME: kind
    for kind in (
        distribution.KIND,
        sequence.KIND,
        permutation.KIND,
        identifier.KIND,
        uuid.KIND,
        reference.KIND,
        ordinal.KIND,
        copy.KIND,
        lookup.KIND,
        expression.KIND,
        after.KIND,
        before.KIND,
        events.KIND,
        states.KIND,
        aggregate.KIND,
        pattern.KIND,
        template.KIND,
        faker.KIND,
        constant.KIND,
    )
}

__all__ = ["KINDS", "Cells", "Fault", "Kind", "Maker"]
