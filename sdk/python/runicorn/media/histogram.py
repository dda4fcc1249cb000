"""How numbers are distributed. The TypeScript SDK computes the same, to the last bit."""

from __future__ import annotations

import math
import sys
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, Iterator, Sequence

from ..plain import NotPlain
from .number_array import flat_numbers
from .shown import shown
from .tell import Tell

MAX_VALUES = 1 << 24
MAX_BINS = 4096
PART = 1 << 20
# A constant lies in bins whose edges still differ.
NARROWEST = 2.0**-40
SCALE = 2.0**-64


@dataclass(frozen=True)
class Histogram:
    """Counts between edges. All but `nan`, `pos_inf` and `neg_inf` speak of finite values only.

    A bin holds what is at least its left edge and less than its right one; the last bin holds its right edge too.
    """

    edges: list[float]
    counts: list[float]
    count: int
    min: float | None
    max: float | None
    mean: float | None
    std: float | None
    sum: float | None
    nan: int
    pos_inf: int
    neg_inf: int


def histogram(values: Any, bins: Any, tell: Tell) -> Histogram:
    """The histogram of an array, a tensor or lists nested in any way, in so many bins or between given edges.

    Sums go from the first value to the last; `std` divides by the count. Raises NotPlain.
    """
    numbers = flat_numbers(values, MAX_VALUES + 1)
    if len(numbers) > MAX_VALUES:
        tell("length", f"only the first {MAX_VALUES} values are counted")
        numbers = numbers[:MAX_VALUES]
    fast = hasattr(numbers, "astype")
    finite: Any
    finite, nan, pos_inf, neg_inf = _split_numpy(numbers) if fast else _split(numbers)
    count = len(finite)
    low = float(finite.min() if fast else min(finite)) + 0.0 if count else None
    high = float(finite.max() if fast else max(finite)) + 0.0 if count else None
    edges = _edges(bins, low, high, tell)
    counts: list[float] = list(_counts_numpy(finite, edges) if fast else _counts(finite, edges))
    total = mean = std = None
    if count:
        total = (_sum_numpy(finite) if fast else _sum(finite)) + 0.0
        mean = total / count
        std = math.sqrt((_squares_numpy(finite, mean) if fast else _squares(finite, mean)) / count)
    return Histogram(edges, counts, count, low, high, mean, std, total, nan, pos_inf, neg_inf)


def counted(counts: Any, edges: Any) -> Histogram:
    """A histogram that the program counted itself; of its values nothing more is known. Raises NotPlain."""
    borders = _checked_edges(edges)
    heights = [float(value) for value in flat_numbers(counts, MAX_BINS + 1)]
    if len(heights) != len(borders) - 1:
        raise NotPlain(f"{len(heights)} counts need {len(heights) + 1} edges, not {len(borders)}")
    if not all(0 <= height < math.inf for height in heights):
        raise NotPlain("counts are finite and not negative")
    whole = [int(height) if height.is_integer() else height for height in heights]
    return Histogram(borders, whole, int(_sum(heights)), None, None, None, None, None, 0, 0, 0)


def _split(numbers: Sequence[Any]) -> tuple[list[float], int, int, int]:
    floats = list(map(_float, numbers))
    finite = [value for value in floats if value - value == 0.0]
    nan = sum(value != value for value in floats)
    positive = sum(value == math.inf for value in floats)
    return finite, nan, positive, len(floats) - len(finite) - nan - positive


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _split_numpy(numbers: Any) -> tuple[Any, int, int, int]:
    numpy = sys.modules["numpy"]
    floats = numbers.astype("float64")
    finite = floats[numpy.isfinite(floats)]
    nan = int(numpy.isnan(floats).sum())
    positive = int((floats == math.inf).sum())
    return finite, nan, positive, len(floats) - len(finite) - nan - positive


def _edges(bins: Any, low: float | None, high: float | None, tell: Tell) -> list[float]:
    if not isinstance(bins, (int, float, str)) and hasattr(bins, "__len__"):
        return _checked_edges(bins)
    n = _checked_bins(bins, tell)
    if low is None or high is None:
        low, high = 0.0, 1.0
    if low == high:
        half = max(0.5, abs(low) * NARROWEST)
        low, high = max(low - half, -sys.float_info.max), min(high + half, sys.float_info.max)
    scale = 1.0
    if math.isinf((high - low) * n):
        scale = SCALE
    bottom, width = low * scale, high * scale - low * scale
    return [low, *((bottom + width * i / n) / scale for i in range(1, n)), high]


def _checked_bins(bins: Any, tell: Tell) -> int:
    try:
        if 1 <= int(bins) <= MAX_BINS:
            return int(bins)
    except (TypeError, ValueError, OverflowError):
        pass
    tell("bins", f"{shown(bins)} is no number of bins from 1 to {MAX_BINS}; 64 are used")
    return 64


def _checked_edges(edges: Any) -> list[float]:
    borders = [float(value) + 0.0 for value in flat_numbers(edges, MAX_BINS + 2)]
    if not 2 <= len(borders) <= MAX_BINS + 1:
        raise NotPlain(f"2 to {MAX_BINS + 1} edges make bins, not {len(borders)}")
    if not all(left <= right for left, right in zip(borders, borders[1:])) or not all(map(math.isfinite, borders)):
        raise NotPlain("edges are finite and rise")
    return borders


def _counts(finite: list[float], edges: list[float]) -> list[int]:
    counts = [0] * (len(edges) - 1)
    first, last, top = edges[0], edges[-1], len(counts) - 1
    for value in finite:
        if first <= value <= last:
            counts[min(bisect_right(edges, value) - 1, top)] += 1
    return counts


def _counts_numpy(finite: Any, edges: list[float]) -> list[int]:
    numpy = sys.modules["numpy"]
    top = len(edges) - 2
    total = numpy.zeros(top + 1, "int64")
    for part in _parts(finite):
        inside = part[(part >= edges[0]) & (part <= edges[-1])]
        index = numpy.minimum(numpy.searchsorted(numpy.array(edges), inside, side="right") - 1, top)
        total += numpy.bincount(index, minlength=top + 1)
    counts: list[int] = total.tolist()
    return counts


# Not `sum()`, which rounds in another way from Python 3.12 on, and not `numpy.sum`, which goes in another order.
def _sum(finite: Sequence[float]) -> float:
    total = 0.0
    for value in finite:
        total += value
    return total


def _squares(finite: Sequence[float], mean: float) -> float:
    total = 0.0
    for value in finite:
        total += (value - mean) * (value - mean)
    return total


def _sum_numpy(finite: Any) -> float:
    total = 0.0
    with sys.modules["numpy"].errstate(all="ignore"):
        for part in _parts(finite):
            part = part.copy()
            part[0] += total
            total = float(part.cumsum()[-1])
    return total


def _squares_numpy(finite: Any, mean: float) -> float:
    total = 0.0
    with sys.modules["numpy"].errstate(all="ignore"):
        for part in _parts(finite):
            squares = (part - mean) * (part - mean)
            squares[0] += total
            total = float(squares.cumsum()[-1])
    return total


def _parts(finite: Any) -> Iterator[Any]:
    """The values in parts of a size that does not fill the memory."""
    return (finite[start : start + PART] for start in range(0, len(finite), PART))
