"""PNG and APNG, written with the standard library alone."""

from __future__ import annotations

import struct
from typing import Sequence

from .pixels import Pixels

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOR_TYPES = {1: 0, 3: 2, 4: 6}


def png_bytes(pixels: Pixels) -> bytes:
    """The picture as a PNG file."""
    return SIGNATURE + _header(pixels) + _chunk(b"IDAT", _compressed(pixels)) + _chunk(b"IEND", b"")


def apng_bytes(frames: Sequence[Pixels], fps: float) -> bytes:
    """Pictures of one size as an animated PNG that is played for ever; simple programs show the first."""
    milliseconds = max(1, min(65_535, round(1000 / fps)))
    first = frames[0]
    parts = [SIGNATURE, _header(first), _chunk(b"acTL", struct.pack(">II", len(frames), 0))]
    sequence = 0
    for index, frame in enumerate(frames):
        control = struct.pack(">IIIIIHHBB", sequence, first.width, first.height, 0, 0, milliseconds, 1000, 0, 0)
        parts.append(_chunk(b"fcTL", control))
        sequence += 1
        if index == 0:
            parts.append(_chunk(b"IDAT", _compressed(frame)))
        else:
            parts.append(_chunk(b"fdAT", struct.pack(">I", sequence) + _compressed(frame)))
            sequence += 1
    parts.append(_chunk(b"IEND", b""))
    return b"".join(parts)


def _header(pixels: Pixels) -> bytes:
    color = COLOR_TYPES[pixels.channels]
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", pixels.width, pixels.height, 8, color, 0, 0, 0))


def _compressed(pixels: Pixels) -> bytes:
    import zlib

    stride = pixels.width * pixels.channels
    data = pixels.data
    # Each row begins with its filter: none.
    rows = b"".join(b"\0" + data[start : start + stride] for start in range(0, len(data), stride))
    return zlib.compress(rows, 6)


def _chunk(kind: bytes, content: bytes) -> bytes:
    import zlib

    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
