"""What could not be recorded, and why."""

from __future__ import annotations

import time
from typing import Callable, TypeVar

T = TypeVar("T")


class Missing:
    """The `missing` list of a document: `{"what", "why"}`. Knows when there is no time left."""

    def __init__(self, stopped: Callable[[], bool], deadline: float) -> None:
        """`deadline` is on the monotonic clock."""
        self.items: list[dict[str, str]] = []
        self._stopped = stopped
        self._deadline = deadline

    def add(self, what: str, why: str) -> None:
        """Name a part that is missing."""
        self.items.append({"what": what, "why": why[:300]})

    def seconds_left(self, limit: float) -> float:
        """At most `limit`; 0 or less when nothing more is to be begun."""
        return min(limit, self._deadline - time.monotonic()) if not self._stopped() else 0.0

    def attempt(self, what: str, read: Callable[[], T], default: T) -> T:
        """What `read` returns; `default` when it raises or the time is up, and then it is missing."""
        if self._stopped():
            self.add(what, "the run ended before")
        elif self.seconds_left(1.0) <= 0:
            self.add(what, "it took too long")
        else:
            try:
                return read()
            except Exception as error:
                self.add(what, f"{type(error).__name__}: {error}")
        return default
