"""The scopes of every key of the schema.

A key has its scopes *whole*, by the *names* of what stands under it (the labels of a choice, the names of tables), or by
being *there* (that values can be missing is structure, how many is statistic). What stands below a key and is not named
here has the scopes of that key. A test walks the published schema and fails for a key that has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

STRUCTURE: Final = "structure"
STATISTIC: Final = "statistic"
RULE: Final = "rule"
USE: Final = "use"
PRESENTATION: Final = "presentation"


@dataclass(frozen=True)
class Node:
    """The scopes of a key, and of those below it; under ``*`` of any that is not named."""

    whole: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    there: frozenset[str] = frozenset()
    inside: Mapping[str, Node] = field(default_factory=dict)

    def child(self, key: str) -> Node:
        """Return the scopes of a key below this one; its own where that says nothing."""
        found = self.inside.get(key) or self.inside.get("*")
        return found if found is not None else Node(self.whole or EVERY.whole)

    @property
    def scopes(self) -> frozenset[str]:
        """Every scope that the key has in any way."""
        return self.whole | self.names | self.there


def _of(*scopes: str, names: str = "", there: str = "", inside: Mapping[str, Node] | None = None) -> Node:
    return Node(frozenset(scopes), frozenset(names.split()), frozenset(there.split()), inside or {})


EVERY: Final = _of(STRUCTURE, STATISTIC, RULE, USE, PRESENTATION)
_S: Final = _of(STRUCTURE)
_N: Final = _of(STATISTIC)
_R: Final = _of(RULE)
_U: Final = _of(USE)
_P: Final = _of(PRESENTATION)
_SN: Final = _of(STRUCTURE, STATISTIC)
_SR: Final = _of(STRUCTURE, RULE)
_NR: Final = _of(STATISTIC, RULE)
_NU: Final = _of(STATISTIC, USE)
_SNR: Final = _of(STRUCTURE, STATISTIC, RULE)
_LABELS: Final = _of(STATISTIC, names=STRUCTURE)

_DISTRIBUTION: Final = _of(
    STATISTIC,
    inside={
        "choice": _LABELS,
        "histogram": _LABELS,
        "*": _of(STATISTIC, inside={"min": _SN, "max": _SN, "from": _SN, "to": _SN, "values": _SN, "*": _N}),
    },
)
_CASES: Final = _of(
    inside={
        "when": _NR,
        "otherwise": _SNR,
        "distribution": _DISTRIBUTION,
        "share": _N,
        "source": _N,
        # Where the cases stand in a file: its name, and which of its columns hold what.
        "file": _SNR,
        "choice": _SNR,
        "quantiles": _SNR,
    },
)
_DRAW: Final = {"distribution": _DISTRIBUTION, "given": _NR, "cases": _CASES}
_ROWS: Final = _of(
    STATISTIC,
    there=STRUCTURE,
    inside={"exactly": _N, "per": _S, **_DRAW, "until": _NR, "even_over": _N, "source": _N},
)
_PATTERNS: Final = _of(inside={"missing": _SNR, "weight": _N})
_PATTERN_CASES: Final = _of(inside={"when": _NR, "otherwise": _NR, "patterns": _PATTERNS, "source": _N})

_DISTANCE: Final = _of(there=STRUCTURE, inside={"by": _DISTRIBUTION, "*": _NR})
_EVENTS: Final = _of(
    there=STRUCTURE, inside={**dict.fromkeys(("gap", "first", "length", "last"), _DISTRIBUTION), "*": _NR}
)
_CHAIN: Final = {
    "start": _LABELS,
    "transitions": _of(names=STRUCTURE, inside={"*": _LABELS}),
    "dwell": _of(names=STRUCTURE, inside={"*": _DISTRIBUTION}),
}
_STATES: Final = _of(
    there=STRUCTURE, inside={**_CHAIN, "cases": _of(inside={**_CHAIN, "source": _N, "*": _NR}), "*": _NR}
)

_FORM: Final = ("type", "scale", "max_length", "precision", "timezone", "format", "hidden", "formerly")
_COLUMN: Final = _of(
    inside={
        **dict.fromkeys(_FORM, _S),
        **_DRAW,
        **dict.fromkeys(("sequence", "permutation", "identifier", "uuid", "ordinal", "faker"), _S),
        **dict.fromkeys(("references", "copy", "lookup", "unique", "order"), _SR),
        **dict.fromkeys(("expression", "aggregate"), _of(RULE, there=STRUCTURE)),
        # What they list or build may have been learnt, and what reads them rests on their form.
        **dict.fromkeys(("constant", "pattern", "template"), _SN),
        **dict.fromkeys(("after", "before"), _DISTANCE),
        "events": _EVENTS,
        "states": _STATES,
        "missing": _of(STATISTIC, there=STRUCTURE, inside={"given": _NR, "cases": _CASES}),
        "missing_with": _SNR,
        "description": _P,
        "source": _N,
    },
)
_COLUMNS: Final = _of(names=STRUCTURE, inside={"*": _COLUMN})
_PART: Final = _of(
    inside={"description": _P, "rows": _ROWS, "columns": _COLUMNS, "source": _N, "formerly": _S},
)
_TABLE: Final = _of(
    inside={
        "description": _P,
        "rows": _ROWS,
        "file": _SNR,
        "digest": EVERY,
        "licence": _U,
        "columns": _COLUMNS,
        "parts": _of(names=STRUCTURE, inside={"*": _PART}),
        **dict.fromkeys(("formulas", "hidden", "formerly"), _S),
        **dict.fromkeys(("key", "unique", "together", "order"), _SR),
        "correlations": _of(inside={"between": _NR, "rank": _N, "*": _NR}),
        "missing_patterns": _of(
            names=STRUCTURE,
            inside={
                "*": _of(inside={"patterns": _PATTERNS, "given": _NR, "cases": _PATTERN_CASES, "source": _N})
            },
        ),
        **dict.fromkeys(("checks", "pairs"), _R),
        "source": _N,
    },
)
TREE: Final = _of(
    inside={
        "language": EVERY,
        "dataset": EVERY,
        **dict.fromkeys(("version", "title", "summary", "description"), _P),
        **dict.fromkeys(("owner", "class", "uses", "not_for"), _U),
        **dict.fromkeys(("seed", "locale", "csv"), _S),
        "include": EVERY,  # never reaches the canonical form: what is included is told by what it says
        "constants": _SNR,
        "sources": _NU,
        "grids": _NR,
        "waivers": _NU,
        "tables": _of(names=STRUCTURE, inside={"*": _TABLE}),
        "defects": _of(inside={"share": _N, "*": _NR}),
        "files": EVERY,
    },
)
"""The scopes of the whole specification, key by key."""
