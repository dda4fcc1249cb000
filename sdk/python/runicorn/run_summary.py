"""summary.json: results, and the best value of the primary metric."""

from __future__ import annotations

import time
from typing import Any, Callable, Mapping

from .best_metric import BestMetric
from .json_file import read_json, read_to_replace, replace_json
from .plain import NotPlain, to_key, to_plain

# Replacing a file takes milliseconds where the disk has to follow, so that is not done for every step of a loop.
PAUSE_SECONDS = 1.0


class RunSummary:
    """What is to be written to a run's summary.json. Whoever changes or writes it holds the run's `files_lock`."""

    def __init__(self, path: str, on_bad_value: Callable[[str, str], None]) -> None:
        self._path = path
        self._on_bad_value = on_bad_value
        self._waiting: dict[str, Any] = {}
        self._tried_at: float | None = None
        # Read by log() without a lock.
        self.best: BestMetric | None = None

    def update(self, values: Mapping[Any, Any]) -> None:
        """Take results in. What JSON cannot hold is dropped."""
        for key, value in values.items():
            try:
                self._waiting[to_key(key)] = to_plain(value)
            except NotPlain as error:
                self._on_bad_value(str(key), str(error))

    def follow(self, name: str, mode: str) -> None:
        """Follow the best value of a metric; a resumed run goes on from its best."""
        self.best = BestMetric(name, mode, read_json(self._path))

    @property
    def waits(self) -> bool:
        """Whether there are results that are not written yet."""
        return bool(self._waiting)

    @property
    def is_due(self) -> bool:
        """Whether results that come now are to be written at once: the last ones were not written just now."""
        return self._tried_at is None or time.monotonic() - self._tried_at >= PAUSE_SECONDS

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        return self.waits or (self.best is not None and self.best.changed)

    def write(self) -> None:
        """Merge it into the file. Raises OSError, and then it is written with the next change."""
        self._tried_at = time.monotonic()
        best = self.best
        if best is not None:
            best.changed = False
        try:
            values = {**self._waiting, **(best.summary() if best is not None else {})}
            if values:
                replace_json(self._path, {**read_to_replace(self._path), **values})
        except OSError:
            if best is not None:
                best.changed = True
            raise
        self._waiting.clear()

    def after_fork_in_child(self) -> None:
        """What waits is the parent's to write."""
        self._waiting.clear()
        if self.best is not None:
            self.best.after_fork_in_child()
