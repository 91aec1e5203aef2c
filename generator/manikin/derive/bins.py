"""The bins that the numbers of children are told in; fixed, so that none is chosen by the data."""

from __future__ import annotations

from typing import Final

BINS: Final = (
    (0, 0),
    (1, 1),
    (2, 2),
    (3, 3),
    (4, 5),
    (6, 10),
    (11, 20),
    (21, 50),
    (51, 100),
    (101, 200),
    (201, 500),
    (501, None),
)
"""From and to, both included; the same for every table."""
