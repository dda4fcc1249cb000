"""Signals that tell a process to go."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any, Callable

from .exit_status import Ending

_NAMES = ("SIGTERM", "SIGHUP")


class EndingSignals:
    """Has the runs ended as interrupted when the process is told to go, and then lets it go.

    Only signals that nobody else has a handler for; an interrupt from the keyboard stays a KeyboardInterrupt.
    """

    def __init__(self, end_all: Callable[[Ending], None], on_warned: Callable[[Ending], None]) -> None:
        """`on_warned(ending)` is called when the program has a handler of its own by now, which calls ours."""
        self._end_all = end_all
        self._on_warned = on_warned

    def listen(self) -> None:
        """Listen, where that can be: in the main thread, and without RUNICORN_SIGNALS=0."""
        if os.environ.get("RUNICORN_SIGNALS") == "0" or threading.current_thread() is not threading.main_thread():
            return
        for number in _numbers():
            if signal.getsignal(number) is signal.SIG_DFL:
                _set(number, self._on_signal)

    def stop(self) -> None:
        """Let the signals do what they did before."""
        for number in _numbers():
            if signal.getsignal(number) == self._on_signal:
                _set(number, signal.SIG_DFL)

    def _on_signal(self, number: int, _frame: Any) -> None:
        name = signal.Signals(number).name
        ending = Ending("interrupted", name, exit_signal=name)
        if signal.getsignal(number) != self._on_signal:
            # Lightning's does, and then ends the training in its own time. Without us it would not be killed.
            return self._on_warned(ending)
        self._end_all(ending)
        _set(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


def _numbers() -> list[int]:
    return [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]


def _set(number: int, handler: Any) -> None:
    try:
        signal.signal(number, handler)
    except ValueError:
        # Not the main thread, or an interpreter within another.
        return
