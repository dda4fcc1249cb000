"""The metrics of a run's events.jsonl, for exporters."""

from __future__ import annotations

import json
import math
import os
from typing import Any, Iterator, NamedTuple


class MetricRow(NamedTuple):
    """One record of metrics."""

    step: int
    time: float  # Unix seconds.
    values: dict[str, Any]


def metric_rows(run_dir: str) -> Iterator[MetricRow]:
    """The records in file order. Lines that are none are skipped; without a file there are no records."""
    try:
        file = open(os.path.join(run_dir, "events.jsonl"), "rb")
    except OSError:
        return
    with file:
        for line in file:
            row = _row(line)
            if row is not None:
                yield row


def metric_names(rows: list[MetricRow]) -> list[str]:
    """All metrics that occur, sorted."""
    return sorted({name for row in rows for name in row.values})


def finite_values(rows: list[MetricRow], name: str) -> list[float]:
    """The finite values of a metric."""
    values = [row.values.get(name) for row in rows]
    return [
        float(value)
        for value in values
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    ]


def _row(line: bytes) -> MetricRow | None:
    try:
        record = json.loads(line.decode("utf-8", "replace"))
        if record["type"] != "metrics":
            return None
        data = dict(record["data"])
        step, time = int(data.pop("global_step")), float(data.pop("time", record["ts"]))
        return MetricRow(step, time, data)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
