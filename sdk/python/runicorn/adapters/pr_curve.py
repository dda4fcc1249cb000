"""Precision and recall over thresholds."""

from __future__ import annotations

from typing import Any

from .numbers_of import numbers_of

COLUMNS = ["threshold", "tp", "fp", "tn", "fn", "precision", "recall"]
MINIMUM_COUNT = 1e-7


def pr_curve(labels: Any, scores: Any, thresholds: int, weights: Any = None) -> list[tuple[float, ...]]:
    """Rows of COLUMNS, one per threshold from 0 to 1. `labels` are true or false, `scores` lie in [0, 1].

    `weights` is one number, or one per label.
    """
    truth, predicted = numbers_of(labels), numbers_of(scores)
    weighed = numbers_of(1.0 if weights is None else weights)
    weighed = weighed * len(truth) if len(weighed) == 1 else weighed
    positive, negative = [0.0] * thresholds, [0.0] * thresholds
    for label, score, weight in zip(truth, predicted, weighed):
        if score == score:
            bucket = int(min(max(score, 0.0), 1.0) * (thresholds - 1))
            positive[bucket] += label * weight
            negative[bucket] += (1 - label) * weight
    tp, fp = _reverse_sums(positive), _reverse_sums(negative)
    return curve_rows(
        tp,
        fp,
        [fp[0] - count for count in fp],
        [tp[0] - count for count in tp],
        [hits / max(MINIMUM_COUNT, hits + misses) for hits, misses in zip(tp, fp)],
        [hits / max(MINIMUM_COUNT, tp[0]) for hits in tp],
    )


def curve_rows(*columns: Any) -> list[tuple[float, ...]]:
    """Rows of COLUMNS from all columns but the first; thresholds are evenly spaced."""
    numbers = [numbers_of(column) for column in columns]
    last = max(1, len(numbers[0]) - 1)
    return [(index / last, *values) for index, values in enumerate(zip(*numbers))]


def _reverse_sums(buckets: list[float]) -> list[float]:
    sums, total = [0.0] * len(buckets), 0.0
    for index in range(len(buckets) - 1, -1, -1):
        total += buckets[index]
        sums[index] = total
    return sums
