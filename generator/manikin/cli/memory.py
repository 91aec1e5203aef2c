"""Memory that a process used is kept for its next chunk, and garbage is looked for less often.

A build uses arrays of a megabyte over and over. The allocators of C and of Arrow give such memory back at once, and the
system clears each page before it lends it again: a sixth of the time of a build. What is kept is never more than
what was once in use. Python looks for circles of garbage after every few hundred objects, and the program loads and
reads hundreds of thousands that stay. No value depends on either.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from typing import Final

_TRIM, _MAP = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc's malloc.h
_KEPT: Final = 1 << 28
_MAPPED: Final = 1 << 25
"""The most that glibc takes for the size from which memory is the system's own."""


_OBJECTS: Final = 50_000
"""New objects after which Python looks for circles of them."""


def keep() -> None:
    """Keep memory, and look for garbage less often, from now on; called before Arrow is loaded, whose allocator looks at the environment then."""
    gc.set_threshold(_OBJECTS, 20, 20)
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "-1")
    if not sys.platform.startswith("linux"):
        return
    try:
        tuned = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return  # another C library, which keeps memory as it likes
    tuned(_TRIM, _KEPT)
    tuned(_MAP, _MAPPED)
