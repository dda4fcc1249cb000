"""What happens beside the training."""

from __future__ import annotations

import os
import threading
import time
from typing import Callable

IMPORT_PATIENCE_SECONDS = 2.0

# What a job may answer: nothing, or the seconds until it wants its next turn.
Job = Callable[[], "float | None"]


class Background:
    """The one daemon thread of a run, which does one job after the other.

    `RUNICORN_THREADS=0` leaves the thread out, and so does a system that allows no more: no job is done then.
    Time is monotonic, so a clock that is set has no influence.
    """

    def __init__(self, on_error: Callable[[Exception], None]) -> None:
        self._on_error = on_error
        self._turns: list[_Turn] = []
        self._wake = threading.Event()
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._running = False
        self._paused = False
        self._stopped = False
        # Held by jobs that import. A module that is being imported in the moment of a fork stays locked in the child.
        self.importing = threading.RLock()
        self._holds_importing = False

    def soon(self, job: Job, seconds: float = 0.0) -> None:
        """Do a job once, in so many seconds."""
        self._add(_Turn(time.monotonic() + seconds, None, job))

    def every(self, seconds: float, job: Job) -> None:
        """Do a job every `seconds`, for the first time after as many, or whenever it asks for by what it returns."""
        self._add(_Turn(time.monotonic() + seconds, seconds, job))

    def stop(self) -> None:
        """End the thread. No job begins after this; one that is being done sees `stopped`."""
        self._stopped = True
        self._wake.set()

    @property
    def stopped(self) -> bool:
        """Whether `stop()` was called."""
        return self._stopped

    @property
    def alive(self) -> bool:
        """Whether there is a thread that does the jobs."""
        return self._running

    def join(self, seconds: float) -> None:
        """Wait until the thread of a stopped or paused background has ended, at most so long."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(seconds)

    def pause(self, seconds: float) -> None:
        """Let the thread end, waiting for it at most so long. A job that takes longer is not disturbed.

        For an import that it is in the middle of, it is waited a little longer.
        """
        self._paused = True
        self._wake.set()
        self.join(seconds)
        self._holds_importing = self.importing.acquire(timeout=IMPORT_PATIENCE_SECONDS)

    def go_on(self) -> None:
        """Go on after `pause()`, in the same thread."""
        if self._holds_importing:
            self._holds_importing = False
            self.importing.release()
        with self._lock:
            self._paused = False
            # A thread in the middle of a long job has not noticed the pause, and never will.
            if self._running:
                return
        self._start()

    def _add(self, turn: _Turn) -> None:
        self._turns.append(turn)
        if self._running:
            self._wake.set()
        else:
            self._start()

    def _start(self) -> None:
        if self._stopped or self._paused or not self._turns or os.environ.get("RUNICORN_THREADS") == "0":
            return
        thread = threading.Thread(target=self._run, name="runicorn", daemon=True)
        self._running = True
        try:
            thread.start()
            self._thread = thread
        except RuntimeError:
            # The system allows no more threads, or the interpreter is ending.
            self._running = False

    def _run(self) -> None:
        while True:
            with self._lock:
                if self._stopped or self._paused:
                    self._running = False
                    return
            turn = min(self._turns, key=_due, default=None)
            seconds = turn.due - time.monotonic() if turn is not None else None
            if turn is None or (seconds is not None and seconds > 0):
                self._wake.wait(seconds)
                self._wake.clear()
            else:
                self._do(turn)

    def _do(self, turn: _Turn) -> None:
        pause = turn.seconds
        try:
            answer = turn.job()
            if answer is not None:
                pause = float(answer)
        except Exception as error:
            self._on_error(error)
        if pause is None:
            self._turns.remove(turn)
        else:
            turn.due = time.monotonic() + pause


class _Turn:
    def __init__(self, due: float, seconds: float | None, job: Job) -> None:
        self.due = due
        self.seconds = seconds
        self.job = job


def _due(turn: _Turn) -> float:
    return turn.due
