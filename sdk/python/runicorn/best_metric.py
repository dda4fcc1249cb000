"""The best value of a run's primary metric."""

from __future__ import annotations

import threading
from typing import Any, Mapping

from .plain import NotPlain, to_plain


class BestMetric:
    """Follows one metric. `mode` is "max" or "min"; values that are not finite are never best."""

    def __init__(self, name: str, mode: str, summary: Mapping[str, Any]) -> None:
        """`summary` is what the run has so far: a resumed run goes on from its best."""
        self.name = name
        self.mode = mode
        self.changed = False
        self._lock = threading.RLock()
        # Value and step, together, so that a reader never sees one without the other.
        self._best: tuple[float, int | None] | None = None
        if summary.get("best_metric_name") == name and summary.get("best_metric_mode") == mode:
            value, step = summary.get("best_metric_value"), summary.get("best_metric_step")
            if isinstance(value, (int, float)) and _is_finite(value):
                self._best = (value, step if isinstance(step, int) else None)

    def observe(self, value: Any, step: int) -> None:
        """Take one logged value into account. Takes the lock only when the value is better."""
        if type(value) is not float:
            try:
                value = to_plain(value)
            except NotPlain:
                return
        if not _is_finite(value) or not self._is_better(value):
            return
        with self._lock:
            if self._is_better(value):
                self._best, self.changed = (value, step), True

    def summary(self) -> dict[str, Any]:
        """The four keys of summary.json; none before the first value."""
        best = self._best
        if best is None:
            return {}
        return {
            "best_metric_value": best[0],
            "best_metric_name": self.name,
            "best_metric_step": best[1],
            "best_metric_mode": self.mode,
        }

    def after_fork_in_child(self) -> None:
        """The thread that held the lock is gone."""
        self._lock = threading.RLock()

    def _is_better(self, value: float) -> bool:
        best = self._best
        return best is None or (value > best[0] if self.mode == "max" else value < best[0])


def _is_finite(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value - value == 0
