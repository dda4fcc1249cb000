"""Appending whole lines to a file, whatever the disk does."""

from __future__ import annotations

import os


class AppendFile:
    """A file opened for appending; one `write()` per line, so lines of several processes never mix.

    A line that could not be written wholly leaves garbage without a newline behind. The next line then starts
    with one, so that no record is ever glued to garbage.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd: int | None = None
        self._torn = False

    def append(self, line: bytes) -> None:
        """Write one line that ends with a newline. It is in the file when this returns; raises OSError if not."""
        fd = self._fd
        if fd is None:
            fd = self._open()
        if self._torn:
            line = b"\n" + line
        written = os.write(fd, line)
        if written == len(line):
            self._torn = False
        else:
            self._write_rest(fd, line, written)

    def close(self) -> None:
        """Give the descriptor back. A later append opens the file again."""
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        fd = os.open(self._path, flags, 0o666)
        try:
            size = os.lseek(fd, 0, os.SEEK_END)
            if size > 0:
                os.lseek(fd, size - 1, os.SEEK_SET)
                self._torn = os.read(fd, 1) != b"\n"
        except OSError:
            os.close(fd)
            raise
        self._fd = fd
        return fd

    def _write_rest(self, fd: int, line: bytes, written: int) -> None:
        while written < len(line):
            if written > 0:
                self._torn = line[written - 1] != 0x0A
            count = os.write(fd, line[written:])
            if count <= 0:
                raise OSError("the file system took only part of a record")
            written += count
        self._torn = False
