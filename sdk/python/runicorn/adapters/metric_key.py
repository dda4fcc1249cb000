"""Names that frameworks give metrics, as keys of a record."""

from __future__ import annotations

from typing import Any

from ..record import RESERVED


def metric_key(name: Any) -> str:
    """The name; with a trailing `_` where a record needs it for itself: step, global_step, time, stage."""
    key = str(name)
    return key + "_" if key in RESERVED else key
