"""Where Runicorn 0.4 had them."""

from .extensions.environment import EnvironmentCapture, EnvironmentInfo, capture_for_run

__all__ = ["EnvironmentCapture", "EnvironmentInfo", "capture_for_run"]
