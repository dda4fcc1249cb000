"""The steps of a run."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any, Callable

from .last_step import MAX_STEP


class StepCounter:
    """Counts on by one from the last step, atomically, without a lock in the usual case."""

    def __init__(self, last: int, on_bad_step: Callable[[str], None]) -> None:
        """`on_bad_step(sentence)` is called for what is no step."""
        self._on_bad_step = on_bad_step
        self._counted = count(last + 1)
        # What the training said last, from which the counter will go on.
        self._said: int | None = None
        self._lock = threading.RLock()

    @property
    def last(self) -> int:
        """The step of the last record."""
        said = self._said
        # The one way to look at a counter without moving it, in all versions of Python.
        return int(repr(self._counted)[len("count(") : -1]) - 1 if said is None else said

    def next(self) -> int:
        """The step after the last."""
        return next(self._counted) if self._said is None else self._go_on()

    def set(self, step: Any) -> int:
        """What the training says; the step after the last, where that is no step."""
        number = step if type(step) is int and -MAX_STEP <= step <= MAX_STEP else self.checked(step)
        if number is None:
            return self.next()
        self._said = number
        return number

    def checked(
        self, step: Any, caller: str = "log", instead: str = "the step counter went on by one"
    ) -> int | None:
        """A step as a number; None for what is none, which is told with what is done `instead`."""
        try:
            number = int(step)
            if -MAX_STEP <= number <= MAX_STEP:
                return number
            said = repr(step)[:80]
        except Exception:
            said = f"a value of type {type(step).__name__}"
        self._on_bad_step(f"{caller}: {said} is no step; {instead}")
        return None

    def after_fork_in_child(self) -> None:
        """The thread that held the lock is gone."""
        self._lock = threading.RLock()

    def _go_on(self) -> int:
        with self._lock:
            said, self._said = self._said, None
            if said is not None:
                self._counted = count(said + 1)
        return next(self._counted)
