"""Tensors of any framework as numpy arrays, without importing numpy before the program does."""

from __future__ import annotations

import sys
from typing import Any

from ..media.number_array import number_array


def array_of(value: Any) -> Any:
    """A numpy array of an array or tensor of any framework, or of a list of these. Without numpy: ValueError."""
    numpy: Any = sys.modules.get("numpy")
    if numpy is None:
        raise ValueError("numpy is not imported")
    if isinstance(value, (list, tuple)) and value and hasattr(value[0], "shape"):
        return numpy.stack([array_of(item) for item in value])
    numbers = number_array(value)
    return numpy.asarray(numbers.flat).reshape(numbers.shape)
