"""The runs that the SummaryWriters of a process record into."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from ..disabled_run import DisabledRun
from ..run import Run


class WriterRuns:
    """Keeps apart what TensorBoard keeps apart by directories."""

    def __init__(self) -> None:
        self._begun: WeakSet[Any] = WeakSet()
        self._prefixes: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()

    def joins(self, run: Run | DisabledRun) -> bool:
        """Whether a new writer records into this active run: not into one that another writer has begun."""
        return run not in self._begun

    def begun(self, run: Any) -> None:
        """A writer has begun this run."""
        self._begun.add(run)

    def prefix(self, run: Any, name: str | None) -> str:
        """What the tags of a writer named `name` begin with.

        Nothing for the first writer of a run. Further ones of other names ("train" and "val" of one training) log the
        same tags, so theirs begin with the end of their names.
        """
        prefixes = self._prefixes.setdefault(run, {})
        key = name or ""
        if key not in prefixes:
            short = key.rsplit("/", 1)[-1]
            free = short + "/" not in prefixes.values()
            prefixes[key] = "" if not prefixes or not key else (short if free else key) + "/"
        return prefixes[key]
