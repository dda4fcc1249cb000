"""Arrays and tensors of any framework as a list of floats."""

from __future__ import annotations

from typing import Any


def numbers_of(values: Any) -> list[float]:
    """All numbers of an array, a tensor or a sequence, in order; of a single number a list of one."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    if hasattr(values, "reshape"):
        values = values.reshape(-1)
    if hasattr(values, "tolist"):
        values = values.tolist()
    return [float(value) for value in values] if hasattr(values, "__iter__") else [float(values)]
