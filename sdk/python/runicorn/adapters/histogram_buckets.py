"""TensorBoard's histogram buckets as edges."""

from __future__ import annotations

from typing import Any

from .numbers_of import numbers_of

# TensorBoard closes its last bucket with the largest float.
UNLIMITED = 1e300


def bucket_edges(low: float, high: float, limits: Any, counts: Any) -> tuple[list[float], list[float]]:
    """`n + 1` edges and `n` counts of buckets given by their upper limits; empty buckets at both ends are left out.

    `low` and `high`, the smallest and the largest value, close the outer buckets where no limit does.
    Raises ValueError where there is no filled bucket, or where the limits do not rise.
    """
    upper, amounts = numbers_of(limits), numbers_of(counts)
    if len(upper) != len(amounts):
        raise ValueError(f"{len(upper)} limits for {len(amounts)} counts")
    filled = [index for index, amount in enumerate(amounts) if amount > 0]
    if not filled:
        raise ValueError("no bucket holds anything")
    first, last = filled[0], filled[-1]
    left = upper[first - 1] if first > 0 else float(low)
    right = upper[last] if abs(upper[last]) < UNLIMITED else float(high)
    edges = [left, *upper[first:last], right]
    # All values of an outer bucket may be the same, and lie on its limit.
    if edges[0] == edges[1]:
        edges[0] -= 1.0
    if edges[-1] == edges[-2]:
        edges[-1] += 1.0
    if any(not below < above for below, above in zip(edges, edges[1:])):
        raise ValueError("the limits of the buckets do not rise")
    return edges, amounts[first : last + 1]
