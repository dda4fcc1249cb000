"""In place of the meters and writers that training scripts carry with them; what they show is recorded as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .torchvision import MetricLogger as MetricLogger
    from .torchvision import SmoothedValue as SmoothedValue
    from .torchvision import TorchvisionMetricLogger as TorchvisionMetricLogger

_NAMES = ("MetricLogger", "SmoothedValue", "TorchvisionMetricLogger")


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import torchvision

    return getattr(torchvision, name)
