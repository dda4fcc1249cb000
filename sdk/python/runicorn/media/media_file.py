"""Files in a run's `media` folder."""

from __future__ import annotations

import contextlib
import os
import re
import time
from typing import BinaryIO, Iterable

from ..plain import plain_text

FOLDER = "media"
MAX_KEY_BYTES = 96
_BAD_CHARACTER = re.compile('[\\\\/:*?"<>|\x00-\x20\x7f-\x9f]')


def media_name(milliseconds: int, token: str, key: str, extension: str) -> str:
    """`<ms>_<token>_<key>.<extension>`, with what a file's name cannot hold replaced."""
    name = _BAD_CHARACTER.sub("_", plain_text(key)).encode("utf-8")[:MAX_KEY_BYTES].decode("utf-8", "ignore")
    return f"{milliseconds}_{token}_{name}.{extension}"


def write_media(directory: str, key: str, extension: str, pieces: Iterable[bytes]) -> str:
    """Write a file as a whole; its path relative to the run. Raises OSError, and then there is none."""
    name = media_name(int(time.time() * 1000), os.urandom(3).hex(), key, extension)
    path = os.path.join(directory, FOLDER, name)
    temporary = path + ".tmp"
    try:
        with _create(temporary) as file:
            for piece in pieces:
                file.write(piece)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return f"{FOLDER}/{name}"


def remove_media(directory: str, path: str) -> None:
    """Remove a file whose record could not be written."""
    with contextlib.suppress(OSError):
        os.unlink(os.path.join(directory, path))


def _create(path: str) -> BinaryIO:
    try:
        return open(path, "xb")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return open(path, "xb")
