"""The runs this process has not ended yet, and what happens to them when it does."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, NoReturn

from .exit_status import status_of

if TYPE_CHECKING:
    from .run import Run


class OpenRuns:
    """Ends forgotten runs: finished at a normal exit, failed by an uncaught exception or `sys.exit` with a code."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._hooked = False
        self._exit: SystemExit | None = None

    @property
    def active(self) -> Run | None:
        """The open run begun last: the one that module-level calls go to."""
        runs = self._runs
        return runs[-1] if runs else None

    def add(self, run: Run) -> None:
        """Take a run in."""
        self._runs.append(run)
        if not self._hooked:
            self._hooked = True
            self._hook()

    def remove(self, run: Run) -> None:
        """Forget a run that has ended."""
        if run in self._runs:
            self._runs.remove(run)

    def end_all(self, error: BaseException | None = None) -> None:
        """End every open run as one that ended by `error`, or without one."""
        for run in list(self._runs):
            run.end(*status_of(error))

    def _hook(self) -> None:
        atexit.register(self._at_exit)
        leave = sys.exit

        def on_exit(code: Any = None) -> NoReturn:
            # Nothing tells at the end with which code the program left. A thread leaves by itself only.
            if threading.current_thread() is threading.main_thread():
                self._exit = SystemExit(code)
            leave(code)

        sys.exit = on_exit
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=lambda: self._each("before_fork"),
                after_in_parent=lambda: self._each("after_fork_in_parent"),
                after_in_child=lambda: self._each("after_fork_in_child"),
            )
        previous = sys.excepthook

        def on_uncaught(kind: Any, error: Any, trace: Any) -> None:
            # At an interactive prompt an error ends nothing.
            if not hasattr(sys, "ps1") and not sys.flags.interactive:
                self.end_all(error)
            previous(kind, error, trace)

        sys.excepthook = on_uncaught

    def _at_exit(self) -> None:
        self.end_all(self._exit)

    def _each(self, method: str) -> None:
        for run in list(self._runs):
            getattr(run, method)()


# One per process, like the process's end itself.
OPEN_RUNS = OpenRuns()
