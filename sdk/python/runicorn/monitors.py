"""Where Runicorn 0.4 had them."""

from .extensions.monitors import AlertRule, AnomalyDetector, MetricMonitor, create_monitor_callback

__all__ = ["AlertRule", "AnomalyDetector", "MetricMonitor", "create_monitor_callback"]
