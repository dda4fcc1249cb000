"""Appending whole lines to a file, whatever the disk does."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
from types import CodeType

# After these the descriptor is as good as before; after others, such as a stale NFS handle, it may not be.
_FD_IS_GOOD = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EAGAIN, errno.EINTR)


class ShortWrite(OSError):
    """Some bytes of a line are in the file, the others could not be written."""

    def __init__(self, error: OSError, written: int) -> None:
        super().__init__(error.errno, error.strerror or str(error))
        self.written = written


class AppendFile:
    """A file opened for appending; one `write()` per line, so lines of several threads and processes never mix.

    Opened at the first line, and again where that fails. A line that could not be written wholly leaves garbage
    without a newline behind; the next line then starts with one, so that no record is ever glued to garbage.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd: int | None = None
        # A number that other threads may still write to. It is used again for the file opened next.
        self._held: int | None = None
        self._torn = False
        self._lock = threading.RLock()

    def append(self, line: bytes) -> None:
        """Write one line that ends with a newline. It is in the file when this returns; raises OSError if not."""
        fd = self._fd
        if fd is None:
            fd = self._open()
        if self._torn:
            line = b"\n" + line
        try:
            written = os.write(fd, line)
        except OSError as error:
            self._doubt(fd, error)
            if error.errno != errno.EBADF:
                raise
            fd = self._open()
            written = os.write(fd, line)
        if written != len(line):
            self._write_rest(fd, line, written)
        elif self._torn:
            self._torn = False

    def sync(self) -> None:
        """Return when all lines are on the disk. Raises OSError."""
        fd = self._fd
        if fd is not None:
            getattr(os, "fdatasync", os.fsync)(fd)

    def is_deleted(self) -> bool:
        """Whether somebody deleted the open file. The next line then begins it anew, where that can be."""
        fd = self._fd
        try:
            if fd is None or os.fstat(fd).st_nlink > 0 or os.path.exists(self._path):
                return False
        except OSError:
            return False
        self._put_aside(fd)
        return True

    def close(self) -> None:
        """Give the descriptor back. A later append opens the file again."""
        with self._lock:
            if self._fd is not None:
                self._held, self._fd = self._fd, None
            # A number closed under a thread that is about to write to it may be another file's by then.
            if self._held is not None and not _is_running(AppendFile.append.__code__):
                fd, self._held = self._held, None
                os.close(fd)

    def after_fork_in_child(self) -> None:
        """The thread that held the lock is gone."""
        self._lock = threading.RLock()

    def __del__(self) -> None:
        for fd in (self._fd, self._held):
            if fd is not None:
                with contextlib.suppress(Exception):
                    os.close(fd)

    def _open(self) -> int:
        with self._lock:
            if self._fd is not None:
                return self._fd
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            fd = os.open(self._path, flags, 0o666)
            try:
                size = os.lseek(fd, 0, os.SEEK_END)
                if size > 0:
                    os.lseek(fd, size - 1, os.SEEK_SET)
                    self._torn = os.read(fd, 1) != b"\n"
                if self._held is not None:
                    os.dup2(fd, self._held, inheritable=False)
            except OSError:
                os.close(fd)
                raise
            if self._held is not None:
                os.close(fd)
                fd, self._held = self._held, None
            self._fd = fd
            return fd

    def _write_rest(self, fd: int, line: bytes, written: int) -> None:
        prefix = 1 if self._torn else 0
        try:
            while written < len(line):
                if written > 0:
                    self._torn = line[written - 1] != 0x0A
                count = os.write(fd, line[written:])
                if count <= 0:
                    raise OSError(errno.EIO, "the file system took only part of a record")
                written += count
        except OSError as error:
            self._doubt(fd, error)
            raise ShortWrite(error, max(0, written - prefix)) from error
        self._torn = False

    def _doubt(self, fd: int, error: OSError) -> None:
        if error.errno == errno.EBADF:
            # Somebody closed it, as daemons do with all they have. The number is not ours any more.
            with self._lock:
                if self._fd == fd:
                    self._fd = None
        elif error.errno not in _FD_IS_GOOD:
            self._put_aside(fd)

    def _put_aside(self, fd: int) -> None:
        with self._lock:
            if self._fd == fd:
                self._held, self._fd = fd, None


def _is_running(code: CodeType) -> bool:
    """Whether any thread is inside that function, or was when a signal interrupted it."""
    for frame in sys._current_frames().values():
        above = frame
        while above is not None:
            if above.f_code is code:
                return True
            above = above.f_back  # type: ignore[assignment]
    return False
