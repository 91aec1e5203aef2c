"""Which problem is which: an id that stays when lines move or a message is reworded."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from manikin.errors import Problem

_DIGITS = 12


def ids(problems: Sequence[Problem]) -> list[str]:
    """Return an id for each problem, ``p:`` and 12 hexadecimal digits, no two alike.

    The digits are of SHA-256 over rule, address and file. Where one place has several problems of
    one rule, their order tells them apart: the first has the id it would have alone.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for problem in problems:
        parts = (problem.rule, problem.address, problem.file.replace("\\", "/"))
        before = seen[parts]
        seen[parts] += 1
        text = json.dumps([*parts, before] if before else parts)
        found.append("p:" + hashlib.sha256(text.encode("ascii")).hexdigest()[:_DIGITS])
    return found
