"""Where Runicorn 0.5 and 0.6 had monitors, exporters, the experiment manager and the environment capture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy_exports import lazy_exports

if TYPE_CHECKING:
    from .environment import EnvironmentCapture as EnvironmentCapture
    from .environment import EnvironmentInfo as EnvironmentInfo
    from .experiment import ExperimentManager as ExperimentManager
    from .experiment import ExperimentMetadata as ExperimentMetadata
    from .exporters import MetricsExporter as MetricsExporter
    from .monitors import AlertRule as AlertRule
    from .monitors import AnomalyDetector as AnomalyDetector
    from .monitors import MetricMonitor as MetricMonitor

_MODULES = {
    "AlertRule": "monitors",
    "AnomalyDetector": "monitors",
    "EnvironmentCapture": "environment",
    "EnvironmentInfo": "environment",
    "ExperimentManager": "experiment",
    "ExperimentMetadata": "experiment",
    "MetricMonitor": "monitors",
    "MetricsExporter": "exporters",
}

__getattr__ = lazy_exports(__name__, _MODULES)
