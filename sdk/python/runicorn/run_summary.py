"""summary.json: results, and the best value of the primary metric."""

from __future__ import annotations

from typing import Any, Callable, Mapping

from .best_metric import BestMetric
from .json_file import read_json, read_to_replace, replace_json
from .plain import NotPlain, to_key, to_plain


class RunSummary:
    """What is to be written to a run's summary.json. Whoever changes or writes it holds the run's `files_lock`."""

    def __init__(self, path: str, on_bad_value: Callable[[str, str], None]) -> None:
        self._path = path
        self._on_bad_value = on_bad_value
        self._waiting: dict[str, Any] = {}
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
    def changed(self) -> bool:
        """Whether there is something to write."""
        return bool(self._waiting) or (self.best is not None and self.best.changed)

    def write(self) -> None:
        """Merge it into the file. Raises OSError, and then it is written with the next change."""
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
