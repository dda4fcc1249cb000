"""The SystemExit by which a program file ends: Python calls no hook for it."""

from __future__ import annotations

import gc
import io
import sys
import threading
from types import FrameType
from typing import Any, Callable


class PendingExit:
    """Calls `on_exit(error)` when the file that Python was started with ends by a SystemExit that nobody caught.

    After the last line of such a file Python flushes the standard streams, while the exception still waits to be
    looked at. With `python -m` and `python -c` it does not, and this stays silent.
    """

    def __init__(self, on_exit: Callable[[SystemExit], None]) -> None:
        self._on_exit = on_exit
        self._program: FrameType | None = None
        self._stream: Any = None

    def listen(self) -> None:
        """Listen, where the program is a file. What was put in the place of stderr flushes the real one, too."""
        program, stream = _program(), sys.__stderr__
        if program is None or type(stream) is not io.TextIOWrapper:
            return
        flush = stream.flush

        def on_flush() -> None:
            try:
                # Not called by a line of the program.
                if _outermost(sys._getframe()) is not program:
                    self._look()
            except Exception:
                # How the program ended is worth less than what it prints.
                pass
            finally:
                flush()

        self._program, self._stream = program, stream
        stream.flush = on_flush  # type: ignore[method-assign]

    def stop(self) -> None:
        """Leave stderr as it was."""
        stream, self._stream, self._program = self._stream, None, None
        if stream is not None:
            vars(stream).pop("flush", None)

    def _look(self) -> None:
        program = self._program
        if program is None or threading.current_thread() is not threading.main_thread() or _has_returned(program):
            return
        error = _unowned_exit()
        if error is not None:
            self._on_exit(error)


def _program() -> FrameType | None:
    """The frame of the file that Python was started with; None where it was started in another way."""
    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    if frame is None:
        return None
    outermost = _outermost(frame)
    return outermost if outermost.f_code.co_name == "<module>" and "__file__" in outermost.f_globals else None


def _outermost(frame: FrameType) -> FrameType:
    while frame.f_back is not None:
        frame = frame.f_back
    return frame


def _has_returned(frame: FrameType) -> bool:
    import opcode

    return opcode.opname[frame.f_code.co_code[frame.f_lasti]].startswith("RETURN_")


def _unowned_exit() -> SystemExit | None:
    """The SystemExit that only the interpreter itself holds; what the program caught and kept is somebody's."""
    # By their types: an object may do whatever it likes when it is asked for its class.
    found = [one for one in gc.get_objects() if issubclass(type(one), SystemExit)]
    for one in found:
        owners = [owner for owner in gc.get_referrers(one) if owner is not found and type(owner) is not FrameType]
        if not owners:
            return one
    return None
