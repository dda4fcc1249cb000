"""Arrays and tensors of any framework as a list of floats."""

from __future__ import annotations

from typing import Any

from ..media.number_array import MAX_NUMBERS, flat_numbers


def numbers_of(values: Any) -> list[float]:
    """All numbers of an array, a tensor or a sequence, in order; of a single number a list of one."""
    return [float(value) for value in flat_numbers(values, MAX_NUMBERS)]
