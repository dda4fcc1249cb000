"""The runs this process has not ended yet, and what happens to them when it does."""

from __future__ import annotations

import atexit
import os
import sys
from typing import TYPE_CHECKING, Any

from .exit_status import status_of

if TYPE_CHECKING:
    from .run import Run


class OpenRuns:
    """Ends forgotten runs: finished at a normal exit, failed by an uncaught exception."""

    def __init__(self) -> None:
        self.active: Run | None = None
        self._runs: list[Run] = []
        self._hooked = False

    def add(self, run: Run) -> None:
        """Take a run in and make it the one that module-level calls go to."""
        self._runs.append(run)
        self.active = run
        if not self._hooked:
            self._hooked = True
            self._hook()

    def remove(self, run: Run) -> None:
        """Forget a run that has ended."""
        if run in self._runs:
            self._runs.remove(run)
        if self.active is run:
            self.active = None

    def end_all(self, error: BaseException | None = None) -> None:
        """End every open run as one that ended by `error`, or without one."""
        for run in list(self._runs):
            run.end(*status_of(error))

    def _hook(self) -> None:
        atexit.register(self.end_all)
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

    def _each(self, method: str) -> None:
        for run in list(self._runs):
            getattr(run, method)()


# One per process, like the process's end itself.
OPEN_RUNS = OpenRuns()
