"""Where Runicorn 0.4 had it."""

from .extensions.exporters import MetricsExporter

__all__ = ["MetricsExporter"]
