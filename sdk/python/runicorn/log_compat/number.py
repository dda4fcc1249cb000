"""A number out of what a training loop has."""

from __future__ import annotations

from typing import Any


def number(value: Any) -> float:
    """A float, or an int as it is; tensors of one element give theirs. What is no number is NaN."""
    try:
        item = getattr(value, "item", None)
        plain: Any = item() if callable(item) else value
        return plain if isinstance(plain, int) else float(plain)
    except Exception:
        # A meter must not stop the training.
        return float("nan")
