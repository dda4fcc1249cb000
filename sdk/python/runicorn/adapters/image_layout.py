"""Images and videos in any layout that TensorBoard takes, such as "CHW", brought into one."""

from __future__ import annotations

import math
import sys
from typing import Any

from .array_of import array_of

GRID_COLUMNS = 8


def to_hwc(image: Any, layout: str) -> Any:
    """uint8 array [height, width, 1|3|4] of an image in `layout`: "CHW", "HWC", "HW", or with N for a grid of images.

    uint8 is taken as it is, everything else as lying in [0, 1].
    """
    return _bytes(_grid(_ordered(image, layout, "NHWC")))


def to_thwc(video: Any, layout: str) -> Any:
    """uint8 array [frames, height, width, channels] of videos in `layout`, several of them as a grid."""
    videos = _bytes(_ordered(video, layout, "NTHWC"))
    numpy = sys.modules["numpy"]
    return numpy.stack([_grid(videos[:, frame]) for frame in range(videos.shape[1])])


def _ordered(values: Any, layout: str, wanted: str) -> Any:
    array = array_of(values)
    layout = layout.upper()
    if array.ndim == len(layout) + 1 and "N" not in layout:
        # A list of images comes with the layout of one.
        layout = "N" + layout
    if sorted(set(layout)) != sorted(layout) or not set(layout) <= set(wanted) or array.ndim != len(layout):
        raise ValueError(f"an array of shape {tuple(array.shape)} is not in the layout {layout!r}")
    missing = [axis for axis in wanted if axis not in layout]
    for axis in missing:
        array = array[..., None]
        layout += axis
    return array.transpose([layout.index(axis) for axis in wanted])


def _grid(images: Any) -> Any:
    """Images [n, height, width, channels] side by side, at most eight in a row."""
    count, height, width, channels = images.shape
    if count == 1:
        return images[0]
    columns = min(count, GRID_COLUMNS)
    rows = math.ceil(count / columns)
    canvas = sys.modules["numpy"].zeros((rows * height, columns * width, channels), dtype=images.dtype)
    for index in range(count):
        top, left = index // columns * height, index % columns * width
        canvas[top : top + height, left : left + width] = images[index]
    return canvas


def _bytes(array: Any) -> Any:
    if str(array.dtype) == "uint8":
        return array
    numpy = sys.modules["numpy"]
    return (numpy.nan_to_num(array.astype("float32")) * 255).clip(0, 255).astype("uint8")
