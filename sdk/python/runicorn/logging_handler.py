"""The handler that brings the records of `logging` into a run's log."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from .console.console_stream import BY_CONSOLE, BY_HANDLER, is_marked, mark
from .log_lines import log_lines

if TYPE_CHECKING:
    from .run_record import RunRecord


class RunLogHandler(logging.Handler):
    """Writes `HH:MM:SS | LEVEL | logger | message` for every line of a message and its traceback.

    With `fmt`, a format of `logging`, it writes what that makes of a record. A record that the console capture has
    written already is not written twice. Never raises, and does nothing once the run has ended.
    """

    def __init__(self, record: RunRecord, level: int | str = logging.INFO, fmt: str | None = None) -> None:
        super().__init__()
        self._run = record
        self._fmt = fmt
        self._at_work = threading.local()
        with record.guard("get_logging_handler"):
            self.setLevel(level)
        with record.guard("get_logging_handler"):
            self.setFormatter(logging.Formatter(fmt))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        run = self._run
        # What a message's own `__str__` logs would come back here for ever.
        if run.status != "running" or getattr(self._at_work, "now", False):
            return
        self._at_work.now = True
        try:
            with run.guard("logging"):
                if not is_marked(record, BY_CONSOLE, run.id):
                    run.append_log(self._lines(record))
                    mark(record, BY_HANDLER, run.id)
        finally:
            self._at_work.now = False

    def _lines(self, record: logging.LogRecord) -> bytes:
        text = self.format(record)
        if self._fmt is not None:
            return (text.rstrip("\n") + "\n").encode("utf-8", "replace")
        return log_lines(text, f"{record.levelname} | {record.name} | ", record.created)
