"""Where Runicorn 0.4 had them."""

from .extensions.experiment import ExperimentManager, ExperimentMetadata

__all__ = ["ExperimentManager", "ExperimentMetadata"]
