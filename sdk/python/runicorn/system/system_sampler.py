"""Samples of the machine and of the training's processes."""

from __future__ import annotations

import contextlib
import json
import os
import time

from ..append_file import AppendFile
from .pace import Pace
from .sources import Sources, sources_of_this_machine

MAX_FILE_BYTES = 64 * 1024 * 1024
LONGEST_PAUSE_SECONDS = 60.0
# Of one core, for what is read without a tool.
SHARE = 0.001
LONGEST_PAUSE_OF_A_FULL_FILE_SECONDS = 600.0


class SystemSampler:
    """Appends a line per sample to system.jsonl: `{"ts", "data": {"cpu_pct", "mem_used_mib", …}}`.

    Percentages: `cpu_pct` is of all cores, `proc_cpu_pct` of one, so that a training on 8 cores shows up to 800.
    It measures what it costs and samples as rarely as keeps that below half a percent of a core.
    `root` stands before /proc and /sys, for tests.
    """

    def __init__(self, path: str, root: str = "") -> None:
        self._path = path
        self._root = root
        self._sources: Sources | None = None
        self._pace = Pace(SHARE, LONGEST_PAUSE_SECONDS)
        self._closed = False
        self._has_written = False

    def sample(self) -> float:
        """Take one sample; seconds until the next. Never raises.

        The first one writes nothing, it only reads what speeds are reckoned from.
        """
        try:
            return self._sample()
        except Exception:  # What is only nice to know must not end the background's thread.
            return LONGEST_PAUSE_SECONDS

    def close(self) -> None:
        """Write no more. A sample that is being taken comes to nothing.

        A short run gets its one sample now, without what programs tell: that would take too long.
        """
        with contextlib.suppress(Exception):
            if self._sources is not None and not self._has_written and not self._closed:
                self._append(time.time(), _read(self._sources, time.monotonic()))
        self._closed = True

    def _sample(self) -> float:
        ts, now, cpu = time.time(), time.monotonic(), time.thread_time()
        sources = self._sources
        if sources is None:
            # Only now, because beginning a run must not wait for it. Its cost says nothing of the next sample.
            self._sources = sources_of_this_machine(os.path.dirname(self._path), self._root)
            _read(self._sources, now)
            return self._pace.next(0.0)
        values = _read(sources, now)
        for tool in sources.tools:
            values.update(tool.read(now))
        size = self._append(ts, values)
        # The fuller the file, the longer the pause, so that it lasts for the longest training.
        room = max(0.0, 1.0 - size / MAX_FILE_BYTES)
        pause = self._pace.next(time.thread_time() - cpu)
        return min(LONGEST_PAUSE_OF_A_FULL_FILE_SECONDS, pause / room if room > 0 else pause * 1e9)

    def _append(self, ts: float, values: dict[str, float]) -> int:
        """The size of the file before."""
        size = os.path.getsize(self._path) if os.path.exists(self._path) else 0
        data = {key: round(value, 3) for key, value in values.items()}
        line = json.dumps({"ts": ts, "data": data}, separators=(",", ":")).encode() + b"\n"
        if not self._closed and data and size + len(line) <= MAX_FILE_BYTES:
            # Opened anew each time: no descriptor that finish() or a fork would have to mind.
            file = AppendFile(self._path)
            try:
                self._has_written = True
                file.append(line)
            finally:
                file.close()
        return size


def _read(sources: Sources, now: float) -> dict[str, float]:
    values: dict[str, float] = {}
    for read in sources.cheap:
        with contextlib.suppress(Exception):  # A kernel that says something new costs its own values only.
            values.update(read(now))
    return values
