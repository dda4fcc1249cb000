"""A logging handler for programs that configure `logging` before a run begins."""

from __future__ import annotations

import logging

from .active_run import get_active_run
from .disabled_run import DisabledRun
from .run import Run


class ActiveRunHandler(logging.Handler):
    """Writes the records of `logging` into the log of whatever run is active; into none while none is.

    For `logging.config`: `{"class": "runicorn.active_run_handler.ActiveRunHandler", "level": "INFO"}`. With a
    formatter of its own it writes what that makes of a record, else as `Run.get_logging_handler` does.
    """

    def __init__(self, level: int | str = logging.INFO) -> None:
        super().__init__(level)
        self._run: Run | DisabledRun | None = None
        self._of_run: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        run = get_active_run()
        if run is None:
            return
        if run is not self._run or self._of_run is None:
            self._run, self._of_run = run, self._handler_of(run)
        self._of_run.emit(record)

    def _handler_of(self, run: Run | DisabledRun) -> logging.Handler:
        if self.formatter is None:
            return run.get_logging_handler(logging.NOTSET)
        # A format that is given leaves out what the handler puts before each line.
        handler = run.get_logging_handler(logging.NOTSET, "%(message)s")
        handler.setFormatter(self.formatter)
        return handler
