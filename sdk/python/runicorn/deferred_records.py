"""Records that are written a moment later, by a thread."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from typing import Any, Callable

from .append_file import AppendFile, ShortWrite
from .record import RecordFormat

# With this pause no line waits longer than 50 ms.
PAUSE_SECONDS = 0.04
CHUNK_LINES = 512
# What a dead disk may cost in memory; further records are dropped.
MAX_WAITING = 100_000
MAX_WAITING_BYTES = 64 * 1024 * 1024
# About what a record and each of its values take.
RECORD_BYTES = 128
VALUE_BYTES = 64
# What cannot change between a log() and the moment its record is written.
CONSTANT = frozenset((float, int, str, bool, type(None)))


class DeferredRecords:
    """A queue before an append file. Loses what waits, at most 50 ms, when the process is killed.

    Records are formatted by the thread too. `on_drop(error)` is called once per record that cannot be written.
    Without threads (`RUNICORN_THREADS=0`) `put()` itself writes, every 50 ms.
    """

    def __init__(self, file: AppendFile, format: RecordFormat, on_drop: Callable[[Exception], None]) -> None:
        self._file = file
        self._format = format
        self._on_drop = on_drop
        self._forget()

    def put_record(self, ts: float, data: dict[Any, Any], step: int, stage: Any) -> None:
        """Take metrics in, as they are now. Raises OverflowError when too many wait."""
        keys = tuple(data)
        if keys not in self._format.templates:
            # Here, where the call site can be seen.
            self._format.learn(keys)
        size = RECORD_BYTES + VALUE_BYTES * len(keys)
        for value in data.values():
            kind = type(value)
            if kind is not float:
                if kind not in CONSTANT:
                    return self.put(self._format.line(ts, data, step, stage))
                if kind is str:
                    size += len(value)
        self._put((ts, data.copy(), step, stage), size)

    def put(self, line: bytes) -> None:
        """Take a line in. Raises OverflowError when too many wait."""
        self._put(line, len(line))

    def _put(self, item: Any, size: int) -> None:
        # The numbers come from several threads without a lock: what is lost in between is found again at each pause.
        if len(self._queue) >= MAX_WAITING or self._waiting_bytes >= MAX_WAITING_BYTES:
            raise OverflowError(f"{len(self._queue)} records wait for the disk already")
        self._waiting_bytes += size
        self._queue.append((item, size))
        if self._asleep:
            self._wake_up()

    def drain(self, seconds: float) -> bool:
        """Return when all that was put before is in the file. False when that takes longer than `seconds`."""
        if not self._lock.acquire(timeout=seconds):
            return False
        try:
            # Not what is put meanwhile: that may never end.
            left = len(self._queue)
            while left > 0 and self._queue:
                left -= self._write_chunk(left)
            return True
        finally:
            self._lock.release()

    def rest(self, seconds: float) -> None:
        """End the thread, waiting for it at most so long; `go_on()` or the next `put()` starts another."""
        thread, self._thread = self._thread, None
        self._asleep = True
        self._stop.set()
        self._awake.set()
        if thread is not None:
            thread.join(seconds)

    def go_on(self) -> None:
        """Write what was put meanwhile."""
        if self._queue:
            self._wake_up()

    def after_fork_in_child(self) -> None:
        """What waits is the parent's to write."""
        self._forget()

    def _forget(self) -> None:
        self._queue: deque[tuple[Any, int]] = deque()
        self._waiting_bytes = 0
        # Reentrant: a signal handler may flush while the interrupted code does.
        self._lock = threading.RLock()
        self._awake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        # Whether nobody will look at the queue by itself.
        self._asleep = True
        self._written_at = time.monotonic()

    def _wake_up(self) -> None:
        with self._lock:
            if self._thread is not None:
                self._asleep = False
                self._awake.set()
                return
            if os.environ.get("RUNICORN_THREADS") != "0":
                stop = threading.Event()
                thread = threading.Thread(target=self._run, args=(stop,), name="runicorn-writer", daemon=True)
                try:
                    self._asleep = False
                    thread.start()
                    self._thread, self._stop = thread, stop
                    return
                except RuntimeError:
                    # The system allows no more threads, or the interpreter is ending.
                    self._asleep = True
        if time.monotonic() - self._written_at >= PAUSE_SECONDS:
            self.drain(PAUSE_SECONDS)

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(PAUSE_SECONDS):
            self.drain(PAUSE_SECONDS)
            if not self._queue:
                self._waiting_bytes = 0
                self._awake.clear()
                self._asleep = True
                # Somebody may have put a record in before he could see that.
                if not self._queue:
                    self._awake.wait()
                if not stop.is_set():
                    self._asleep = False
        self.drain(PAUSE_SECONDS)

    def _write_chunk(self, most: int) -> int:
        """How many records are not waiting any more."""
        lines: list[bytes] = []
        count = taken = 0
        while self._queue and count < min(most, CHUNK_LINES):
            item, size = self._queue.popleft()
            count += 1
            taken += size
            try:
                lines.append(item if type(item) is bytes else self._format.line(*item))
            except Exception as error:
                self._on_drop(error)
        self._written_at = time.monotonic()
        try:
            if lines:
                self._file.append(b"".join(lines))
        except Exception as error:
            written = error.written if isinstance(error, ShortWrite) else 0
            whole = b"".join(lines)[:written].count(b"\n")
            self._write_singly(lines[whole:])
        self._waiting_bytes -= taken
        return count

    def _write_singly(self, lines: list[bytes]) -> None:
        for line in lines:
            try:
                self._file.append(line)
            except Exception as error:
                self._on_drop(error)
