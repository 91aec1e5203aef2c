"""Compressed text: frames of a fixed number of rows, one after another, each compressed by itself.

Any thread may compress a frame, and the bytes depend on nothing but the rows. Every reader takes several frames for
one file, as the formats say (RFC 1952, RFC 8878). No frame tells a time or a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pyarrow as pa

FRAME_ROWS: Final = 131_072
"""Rows of a frame; part of the output's definition."""
ENDINGS: Final = {"none": "", "gzip": ".gz", "zstd": ".zst"}
"""What a compressed file's name has behind its own ending."""
_LEVELS: Final = {"gzip": 6, "zstd": 3}
_MOST: Final = 1 << 30
"""Bytes of a frame: zlib counts in 32 bits."""
_SYSTEM: Final = 9
"""Which byte of gzip's header tells the system it was written on; 255 is any."""


def compressed(pieces: Iterable[Any], how: str) -> tuple[pa.Buffer, ...]:
    """Return pieces of bytes as frames, by ``gzip`` or ``zstd``."""
    whole = b"".join(map(memoryview, pieces))
    codec = pa.Codec(how, compression_level=_LEVELS[how])
    frames = [codec.compress(whole[start : start + _MOST]) for start in range(0, len(whole), _MOST)]
    return tuple(_unsigned(frame) for frame in frames) if how == "gzip" else tuple(frames)


def _unsigned(frame: pa.Buffer) -> pa.Buffer:
    data = bytearray(frame)
    data[_SYSTEM] = 255
    return pa.py_buffer(data)
