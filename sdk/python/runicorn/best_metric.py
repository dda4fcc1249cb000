"""The best value of a run's primary metric."""

from __future__ import annotations

from typing import Any, Mapping

from .plain import NotPlain, to_plain


class BestMetric:
    """Follows one metric. `mode` is "max" or "min"; values that are not finite are never best."""

    def __init__(self, name: str, mode: str, summary: Mapping[str, Any]) -> None:
        """`summary` is what the run has so far: a resumed run goes on from its best."""
        self.name = name
        self.mode = mode
        self.changed = False
        self._value: float | None = None
        self._step: int | None = None
        if summary.get("best_metric_name") == name and summary.get("best_metric_mode") == mode:
            value, step = summary.get("best_metric_value"), summary.get("best_metric_step")
            self._value = value if _is_finite(value) else None
            self._step = step if isinstance(step, int) else None

    def observe(self, value: Any, step: int) -> None:
        """Take one logged value into account."""
        try:
            number = to_plain(value)
        except NotPlain:
            return
        if not _is_finite(number):
            return
        best = self._value
        if best is None or (number > best if self.mode == "max" else number < best):
            self._value, self._step, self.changed = number, step, True

    def summary(self) -> dict[str, Any]:
        """The four keys of summary.json; none before the first value."""
        if self._value is None:
            return {}
        return {
            "best_metric_value": self._value,
            "best_metric_name": self.name,
            "best_metric_step": self._step,
            "best_metric_mode": self.mode,
        }


def _is_finite(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value - value == 0
