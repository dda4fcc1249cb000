"""How long to wait so that what is repeated costs next to nothing."""

from __future__ import annotations

MIN_SECONDS = 2.0


class Pace:
    """Waits longer the more CPU something costs: it gets `share` of one core, and is never put off for longer than
    `longest` seconds.
    """

    def __init__(self, share: float, longest: float) -> None:
        self._share = share
        self._longest = longest
        self._cost = 0.0

    def next(self, cost: float) -> float:
        """Seconds until the next time, when this time took `cost` seconds of CPU."""
        # Dearer counts at once, cheaper only by and by.
        self._cost = max(cost, (self._cost + cost) / 2)
        return min(self._longest, max(MIN_SECONDS, self._cost / self._share))
