"""Encoded media as a program has it: bytes, a file that is open, or the path of one."""

from __future__ import annotations

import os
import stat
from typing import Any, Iterable, Iterator, NamedTuple

from ..plain import NotPlain

PIECE = 1 << 20


class MediaSource(NamedTuple):
    """The content in pieces, of which `head` is the first."""

    head: bytes
    size: int
    suffix: str
    """The end of the file's name without its dot, or ""."""
    pieces: Iterable[bytes]


def media_source(value: Any, limit: int) -> MediaSource | None:
    """The content of bytes, an open file or a path; None for anything else.

    Raises NotPlain for what has more than `limit` bytes and for a path that is no file, OSError for a file that
    cannot be read.
    """
    if isinstance(value, (bytes, bytearray)):
        return _of_bytes(bytes(value), limit)
    if isinstance(value, (str, os.PathLike)):
        return _of_path(os.fsdecode(os.path.expanduser(os.fspath(value))), limit)
    # What was just written to a BytesIO is meant as a whole, wherever its position is.
    for name, arguments in (("getvalue", ()), ("read", (limit + 1,))):
        read = getattr(value, name, None)
        if callable(read):
            content = read(*arguments)
            if not isinstance(content, (bytes, bytearray)):
                raise NotPlain("the file was not opened for bytes")
            return _of_bytes(bytes(content), limit)
    return None


def _of_bytes(content: bytes, limit: int) -> MediaSource:
    _check(len(content), limit)
    return MediaSource(content, len(content), "", (content,))


def _of_path(path: str, limit: int) -> MediaSource:
    # A pipe that nobody writes to would hold up the training.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        fd = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise NotPlain(str(error)) from error
    file = os.fdopen(fd, "rb", closefd=True)
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise NotPlain(f"{path} is no file")
        _check(status.st_size, limit)
        head = file.read(PIECE)
    except BaseException:
        file.close()
        raise
    suffix = os.path.splitext(path)[1].lstrip(".")
    return MediaSource(head, status.st_size, suffix, _pieces(head, file, limit))


def _pieces(head: bytes, file: Any, limit: int) -> Iterator[bytes]:
    with file:
        left = limit - len(head)
        yield head
        while left > 0:
            piece = file.read(min(PIECE, left))
            if not piece:
                return
            left -= len(piece)
            yield piece


def _check(size: int, limit: int) -> None:
    if size == 0:
        raise NotPlain("it is empty")
    if size > limit:
        raise NotPlain(f"it has {size >> 20} MiB; {limit >> 20} MiB are the most")
