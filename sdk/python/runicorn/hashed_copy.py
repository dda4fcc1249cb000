"""The content of a file, read once: its SHA-256, and a copy if wanted."""

from __future__ import annotations

import os
import stat
from typing import IO, NamedTuple

CHUNK_BYTES = 1 << 20
# Small files are left to the system: waiting for the disk at each of 100,000 would take minutes.
SYNC_BYTES = 1 << 20
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
# A pipe without a writer must not be waited for.
_FLAGS = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Content(NamedTuple):
    """What a file held while it was read."""

    sha256: str  # Hex digits.
    size: int  # Bytes.
    modified_at: float  # Unix seconds.


class NotAFile(OSError):
    """A symbolic link, a device, a pipe: nothing whose content could be kept."""


def check_regular(path: str) -> os.stat_result:
    """The state of a regular file, links not followed. Raises NotAFile and other OSErrors."""
    state = os.lstat(path)
    if stat.S_ISLNK(state.st_mode):
        raise NotAFile(f"{path} is a symbolic link; add the file it points to")
    if not stat.S_ISREG(state.st_mode):
        raise NotAFile(f"{path} is not a regular file")
    return state


def open_regular(path: str) -> IO[bytes]:
    """Open a regular file for reading, without following a link. Raises NotAFile and other OSErrors."""
    check_regular(path)
    fd = os.open(path, _FLAGS)
    # It may have become something else in between.
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise NotAFile(f"{path} is not a regular file")
    return os.fdopen(fd, "rb", buffering=0)


def hash_file(path: str) -> Content:
    """The SHA-256 of a regular file. Raises OSError."""
    with open_regular(path) as source:
        return _read(source, None)


def copy_hashed(path: str, target: str) -> Content:
    """Copy a regular file to `target`, which must not exist, and hash what was copied.

    Raises OSError; there may then be a part of the copy.
    """
    with open_regular(path) as source, open(target, "xb", buffering=0) as file:
        content = _read(source, file)
        if content.size >= SYNC_BYTES:
            os.fsync(file.fileno())
        return content


def _read(source: IO[bytes], target: IO[bytes] | None) -> Content:
    import hashlib  # Slow to import.

    sha256 = hashlib.sha256()
    size = 0
    buffer = memoryview(bytearray(CHUNK_BYTES))
    while True:
        count = source.readinto(buffer)  # type: ignore[attr-defined]
        if not count:
            break
        size += count
        sha256.update(buffer[:count])
        rest = buffer[:count]
        while target is not None and rest:
            rest = rest[target.write(rest) :]
    return Content(sha256.hexdigest(), size, os.fstat(source.fileno()).st_mtime)
