"""How large a specification may be, so that reading one is always quick and never fills memory."""

from __future__ import annotations

MOST_BYTES = 5_000_000
"""Of a specification and all that it includes."""
MOST_FILE_BYTES = 50_000_000
"""Of a vocabulary."""
MOST_LINE = 20_000
MOST_DEPTH = 32
MOST_NODES = 1_000_000
"""Of a specification and all that it includes."""
MOST_FRAGMENTS = 20
"""That one specification may include."""
MOST_TEXT = 65_536
MOST_DIGITS = 40
MOST_PROBLEMS = 200
MOST_TABLE_COLUMNS = 2_000
MOST_COLUMNS = 10_000
"""In all tables together."""
MOST_GENERATIONS = 32
"""Tables counted per one another."""
MOST_CASES = 3_000
"""Of one draw."""
