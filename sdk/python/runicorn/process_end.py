"""How this process ends, as far as it can be told before it is over."""

from __future__ import annotations

import atexit
import builtins
import os
import sys
import threading
from contextlib import suppress
from typing import Any, Callable, NoReturn

from .ending_signals import EndingSignals
from .exit_status import Ending, ending_of
from .notebook_cell import interactive_shell
from .pending_exit import PendingExit

# After what a program's own finalizers of worker processes do.
WORKER_EXIT_PRIORITY = -1000
NORMAL = Ending("finished", exit_code=0)


class ProcessEnd:
    """Calls `end_all(ending)` when the process ends: normally, by an exception, by `sys.exit` or by a signal.

    After an exception the runs are open until the other threads have ended, too: they may still be recording.
    """

    def __init__(self, end_all: Callable[[Ending], None], foretell_all: Callable[[Ending], None]) -> None:
        """`foretell_all(ending)` is called when the end is certain but not there yet."""
        self._end_all = end_all
        self._foretell_all = foretell_all
        self._ending = NORMAL
        # Which SystemExit that ending is, by its id.
        self._leaving: int | None = None
        self._listening = False
        self._worker: int | None = None
        self._signals = EndingSignals(end_all, self._on_warned)
        self._pending_exit = PendingExit(self._on_uncaught_exit)
        # Ours, where there is one.
        self._excepthook: Callable[..., Any] | None = None
        # As early as can be, so that what the program registers is executed before the runs end.
        atexit.register(self._at_exit)

    def listen(self) -> None:
        """Listen from now on. Again in each process that begins a run, and each time for signals."""
        self._signals.listen()
        if not self._listening:
            self._listening = True
            sys.exit = self._exit_with_notice(sys.exit)
            if interactive_shell() is None:
                sys.excepthook = self._excepthook = self._hook(sys.excepthook)
                self._notice_exit_and_quit()
                self._pending_exit.listen()
        self.listen_as_worker()

    def listen_as_worker(self) -> None:
        """Listen in a worker of multiprocessing, which leaves by os._exit and without atexit."""
        process, util = sys.modules.get("multiprocessing.process"), sys.modules.get("multiprocessing.util")
        if process is None or util is None or self._worker == os.getpid():
            return
        # A worker that is still being set up is none yet, and forgets its finalizers.
        if process.parent_process() is not None:
            self._worker = os.getpid()
            util.Finalize(None, self._at_worker_exit, exitpriority=WORKER_EXIT_PRIORITY)

    def after_fork_in_child(self) -> None:
        """A worker is ended as its parent likes, without asking us."""
        self._signals.stop()

    def _hook(self, previous: Callable[..., Any]) -> Callable[..., Any]:
        def on_uncaught(kind: Any, error: Any, trace: Any) -> None:
            try:
                uncaught = _uncaught()
                # Others call the hook only to print.
                if uncaught is not None and uncaught is error:
                    self._ending = _last_ending(uncaught)
                    if any(map(_holds_up_exit, threading.enumerate())):
                        self._foretell_all(self._ending)
            finally:
                previous(kind, error, trace)

        return on_uncaught

    def _exit_with_notice(self, leave: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
        def on_exit(code: Any = None) -> NoReturn:
            # Nothing tells at the end with which code the program left. A thread leaves by itself only.
            if threading.current_thread() is not threading.main_thread():
                leave(code)
            leaving = _Exit(code)
            leaving.on_caught = self._on_caught
            # What `raise` does, a little earlier: the traceback of what is being handled belongs to the ending.
            leaving.__context__ = sys.exc_info()[1]
            self._ending, self._leaving = _last_ending(leaving), id(leaving)
            try:
                raise leaving
            finally:
                # Its traceback holds this frame: it would hold itself, and never be released.
                del leaving

        return on_exit

    def _notice_exit_and_quit(self) -> None:
        """The `exit` and `quit` that Python adds for its prompt raise SystemExit themselves."""
        quitter: Any = type(getattr(builtins, "exit", None))
        if quitter.__module__ != "_sitebuiltins":
            return
        leave = quitter.__call__

        def leave_with_notice(self: Any, code: Any = None) -> NoReturn:
            # It closes stdin, too.
            with suppress(SystemExit):
                leave(self, code)
            sys.exit(code)

        quitter.__call__ = leave_with_notice

    def _on_uncaught_exit(self, error: SystemExit) -> None:
        self._ending = _last_ending(error)

    def _on_warned(self, ending: Ending) -> None:
        self._ending = ending

    def _on_caught(self, leaving: SystemExit) -> None:
        if self._leaving == id(leaving):
            self._ending, self._leaving = NORMAL, None

    def _at_exit(self) -> None:
        self._pending_exit.stop()
        error = _uncaught()
        # Whoever put another hook in the place of ours, as rich does, did not have to call ours.
        if error is not None and self._ending is NORMAL and self._excepthook not in (None, sys.excepthook):
            self._ending = _last_ending(error)
        self._end_all(_ending_of_worker() or self._ending)

    def _at_worker_exit(self) -> None:
        error = sys.exc_info()[1]
        ending = _last_ending(error) if error is not None else _ending_of_worker() or self._ending
        others = [thread for thread in threading.enumerate() if _holds_up_exit(thread)]
        if not others:
            return self._end_all(ending)

        def end_after_others() -> None:
            for thread in others:
                thread.join()
            self._end_all(ending)

        # The process waits for its threads next, and so for this one; they may still be recording.
        threading.Thread(target=end_after_others, name="runicorn-end").start()


class _Exit(SystemExit):
    """What `sys.exit` raises. It notices when somebody catches it and the program goes on."""

    on_caught: Callable[[SystemExit], None] | None = None

    def __reduce__(self) -> tuple[type[SystemExit], tuple[Any, ...]]:
        return SystemExit, self.args

    def __del__(self) -> None:
        try:
            # Released while code of the program runs; at the real end there is none any more.
            if self.on_caught is not None and sys._getframe().f_back is not None:
                self.on_caught(self)
        except Exception:
            # The interpreter is being taken apart.
            return


# What it is called in tracebacks and reasons.
_Exit.__name__ = _Exit.__qualname__ = "SystemExit"
_Exit.__module__ = "builtins"


def _uncaught() -> BaseException | None:
    """The exception that nobody caught. At an interactive prompt it ends nothing."""
    is_interactive = hasattr(sys, "ps1") or sys.flags.interactive
    return None if is_interactive else getattr(sys, "last_value", None)


def _holds_up_exit(thread: threading.Thread) -> bool:
    return not thread.daemon and thread is not threading.current_thread()


def _ending_of_worker() -> Ending | None:
    # From Python 3.13 on the exception is gone by now. The exit code waits in a frame of multiprocessing.
    if sys.version_info < (3, 13):
        return None
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        code = frame.f_locals.get("code")
        if isinstance(code, int) and str(frame.f_globals.get("__name__")).startswith("multiprocessing."):
            return Ending("failed" if code else "finished", f"exit code {code}" if code else None, code)
    return None


def _last_ending(error: BaseException) -> Ending:
    """The ending of a process that nobody kept from ending by `error`."""
    ending = ending_of(error)
    if isinstance(error, KeyboardInterrupt):
        ending.exit_signal = "SIGINT"
    elif ending.exit_code is None:
        ending.exit_code = 1
    return ending
