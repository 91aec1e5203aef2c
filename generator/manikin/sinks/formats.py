"""How dates and times are written as text: a fixed set of directives, the same in every locale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow as pa

DAY_DIRECTIVES: Final = ("%Y", "%y", "%m", "%d", "%j", "%b", "%B", "%a", "%A")
CLOCK_DIRECTIVES: Final = ("%H", "%I", "%M", "%S", "%f", "%p")
LONGEST: Final = 100
_PART: Final = re.compile(r"%.|%$|[^%]+", re.DOTALL)


def parts(text: str) -> list[str]:
    """Return the directives of a format and what stands between them, in order."""
    return _PART.findall(text)


def faults(text: str, kind: pa.DataType) -> Iterator[str]:
    """Yield what is wrong with a format for values of an Arrow type, as sentences without a full stop."""
    allowed = _allowed(kind)
    if not allowed:
        yield "only dates, times and datetimes have a format"
        return
    if len(text) > LONGEST:
        yield f"a format has at most {LONGEST} characters; this one has {len(text)}"
    if not text.isprintable():
        yield "a format holds only signs that can be seen, and blanks"
    found = [part for part in dict.fromkeys(parts(text)) if part[0] == "%"]
    for part in found:
        if part == "%":
            yield "a letter must follow the % at the end; a percent sign itself is written %%"
        elif part != "%%" and part not in allowed:
            yield f"there is no {part} for this type; there are: {' '.join((*allowed, '%%'))}"
    if not any(part in allowed for part in found):
        yield f"nothing of the value would be written; there are: {' '.join(allowed)}"
    if ("%I" in found) != ("%p" in found):
        yield "%I (hours 1 to 12) and %p (AM or PM) go together; %H gives hours 0 to 23"


def _allowed(kind: pa.DataType) -> tuple[str, ...]:
    if pa.types.is_date(kind):
        return DAY_DIRECTIVES
    if pa.types.is_timestamp(kind):
        return DAY_DIRECTIVES + CLOCK_DIRECTIVES
    return CLOCK_DIRECTIVES if pa.types.is_time(kind) else ()


def default(kind: pa.DataType) -> str:
    """Return the ISO 8601 format of a type, a blank between date and time.

    ``%3`` stands for milliseconds; it is no directive of the language.
    """
    if pa.types.is_date(kind):
        return "%Y-%m-%d"
    clock = "%H:%M:%S" + {"s": "", "ms": ".%3", "us": ".%f"}[kind.unit]
    return f"%Y-%m-%d {clock}" if pa.types.is_timestamp(kind) else clock
