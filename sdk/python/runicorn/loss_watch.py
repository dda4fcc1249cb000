"""A loss that is no number any more is told at once."""

from __future__ import annotations

import re
from typing import Any, Callable

_LOSS = re.compile(r"(?:.*[/_.\- ])?loss\Z", re.IGNORECASE | re.DOTALL)
_NAMES = {"NaN": "NAN", "Infinity": "INF", "-Infinity": "-INF"}
MAX_KEYS = 1000


class LossWatch:
    """Alerts once for each metric called loss, or `…_loss`, `…/loss`, that becomes NaN or infinite."""

    def __init__(self, alert: Callable[..., None]) -> None:
        self._alert = alert
        self._told: set[str] = set()

    def __call__(self, key: Any, text: str) -> None:
        """Look at a value that is not finite; `text` is how it is written."""
        if type(key) is str and key not in self._told and len(self._told) < MAX_KEYS and _LOSS.match(key):
            self._told.add(key)
            self._alert(f"{key} is {_NAMES[text]}", level="error")
