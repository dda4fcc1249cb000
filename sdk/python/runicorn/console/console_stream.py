"""A stream that is listened to."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any, Callable, Iterable

# Set on the records of `logging`: for which runs the log holds them already, and who wrote them there.
BY_HANDLER = "_runicorn_by_handler"
BY_CONSOLE = "_runicorn_by_console"


class ConsoleStream:
    """In the place of `sys.stdout` or `sys.stderr`: passes everything on and lets `listener` have the texts too.

    What the stream raises is raised; what the listener raises is not.
    """

    def __init__(self, stream: Any, run_id: str, listener: Callable[[str], None]) -> None:
        self.stream = stream
        self.listener: Callable[[str], None] | None = listener
        self._run_id = run_id

    def write(self, text: str) -> Any:
        """As the stream does."""
        result = self.stream.write(text)
        listener = self.listener
        if listener is not None and text:
            try:
                if not _is_logged(sys._getframe(1), self._run_id):
                    listener(text)
            except Exception:
                # Nobody may be told here: that would be printed.
                pass
        return result

    def writelines(self, lines: Iterable[str]) -> None:
        """As the stream does."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def mark(record: Any, who: str, run_id: str) -> None:
    """Note that the log of a run holds a record of `logging`."""
    record.__dict__.setdefault(who, set()).add(run_id)


def is_marked(record: Any, who: str, run_id: str) -> bool:
    """Whether the log of a run holds a record of `logging`."""
    return run_id in record.__dict__.get(who, ())


def _is_logged(frame: FrameType, run_id: str) -> bool:
    """Whether the text is a record of `logging` that the run's own handler has written; marks it when it is not."""
    logging = sys.modules.get("logging")
    if logging is None or frame.f_code is not logging.StreamHandler.emit.__code__:
        return False
    record = frame.f_locals.get("record")
    if is_marked(record, BY_HANDLER, run_id):
        return True
    mark(record, BY_CONSOLE, run_id)
    return False
