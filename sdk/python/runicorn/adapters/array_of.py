"""Tensors of any framework as numpy arrays, without importing numpy before the program does."""

from __future__ import annotations

import sys
from typing import Any


def array_of(value: Any) -> Any:
    """A numpy array of an ndarray, a torch, jax or TensorFlow tensor, or a list of these. Raises ValueError without numpy."""
    if isinstance(value, (list, tuple)) and value and hasattr(value[0], "shape"):
        return _numpy().stack([array_of(item) for item in value])
    tensor: Any = value
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu()
        # numpy has no bfloat16.
        tensor = tensor.float() if "bfloat16" in str(tensor.dtype) else tensor
    if not hasattr(tensor, "__array_interface__") and hasattr(tensor, "numpy"):
        tensor = tensor.numpy()
    return _numpy().asarray(tensor)


def _numpy() -> Any:
    numpy = sys.modules.get("numpy")
    if numpy is None:
        raise ValueError("numpy is not imported")
    return numpy
