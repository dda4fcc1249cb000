"""Rules about metrics, and what is unusual. A run itself already alerts when a loss becomes NaN or infinite."""

from __future__ import annotations

import math
import sys
from collections import deque
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Sequence

from ..active_run import get_active_run

MAX_CHANGE = 0.5
CONDITIONS: dict[str, Callable[[float, float], bool]] = {
    "gt": lambda value, threshold: value > threshold,
    "lt": lambda value, threshold: value < threshold,
    "eq": lambda value, threshold: value == threshold,
    "ne": lambda value, threshold: value != threshold and not math.isnan(value),
    "nan": lambda value, _: math.isnan(value),
    "inf": lambda value, _: math.isinf(value),
}


@dataclass
class AlertRule:
    """Alerts when a metric meets a condition `consecutive_count` times in a row.

    `condition` is gt, lt, eq or ne (compared with `threshold`), nan or inf. `callback(message, value)` is called for
    each alert; without one the alert goes to the active run, or to stderr.
    """

    metric_name: str
    condition: str
    threshold: float | None = None
    consecutive_count: int = 1
    callback: Callable[[str, Any], None] | None = None


class MetricMonitor:
    """Checks metrics against rules. From the start there are rules for losses that are NaN or infinite.

    `window_size` values of each metric are remembered.
    """

    def __init__(self, window_size: int = 100) -> None:
        self.window_size = max(1, int(window_size))
        self.metrics_history: dict[str, deque[float]] = {}
        self.alert_rules: list[AlertRule] = []
        self._counts: dict[int, int] = {}
        for name, condition in (
            ("loss", "nan"),
            ("loss", "inf"),
            ("train_loss", "nan"),
            ("val_loss", "nan"),
            ("test_loss", "nan"),
        ):
            self.add_rule(AlertRule(name, condition))

    def add_rule(self, rule: AlertRule) -> None:
        """Add a rule."""
        self.alert_rules.append(rule)

    def check_metrics(self, metrics: Mapping[str, Any]) -> list[str]:
        """Look at new values of metrics; the messages of the alerts. What is no number is not looked at."""
        values = {}
        for name, value in metrics.items():
            try:
                values[name] = number = float(value)
            except (TypeError, ValueError, OverflowError):
                continue
            self.metrics_history.setdefault(name, deque(maxlen=self.window_size)).append(number)
        alerts = []
        for position, rule in enumerate(self.alert_rules):
            if rule.metric_name in values and self._is_violated(position, rule, values[rule.metric_name]):
                message = _message(rule, values[rule.metric_name])
                alerts.append(message)
                _tell(rule, message, values[rule.metric_name])
        return alerts

    def get_statistics(self, metric_name: str) -> dict[str, float]:
        """`mean`, `min`, `max` of the finite values, `last`, `count`, `valid_count`; empty without values."""
        history = self.metrics_history.get(metric_name)
        if not history:
            return {}
        finite = [value for value in history if math.isfinite(value)]
        known = {"last": history[-1], "count": len(history), "valid_count": len(finite)}
        if not finite:
            return known
        return {"mean": sum(finite) / len(finite), "min": min(finite), "max": max(finite), **known}

    def _is_violated(self, position: int, rule: AlertRule, value: float) -> bool:
        test = CONDITIONS.get(rule.condition)
        threshold = 0.0 if rule.threshold is None else rule.threshold
        if test is None or not test(value, threshold):
            self._counts[position] = 0
            return False
        count = self._counts.get(position, 0) + 1
        self._counts[position] = 0 if count >= rule.consecutive_count else count
        return count >= rule.consecutive_count


class AnomalyDetector:
    """Tells values that are further than `sensitivity` standard deviations from what is usual, and broken trends."""

    def __init__(self, sensitivity: float = 2.0) -> None:
        self.sensitivity = sensitivity
        self.baselines: dict[str, dict[str, float]] = {}

    def update_baseline(self, metric_name: str, values: Sequence[float]) -> None:
        """Learn what is usual for a metric."""
        finite = [float(value) for value in values if math.isfinite(value)]
        if not finite:
            return
        mean, std = _mean_and_std(finite)
        self.baselines[metric_name] = {
            "mean": mean,
            "std": std,
            "upper_bound": mean + self.sensitivity * std,
            "lower_bound": mean - self.sensitivity * std,
        }

    def is_anomaly(self, metric_name: str, value: float) -> bool:
        """Whether a value is unusual. What is not finite always is; before `update_baseline` nothing else is."""
        if not math.isfinite(value):
            return True
        usual = self.baselines.get(metric_name)
        return usual is not None and not usual["lower_bound"] <= value <= usual["upper_bound"]

    def detect_trend_anomaly(self, values: Sequence[float], window: int = 5) -> bool:
        """Whether the mean of the last `window` values is more than half off the mean of the `window` before them.

        False while there are not twice as many values, and where the mean before is 0.
        """
        if window < 1 or len(values) < 2 * window:
            return False
        recent, _ = _mean_and_std([float(value) for value in values[-window:]])
        before, _ = _mean_and_std([float(value) for value in values[-2 * window : -window]])
        return before != 0 and abs(recent - before) > MAX_CHANGE * abs(before)


def create_monitor_callback(monitor: MetricMonitor) -> Callable[[Mapping[str, Any]], None]:
    """A function that checks the metrics it is called with."""

    def callback(metrics: Mapping[str, Any]) -> None:
        monitor.check_metrics(metrics)

    return callback


def _message(rule: AlertRule, value: float) -> str:
    if rule.condition in ("nan", "inf"):
        return f"⚠️ Alert: {rule.metric_name} is {rule.condition.upper()}"
    return f"⚠️ Alert: {rule.metric_name}={value} {rule.condition} {rule.threshold}"


def _tell(rule: AlertRule, message: str, value: float) -> None:
    try:
        run = get_active_run()
        if rule.callback is not None:
            rule.callback(message, value)
        elif run is not None:
            run.alert(message.partition(": ")[2], level="warning")
        else:
            sys.stderr.write(message + "\n")
    except Exception as error:
        # A callback must not stop the training.
        sys.stderr.write(f"runicorn: the alert {message!r} could not be told: {error}\n")


def _mean_and_std(values: Sequence[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
