"""The families of checks, in the order in which a table is judged.

To add one: a module here with a `Family`, and its name in `FAMILIES`; `manikin.verify` tells how.
"""

from __future__ import annotations

from typing import Final

from manikin.verify.families.aggregates import aggregates
from manikin.verify.families.computed import computed
from manikin.verify.families.correlations import correlations
from manikin.verify.families.defects import defects
from manikin.verify.families.dwell import dwell
from manikin.verify.families.events import events
from manikin.verify.families.family import Family
from manikin.verify.families.keys import keys
from manikin.verify.families.levels import levels
from manikin.verify.families.made import made
from manikin.verify.families.missing import missing
from manikin.verify.families.pairs import pairs
from manikin.verify.families.parts import tables_of_parts
from manikin.verify.families.patterns import patterns
from manikin.verify.families.ranges import ranges
from manikin.verify.families.references import references
from manikin.verify.families.relatives import relatives
from manikin.verify.families.row_counts import row_counts
from manikin.verify.families.rules import rules
from manikin.verify.families.shapes import shapes
from manikin.verify.families.shares import shares
from manikin.verify.families.states import states
from manikin.verify.families.times import times
from manikin.verify.families.vocabularies import vocabularies

FAMILIES: Final[tuple[Family, ...]] = (
    row_counts,
    tables_of_parts,
    keys,
    references,
    relatives,
    levels,
    missing,
    patterns,
    ranges,
    shares,
    shapes,
    correlations,
    made,
    computed,
    aggregates,
    times,
    events,
    dwell,
    states,
    rules,
    pairs,
    vocabularies,
    defects,
)

__all__ = ["FAMILIES", "Family"]
