"""Copying what the program prints."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from typing import Any, Callable

from ..plain import plain_text
from .console_stream import ConsoleStream
from .line_assembler import LineAssembler

STREAMS = ("stdout", "stderr")
# A thread that waits for a dead disk must not hold up the others for ever.
PATIENCE_SECONDS = 1.0
# Streams that were in `sys` once. print() of CPython holds no reference to the stream that it writes to: one that was
# released meanwhile, by a thread that ends a run, would crash the interpreter.
_KEPT: deque[ConsoleStream] = deque(maxlen=1000)


class ConsoleCapture:
    """Lets `write_lines` have every line printed by this process, as `[HH:MM:SS] line`, as soon as it is complete.

    What lies above or below it in `sys.stdout` may come and go in any order.
    """

    def __init__(self, write_lines: Callable[[str], None], tqdm_mode: str, run_id: str) -> None:
        """`tqdm_mode` is "smart", "all" or "none"; see LineAssembler."""
        self._write_lines = write_lines
        self._mode = tqdm_mode
        self._run_id = run_id
        self._streams: list[tuple[str, ConsoleStream]] = []
        self._reset()

    def start(self) -> None:
        """Listen to stdout and stderr from now on."""
        for name in STREAMS:
            stream = getattr(sys, name, None)
            # There is none in programs without a console.
            if stream is not None:
                listening = ConsoleStream(stream, self._run_id, self._listener(name))
                self._streams.append((name, listening))
                setattr(sys, name, listening)

    def stop(self) -> None:
        """Listen no more, and write the lines that were not ended."""
        streams, self._streams = self._streams, []
        for name, listening in streams:
            listening.listener = None
            _KEPT.append(listening)
            stream: Any = getattr(sys, name, None)
            while isinstance(stream, ConsoleStream) and stream.listener is None:
                stream = stream.stream
                setattr(sys, name, stream)
        self._hear("", "")

    def _listener(self, name: str) -> Callable[[str], None]:
        return lambda text: self._hear(name, text)

    def _hear(self, name: str, text: str) -> None:
        if self._pid != os.getpid():
            # What was begun before the fork is the parent's, and so are the locks.
            self._reset()
        self._heard.append((name, text))
        # What is printed while a line is being written, by us or by a signal handler, waits until it is.
        while self._heard and self._owner != threading.get_ident():
            if not self._lock.acquire(False) and not self._lock.acquire(timeout=PATIENCE_SECONDS):
                return
            self._owner = threading.get_ident()
            try:
                self._write()
            finally:
                self._owner = 0
                self._lock.release()

    def _write(self) -> None:
        lines: list[str] = []
        while self._heard:
            name, text = self._heard.popleft()
            if name:
                lines += self._assemblers[name].feed(plain_text(text))
            else:
                for assembler in self._assemblers.values():
                    lines += assembler.finish()
        if lines:
            now = time.strftime("[%H:%M:%S] ")
            self._write_lines("".join(now + line + "\n" for line in lines))

    def _reset(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._owner = 0
        self._heard: deque[tuple[str, str]] = deque()
        self._assemblers = {name: LineAssembler(self._mode) for name in STREAMS}
