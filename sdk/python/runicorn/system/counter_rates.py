"""Speeds of counters that only grow."""

from __future__ import annotations


class CounterRates:
    """Remembers counters, so that two readings of one give its speed."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, float]] = {}

    def rate(self, name: str, counter: float, clock: float) -> float | None:
        """How much `counter` grew per unit of `clock`. None the first time and when either went backwards."""
        before = self._last.get(name)
        self._last[name] = (counter, clock)
        if before is None or clock <= before[1] or counter < before[0]:
            return None
        return (counter - before[0]) / (clock - before[1])
