"""The time of day, for somebody who also minds how much of it has passed."""

from __future__ import annotations

import time

# Clocks are corrected by less than this while they are kept right.
MAX_CORRECTION_SECONDS = 60.0


class RunClock:
    """Begins with a run. A clock that was set meanwhile does not make the run end before it began."""

    def __init__(self) -> None:
        self._began = time.time()
        self._began_passed = _passed()

    def now(self) -> float:
        """Unix seconds; where the clock was set by more than a minute, as if it had not been."""
        now, unset = time.time(), self._began + _passed() - self._began_passed
        return now if abs(now - unset) < MAX_CORRECTION_SECONDS else unset


def _passed() -> float:
    """Seconds since some moment, whatever the clock says. Sleep of the machine counts, where it can be told."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot_time) if boot_time is not None else time.monotonic()
