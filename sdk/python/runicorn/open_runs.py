"""The runs this process has not ended yet, and what happens to them when it does."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, NoReturn

from .exit_status import ending_of

if TYPE_CHECKING:
    from .run import Run
    from .run_life import RunLife


class OpenRuns:
    """Ends forgotten runs: finished at a normal exit, failed by an uncaught exception or `sys.exit` with a code."""

    def __init__(self) -> None:
        self._runs: list[tuple[Run, RunLife]] = []
        self._hooked = False
        self._exit: SystemExit | None = None
        # The open run begun last: the one that module-level calls go to.
        self.active: Run | None = None
        # Whether a call without an active run is still to be told.
        self.missed = True

    def add(self, run: Run, life: RunLife) -> None:
        """Take a run in."""
        self._runs.append((run, life))
        self.active = run
        if not self._hooked:
            self._hooked = True
            self._hook()

    def remove(self, life: RunLife) -> None:
        """Forget a run that has ended."""
        self._runs = [pair for pair in self._runs if pair[1] is not life]
        self.active = self._runs[-1][0] if self._runs else None

    def end_all(self, error: BaseException | None = None) -> None:
        """End every open run as one that ended by `error`, or without one."""
        for _, life in list(self._runs):
            life.end(ending_of(error))

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
        for _, life in list(self._runs):
            getattr(life, method)()


# One per process, like the process's end itself.
OPEN_RUNS = OpenRuns()
