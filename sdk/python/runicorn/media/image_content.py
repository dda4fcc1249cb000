"""A picture in whatever a program has it, as the content of a file."""

from __future__ import annotations

import io
from typing import Any, Callable, NamedTuple

from ..plain import NotPlain
from .image_size import image_size
from .media_format import extension_of, format_of
from .media_source import MediaSource, media_source
from .number_array import is_array, number_array
from .pixels import Pixels, pixels_of
from .png import png_bytes
from .shown import shown
from .tell import Tell

MAX_BYTES = 64 << 20
# As Pillow calls them.
_PILLOW = {"jpg": "JPEG", "tif": "TIFF"}
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


class ImageContent(NamedTuple):
    """A file's content, its format, and the size of the picture where it is known."""

    source: MediaSource
    format: str
    size: tuple[int, int] | None


def image_content(image: Any, wanted: str, quality: int, tell: Tell) -> ImageContent:
    """The picture as a file, of the `wanted` format where it is still to be encoded.

    Takes encoded bytes, an open file, a path, a picture of Pillow, a figure of matplotlib or plotly, an array, a
    tensor or nested lists. Raises NotPlain for anything else, and what the object raises.
    """
    source = media_source(image, MAX_BYTES)
    if source is not None:
        known = format_of(source.head)
        return _content(source, known or extension_of(source.suffix) or extension_of(wanted) or "png")
    extension = extension_of(wanted)
    if extension is None:
        tell("format", f"{shown(wanted)} is no format of pictures; png is written")
        extension = "png"
    encode = _encoder(image, min(100, max(1, int(quality))), tell)
    try:
        content = encode(extension)
    except Exception as error:
        if extension == "png" or isinstance(error, NotPlain):
            raise
        tell("encode", f"{extension} could not be written, png is: {error}")
        extension, content = "png", encode("png")
    encoded = media_source(content, MAX_BYTES)
    if encoded is None:
        raise NotPlain("nothing was encoded")
    return _content(encoded, extension)


def _content(source: MediaSource, name: str) -> ImageContent:
    return ImageContent(source, name, image_size(source.head))


def _encoder(image: Any, quality: int, tell: Tell) -> Callable[[str], bytes]:
    # Of what a figure is made of, such as axes, the whole figure.
    save = getattr(image, "savefig", None) or getattr(getattr(image, "figure", None), "savefig", None)
    if callable(save):
        return lambda extension: _saved(save, format=extension)
    if callable(getattr(image, "to_image", None)):
        return lambda extension: image.to_image(format=extension)
    if callable(getattr(image, "save", None)):
        return lambda extension: _pillow_bytes(image, extension, quality)
    if not is_array(image):
        raise NotPlain(f"a value of type {type(image).__name__} is no picture")
    pixels = pixels_of(number_array(image), tell)
    return lambda extension: _encoded(pixels, extension, quality)


def _encoded(pixels: Pixels, extension: str, quality: int) -> bytes:
    if extension == "png":
        return png_bytes(pixels)
    import importlib  # Pillow is used where the program has it; nothing depends on it.

    pillow = importlib.import_module("PIL.Image")
    image = pillow.frombytes(_MODES[pixels.channels], (pixels.width, pixels.height), pixels.data)
    return _pillow_bytes(image, extension, quality)


def _pillow_bytes(image: Any, extension: str, quality: int) -> bytes:
    options: dict[str, Any] = {"format": _PILLOW.get(extension, extension.upper())}
    if extension in ("jpg", "webp", "avif"):
        options["quality"] = quality
    try:
        return _saved(image.save, **options)
    except Exception:
        # Not every format takes transparency, floats or the colours of print.
        return _saved(image.convert("RGB").save, **options)


def _saved(save: Callable[..., Any], **options: Any) -> bytes:
    buffer = io.BytesIO()
    save(buffer, **options)
    return buffer.getvalue()
