"""Looks for output files while the training goes on."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from .outputs_scan import PATIENCE_SECONDS, OutputsScan, ScanOptions

if TYPE_CHECKING:
    from ..run_record import RunRecord

MIN_SECONDS = 0.1


class OutputsWatch:
    """A daemon thread of its own: copying a large checkpoint must not hold up the heartbeat.

    Starting raises RuntimeError where there can be no thread; with `RUNICORN_THREADS=0` it only looks at the end.
    """

    def __init__(self, record: RunRecord, scan: OutputsScan, options: ScanOptions, seconds: float) -> None:
        self._record = record
        self._scan = scan
        self._options = options
        self._seconds = max(MIN_SECONDS, seconds)
        self._stop = threading.Event()
        self._pid = os.getpid()
        self._thread = threading.Thread(target=self._run, name="runicorn-outputs", daemon=True)
        if os.environ.get("RUNICORN_THREADS") != "0":
            self._thread.start()

    def stop(self) -> None:
        """End the thread and look a last time: what is there now is there to stay."""
        if self._stop.is_set() or self._pid != os.getpid():
            return
        self._stop.set()
        if self._thread.is_alive():
            # A copy of a large file is not to be cut off lightly, nor a dead disk to be waited for.
            self._thread.join(PATIENCE_SECONDS)
        if not self._thread.is_alive():
            # A clock that was set back must not make files too young.
            self._look(self._options._replace(stable_required=1, min_age_sec=-1e9, log_snapshot_interval_sec=0.0))

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            if self._record.status != "running":
                return
            self._look(self._options)

    def _look(self, options: ScanOptions) -> None:
        with self._record.guard("watch_outputs"):
            self._scan.scan(options)
