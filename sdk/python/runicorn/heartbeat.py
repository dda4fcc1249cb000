"""A sign of life every few seconds."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import Callable

INTERVAL_SECONDS = 15.0


class Heartbeat:
    """Calls `beat` on a daemon thread, at once when `first` is set and then every `interval` seconds.

    `RUNICORN_THREADS=0` leaves the thread out, and so does a system that allows no more. `beat` must not raise.
    """

    def __init__(self, beat: Callable[[], None], interval: float = INTERVAL_SECONDS, first: bool = False) -> None:
        self._beat = beat
        self._interval = interval
        self._first = first
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        if os.environ.get("RUNICORN_THREADS") != "0":
            thread = threading.Thread(target=self._run, name="runicorn-heartbeat", daemon=True)
            with contextlib.suppress(RuntimeError):
                thread.start()
                self._thread = thread

    def stop(self) -> None:
        """End the thread. No beat begins after this."""
        self._stopped.set()

    def join(self, timeout: float) -> None:
        """Wait until a stopped thread has ended, at most `timeout` seconds."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def _run(self) -> None:
        if self._first:
            self._beat()
        while not self._stopped.wait(self._interval):
            self._beat()
