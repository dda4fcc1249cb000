"""Moving pictures in whatever a program has them, as the content of a file."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..plain import NotPlain
from .image_size import image_size
from .media_format import extension_of, format_of
from .media_source import MediaSource, media_source
from .number_array import is_array, number_array
from .pixels import frames_of
from .png import apng_bytes
from .shown import shown
from .tell import Tell

MAX_BYTES = 1 << 30
MAX_FRAMES = 2000
DEFAULT_FPS = 10.0


class VideoContent(NamedTuple):
    """A file's content, its format, and what is known of the pictures."""

    source: MediaSource
    format: str
    fps: float | None
    size: tuple[int, int] | None
    frames: int | None


def video_content(video: Any, fps: Any, wanted: str | None, tell: Tell) -> VideoContent:
    """The pictures as a file: encoded bytes, an open file or a path as they are, arrays as an animated PNG.

    An array has the shape (T, H, W), (T, H, W, C) or (T, C, H, W). Raises NotPlain for anything else, and what the
    object raises.
    """
    rate = _checked_fps(fps, tell)
    source = media_source(video, MAX_BYTES)
    if source is not None:
        name = format_of(source.head) or extension_of(source.suffix) or extension_of(wanted or "") or "bin"
        return VideoContent(source, name, rate, image_size(source.head), None)
    if not is_array(video):
        raise NotPlain(f"a value of type {type(video).__name__} is no video")
    if wanted not in (None, "png", "apng"):
        tell("format", f"arrays are written as an animated PNG, not as {shown(wanted)}")
    frames = frames_of(number_array(video), tell, MAX_FRAMES)
    rate = DEFAULT_FPS if rate is None else rate
    encoded = media_source(apng_bytes(frames, rate), MAX_BYTES)
    if encoded is None:
        raise NotPlain("nothing was encoded")
    return VideoContent(encoded, "apng", rate, (frames[0].width, frames[0].height), len(frames))


def _checked_fps(fps: Any, tell: Tell) -> float | None:
    if fps is None:
        return None
    try:
        if 0.01 <= float(fps) <= 1000:
            return float(fps)
    except (TypeError, ValueError, OverflowError):
        pass
    tell("fps", f"{shown(fps)} is no number of pictures per second")
    return None
