"""A program that tells about the machine, such as nvidia-smi."""

from __future__ import annotations

from typing import Callable, Mapping, Sequence

from .pace import Pace
from .run_program import run_program

TIMEOUT_SECONDS = 5.0
# Of one core, for all tools of a machine together. With what reading files costs it stays below half a percent.
SHARE = 0.004
LONGEST_PAUSE_SECONDS = 300.0
MAX_FAILURES = 3


class Tool:
    """Runs a program, as rarely as its cost asks for, and reads its output by `parse`.

    `parse(output, now)` gives the values, none where the output tells nothing; it may raise. Three failures in a row,
    of whatever kind, and the program is not run any more.
    """

    def __init__(
        self,
        command: Sequence[str],
        parse: Callable[[str, float], Mapping[str, float]],
        timeout: float = TIMEOUT_SECONDS,
        share: float = SHARE,
    ) -> None:
        self._command = command
        self._parse = parse
        self._timeout = timeout
        self._pace = Pace(share, LONGEST_PAUSE_SECONDS)
        self._due = 0.0
        self._failures = 0

    def read(self, now: float) -> Mapping[str, float]:
        """The values at the monotonic time `now`, in seconds; none when it is not due. Takes at most the timeout."""
        if now < self._due or self._failures >= MAX_FAILURES:
            return {}
        outcome = run_program(self._command, self._timeout)
        try:
            values = self._parse(outcome.output, now)
        except Exception:  # Newer programs say other things.
            values = {}
        self._failures = 0 if values else self._failures + 1
        self._due = now + self._pace.next(outcome.cpu_seconds)
        return values
