"""Sound as 16-bit samples."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

from ..plain import NotPlain
from .number_array import NumberArray
from .tell import Tell

MAX_CHANNELS = 64
CHUNK = 1 << 20
# Samples of 16 bits do not get near it, those of 32 bits leave it at once.
WIDE = 1 << 20


class Samples(NamedTuple):
    """Interleaved little-endian 16-bit samples."""

    channels: int
    length: int
    """Samples per channel."""
    data: bytes


def samples_of(array: NumberArray, tell: Tell) -> Samples:
    """The sound in an array of shape (N,), (N, channels) or (channels, N): the shorter side is the channels.

    Floats are -1…1, integers 16 or 32 bits, bytes 0…255 around 128; what lies outside is clipped, which `tell` is
    told. Raises NotPlain.
    """
    shape = array.shape
    if len(shape) == 1:
        channels, planes = 1, False
    elif len(shape) == 2:
        planes = shape[0] < shape[1]
        channels = shape[0] if planes else shape[1]
    else:
        raise NotPlain("sound has one dimension, or two with channels, not " + str(len(shape)))
    if not 1 <= channels <= MAX_CHANNELS:
        raise NotPlain(f"sound of {channels} channels")
    data, clipped = _sixteen_bits(array, tell)
    if clipped:
        tell("clip", "samples outside the range are clipped")
    length = len(data) // 2 // channels
    return Samples(channels, length, _interleave(data, channels) if planes and channels > 1 else data)


def _sixteen_bits(array: NumberArray, tell: Tell) -> tuple[bytes, bool]:
    if array.kind == "float":
        scale, offset = 32767.0, 0.5
    elif array.kind == "uint8":
        scale, offset = 256.0, -32768.0
    elif _is_wide(array.flat):
        tell("range", "integers beyond 20 bits are taken for samples of 32 bits")
        scale, offset = 2.0**-16, 0.0
    else:
        scale, offset = 1.0, 0.0
    to_bytes = _numpy_bytes if hasattr(array.flat, "astype") else _list_bytes
    return to_bytes(array.flat, scale, offset)


def _is_wide(flat: Any) -> bool:
    if hasattr(flat, "astype"):
        return len(flat) > 0 and max(int(flat.max()), -int(flat.min())) >= WIDE
    return any(abs(value) >= WIDE for value in flat)


def _list_bytes(flat: Any, scale: float, offset: float) -> tuple[bytes, bool]:
    numbers = []
    clipped = False
    for value in flat:
        scaled = value * scale + offset
        if -32768.0 <= scaled < 32768.0:
            numbers.append(int(scaled // 1))
        else:
            clipped = True
            numbers.append(32767 if scaled > 0 else -32768 if scaled < 0 else 0)
    return struct.pack(f"<{len(numbers)}h", *numbers), clipped


def _numpy_bytes(flat: Any, scale: float, offset: float) -> tuple[bytes, bool]:
    parts = []
    clipped = False
    for start in range(0, len(flat), CHUNK):
        scaled = flat[start : start + CHUNK].astype("float64") * scale + offset
        inside = (scaled >= -32768.0) & (scaled < 32768.0)
        if not inside.all():
            clipped = True
            outside = scaled[~inside]
            scaled[~inside] = (outside > 0) * 32767.0 + (outside < 0) * -32768.0
        parts.append((scaled // 1).astype("<i2").tobytes())
    return b"".join(parts), clipped


def _interleave(planes: bytes, channels: int) -> bytes:
    size = len(planes) // channels
    data = bytearray(len(planes))
    for channel in range(channels):
        plane = planes[channel * size : (channel + 1) * size]
        data[2 * channel :: 2 * channels] = plane[::2]
        data[2 * channel + 1 :: 2 * channels] = plane[1::2]
    return bytes(data)
