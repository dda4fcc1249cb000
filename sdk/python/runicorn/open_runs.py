"""The runs this process has not ended yet."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from .exit_status import Ending
from .process_end import ProcessEnd

if TYPE_CHECKING:
    from .disabled_run import DisabledRun
    from .notebook_cell import NotebookCell
    from .run import Run
    from .run_life import RunLife


class OpenRuns:
    """Ends forgotten runs: finished at a normal exit, failed by an uncaught exception or `sys.exit` with a code."""

    def __init__(self) -> None:
        self._runs: list[_OpenRun] = []
        # In the order in which they began, with those that are not recorded.
        self._begun: list[Run | DisabledRun] = []
        self._end = ProcessEnd(self.end_all, self.foretell_all)
        self._hooked = False
        # The open run begun last: the one that module-level calls go to.
        self.active: Run | DisabledRun | None = None
        # Whether a call without an active run is still to be told.
        self.missed = True

    def add(self, run: Run, life: RunLife, cell: NotebookCell | None) -> None:
        """Take a run in, which `cell` began."""
        self._runs.append(_OpenRun(run, life, cell))
        self.activate(run)
        self._end.listen()
        if not self._hooked and hasattr(os, "register_at_fork"):
            self._hooked = True
            os.register_at_fork(
                before=lambda: self._each("before_fork"),
                after_in_parent=lambda: self._each("after_fork_in_parent"),
                after_in_child=self._after_fork_in_child,
            )

    def activate(self, run: Run | DisabledRun) -> None:
        """Let module-level calls go to this run until it ends."""
        self._begun.append(run)
        self.active = run

    def listen(self) -> None:
        """Notice the end of this process, to which a run was handed on."""
        self._end.listen_as_worker()

    def remove(self, ended: RunLife | DisabledRun) -> None:
        """Forget a run that has ended."""
        gone = [ended, *(one.run for one in self._runs if one.life is ended)]
        self._runs = [one for one in self._runs if one.life is not ended]
        self._begun = [run for run in self._begun if not any(run is one for one in gone)]
        self.active = self._begun[-1] if self._begun else None

    def find(self, directory: str) -> Run | None:
        """The open run in that directory."""
        return next((one.run for one in self._runs if one.run.run_dir == directory), None)

    def end_all(self, ending: Ending) -> None:
        """End every open run."""
        for one in reversed(self._runs):
            one.life.end(ending)

    def foretell_all(self, ending: Ending) -> None:
        """Tell how every open run ends, while it is still open."""
        for one in list(self._runs):
            one.life.foretell(ending)

    def end_earlier(self, cell: NotebookCell | None) -> None:
        """End the runs that the same cell of a notebook began when it was executed before."""
        for one in list(self._runs):
            if cell is not None and one.cell is not None and one.cell.key == cell.key and one.cell != cell:
                one.life.end(Ending("finished"))

    def _after_fork_in_child(self) -> None:
        self._end.after_fork_in_child()
        self._each("after_fork_in_child")

    def _each(self, method: str) -> None:
        for one in list(self._runs):
            getattr(one.life, method)()


class _OpenRun(NamedTuple):
    run: Run
    life: RunLife
    cell: NotebookCell | None


# One per process, like the process's end itself.
OPEN_RUNS = OpenRuns()
