"""Memory that a process used is kept for its next chunk, not handed back to the system after each.

A build uses arrays of a megabyte over and over. The allocators of C and of Arrow give such memory back at once, and the
system clears each page before it lends it again: a sixth of the time of a build. What is kept is never more than
what was once in use. No value depends on it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Final

_TRIM, _MAP = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc's malloc.h
_KEPT: Final = 1 << 28
_MAPPED: Final = 1 << 25
"""The most that glibc takes for the size from which memory is the system's own."""


def keep() -> None:
    """Keep memory from now on; called before Arrow is loaded, whose allocator looks at the environment then."""
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "-1")
    if not sys.platform.startswith("linux"):
        return
    try:
        tuned = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return  # another C library, which keeps memory as it likes
    tuned(_TRIM, _KEPT)
    tuned(_MAP, _MAPPED)
