"""Pictures as rows of bytes."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..plain import NotPlain
from .number_array import NumberArray
from .tell import Tell

CHANNELS = (1, 3, 4)
MAX_SIDE = 32_768
MAX_IN_GRID = 64
GRID_GAP = 2
# numpy works on so many numbers at a time, so that a large picture does not fill the memory.
CHUNK = 1 << 20


class Pixels(NamedTuple):
    """A picture of 8 bits per channel: 1 is grey, 3 is RGB, 4 is RGBA; row by row, channels last."""

    width: int
    height: int
    channels: int
    data: bytes


def pixels_of(array: NumberArray, tell: Tell) -> Pixels:
    """The picture in an array of shape (H, W), (H, W, C) or (C, H, W), or a grid of several, (N, …).

    Integers are 0…255, floats 0…1; what lies outside is clipped, which `tell` is told.
    Raises NotPlain.
    """
    if len(array.shape) == 4:
        return grid(frames_of(array, tell, MAX_IN_GRID))
    return _frames(array._replace(shape=(1, *array.shape)), tell, 1)[0]


def frames_of(array: NumberArray, tell: Tell, limit: int) -> list[Pixels]:
    """The pictures in an array of shape (N, H, W), (N, H, W, C) or (N, C, H, W), at most `limit`."""
    return _frames(array, tell, limit)


def grid(frames: list[Pixels]) -> Pixels:
    """Pictures of one size beside and below each other."""
    if len(frames) == 1:
        return frames[0]
    width, height, channels, _ = frames[0]
    columns = math.ceil(math.sqrt(len(frames)))
    rows = math.ceil(len(frames) / columns)
    full_width = columns * (width + GRID_GAP) - GRID_GAP
    full_height = rows * (height + GRID_GAP) - GRID_GAP
    _check_size(full_width, full_height)
    data = bytearray(full_width * full_height * channels)
    stride = width * channels
    for index, frame in enumerate(frames):
        left = (index % columns) * (width + GRID_GAP)
        top = (index // columns) * (height + GRID_GAP)
        for row in range(height):
            start = ((top + row) * full_width + left) * channels
            data[start : start + stride] = frame.data[row * stride : (row + 1) * stride]
    return Pixels(full_width, full_height, channels, bytes(data))


def _frames(array: NumberArray, tell: Tell, limit: int) -> list[Pixels]:
    count, height, width, channels, planes = _layout(array)
    _check_size(width, height)
    if count > limit:
        tell("grid", f"only the first {limit} of {count} pictures are recorded")
        count = limit
    size = height * width * channels
    data = _bytes(array.kind, array.flat[: count * size], tell)
    frames = []
    for index in range(count):
        part = data[index * size : (index + 1) * size]
        frames.append(Pixels(width, height, channels, _interleave(part, channels) if planes else part))
    return frames


def _layout(array: NumberArray) -> tuple[int, int, int, int, bool]:
    """Count, height, width, channels, and whether each channel is a plane of its own."""
    shape = array.shape
    if 0 not in shape and len(shape) == 3:
        return shape[0], shape[1], shape[2], 1, False
    if 0 not in shape and len(shape) == 4:
        first, last = shape[1] in CHANNELS, shape[3] in CHANNELS
        if first and (array.channels_first or not last):
            return shape[0], shape[2], shape[3], shape[1], True
        if last:
            return shape[0], shape[1], shape[2], shape[3], False
    raise NotPlain(f"an array of shape {_text(shape)} is no picture; (height, width) and 1, 3 or 4 channels make one")


def _text(shape: tuple[int, ...]) -> str:
    return "(" + ", ".join(map(str, shape)) + ")"


def _check_size(width: int, height: int) -> None:
    if width > MAX_SIDE or height > MAX_SIDE:
        raise NotPlain(f"a picture of {width} × {height} pixels is too large; {MAX_SIDE} is the most on a side")


def _interleave(planes: bytes, channels: int) -> bytes:
    size = len(planes) // channels
    data = bytearray(len(planes))
    for channel in range(channels):
        data[channel::channels] = planes[channel * size : (channel + 1) * size]
    return bytes(data)


def _bytes(kind: str, flat: Any, tell: Tell) -> bytes:
    if kind == "uint8":
        return flat.astype("uint8").tobytes() if hasattr(flat, "astype") else bytes(flat)
    to_bytes = _numpy_bytes if hasattr(flat, "astype") else _list_bytes
    if kind == "bool":
        return to_bytes(flat, 255.0)[0]
    if kind == "float":
        is_unit = not _any_above(flat, 2)
        if not is_unit:
            tell("range", "floats beyond 1 are taken for 0…255")
    else:
        # A mask of zeros and ones would be black in black.
        is_unit = not _any_above(flat, 1)
    data, clipped = to_bytes(flat, 255.0 if is_unit else 1.0)
    if clipped:
        tell("clip", f"values outside 0…{1 if is_unit else 255} are clipped")
    return data


def _any_above(flat: Any, limit: int) -> bool:
    if hasattr(flat, "astype"):
        return any(
            bool(((part > limit) & (part < math.inf)).any())
            for part in (flat[start : start + CHUNK] for start in range(0, len(flat), CHUNK))
        )
    return any(limit < value < math.inf for value in flat)


def _list_bytes(flat: Any, scale: float) -> tuple[bytes, bool]:
    data = bytearray(len(flat))
    clipped = False
    for index, value in enumerate(flat):
        scaled = value * scale
        if 0.0 <= scaled <= 255.0:
            data[index] = int(scaled + 0.5)
        else:
            clipped = True
            data[index] = 255 if scaled > 255.0 else 0
    return bytes(data), clipped


def _numpy_bytes(flat: Any, scale: float) -> tuple[bytes, bool]:
    parts = []
    clipped = False
    for start in range(0, len(flat), CHUNK):
        scaled = flat[start : start + CHUNK].astype("float64") * scale
        inside = (scaled >= 0.0) & (scaled <= 255.0)
        if not inside.all():
            clipped = True
            # NaN is compared as false: it becomes 0.
            scaled[~inside] = (scaled[~inside] > 255.0) * 255.0
        parts.append((scaled + 0.5).astype("uint8").tobytes())
    return b"".join(parts), clipped
