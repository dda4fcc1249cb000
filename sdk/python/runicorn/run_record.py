"""What the parts of one run share: who it is, and its two growing files."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from types import FrameType
from typing import Any, Callable, Iterator, Mapping

from .append_file import AppendFile
from .calling_frame import calling_frame
from .deferred_records import DeferredRecords
from .init_options import InitOptions
from .notices import Notices
from .ranks import Rank
from .record import RecordFormat, checked_time, event_line
from .run_summary import RunSummary
from .step_counter import StepCounter

FLUSH_PATIENCE_SECONDS = 10.0


class RunRecord:
    """One run's records. No method raises; what cannot be recorded is counted and told once on stderr."""

    def __init__(
        self,
        directory: str,
        root: str,
        named: Mapping[str, str],
        step: int,
        notices: Notices,
        rank: Rank,
        options: InitOptions,
    ) -> None:
        """`step` is the last one there is. With `ranks="all"` every rank writes files of its own."""
        self.id = named["id"]
        self.project = named["project"]
        self.name = named["name"]
        self.path = named["path"]
        self.directory = directory
        self.root = root
        self.notices = notices
        self.rank = rank
        self.options = options
        self.status = "running"
        self.dropped_records = 0
        self.dropped_values = 0
        # Whoever replaces one of the run's JSON files holds it. Reentrant: a signal handler may end the run.
        self.files_lock = threading.RLock()
        self.summary = RunSummary(self.file("summary.json"), self.drop_value)
        # Told of every new set of keys, with the frame that logged it.
        self.on_new_keys: Callable[[Any, FrameType | None], None] | None = None
        # Called before the run ends, while it still takes records.
        self.before_end: list[Callable[[], None]] = []
        # Called before a forked child records something.
        self.on_forked: Callable[[], None] | None = None
        # False as long as a look at the status is needed before something is recorded.
        self._open = True
        self._forked = False
        self._counting = threading.RLock()
        self._steps = StepCounter(step, lambda sentence: self.tell("step", sentence))
        self._format = RecordFormat(self.drop_value, self._note_keys)
        suffix = rank.suffix(options.ranks)
        # Where all ranks record, the run's JSON files are the first one's.
        self.owns_documents = rank.rank == 0 or suffix == ""
        self._events = AppendFile(self.file(f"events{suffix}.jsonl"))
        self._logs = AppendFile(self.file(f"logs{suffix}.txt"))
        self._deferred = DeferredRecords(self._events, self._format, self.drop_record) if options.deferred else None

    @property
    def step(self) -> int:
        """The step counter's value: the step that was logged last."""
        return self._steps.last

    def log(self, data: Any, step: Any, stage: Any, values: dict[str, Any], ts: float | None = None) -> None:
        """Record metrics of one step. Takes no lock: this is the path that training waits for.

        `ts` are Unix seconds, where the values are of another time than now.
        """
        try:
            if values:
                data = {**(data or {}), **values}
            elif type(data) is not dict:
                data = dict(data or {})
            if not self._open and not self.accepts():
                return
            number = self._steps.next() if step is None else self._steps.set(step)
            best = self.summary.best
            if best is not None and best.name in data:
                best.observe(data[best.name], number)
            now = time.time() if ts is None else checked_time(ts)
            if self._deferred is None:
                self._events.append(self._format.line(now, data, number, stage))
            else:
                self._deferred.put_record(now, data, number, stage)
        except Exception as error:
            self.drop_record(error)

    def on_not_finite(self, callback: Callable[[Any, str], None]) -> None:
        """Call `callback(key, word)` for each metric that is written as NaN, Infinity or -Infinity."""
        self._format.on_not_finite = callback

    def event(self, kind: str, data: Mapping[str, Any], step: Any = None) -> bool:
        """Record a typed event; `step` is the caller's argument. False when it is dropped."""
        try:
            if not self._open and not self.accepts():
                return False
            said = None if step is None else self._steps.checked(step, kind, "it is recorded without one")
            fields = {**data, "step": said, "global_step": self.step}
            line = event_line(time.time(), kind, fields, self.drop_value)
            (self._events.append if self._deferred is None else self._deferred.put)(line)
            return True
        except Exception as error:
            self.drop_record(error)
            return False

    def append_log(self, content: bytes) -> None:
        """Append whole lines to the run's log."""
        try:
            if self.accepts():
                self._logs.append(content)
        except Exception as error:
            self.tell("log_text", f"a log line could not be written: {error}")

    def accepts(self) -> bool:
        """Whether the run still takes records. Tells once when it does not."""
        if self.status == "running":
            if self._forked:
                self._forked, self._open = False, True
                if self.on_forked is not None:
                    self.on_forked()
            return True
        self.tell("ended", f"run {self.id} has ended; what is logged after finish() is not recorded")
        return False

    def file(self, name: str) -> str:
        """The path of one of the run's files."""
        return os.path.join(self.directory, name)

    def tell(self, subject: str, sentence: str) -> None:
        """Print a sentence on stderr unless something was told about `subject` before."""
        self.notices.tell(subject, sentence)

    @contextmanager
    def guard(self, subject: str) -> Iterator[None]:
        """A block whose exceptions are told instead of reaching the training."""
        try:
            yield
        except Exception as error:
            self.tell(subject, f"{subject}: {error}")

    def tell_error(self, error: Exception) -> None:
        """Tell that something beside the training went wrong."""
        self.tell("background", f"a job beside the training failed: {error}")

    def drop_value(self, key: str, reason: str) -> None:
        """Count a value that JSON cannot hold."""
        with self._counting:
            self.dropped_values += 1
        self.tell("value", f"{key} is not recorded: {reason}. Further such values are only counted.")

    def drop_record(self, error: Exception) -> None:
        """Count a record that could not be written."""
        with self._counting:
            self.dropped_records += 1
        self.tell(
            "record", f"a record could not be written: {error}. The training goes on; lost records are counted."
        )

    def flush(self) -> None:
        """Return when everything recorded so far is in the files, and on the disk where that was asked for."""
        if self._deferred is not None and not self._deferred.drain(FLUSH_PATIENCE_SECONDS):
            self.tell("flush", "flush: the disk does not take the records; they are still waiting")
        if self.options.durable:
            self.sync()

    def sync(self) -> None:
        """Return when the files are on the disk."""
        with self.guard("sync"):
            for file in (self._events, self._logs):
                file.sync()

    def notice_deletion(self) -> None:
        """Look whether somebody deleted the run: writing to a deleted file reports no error."""
        for file in (self._events, self._logs):
            if file.is_deleted():
                self.tell("deleted", f"the files of run {self.id} were deleted while it is being recorded")

    def end(self, status: str) -> None:
        """Take no more records; those that wait are written."""
        # Before, because writing may find something to alert about; after, because of what came in between.
        self.flush()
        self.status, self._open = status, False
        self.flush()

    def close(self) -> None:
        """Give threads and descriptors back."""
        if self._deferred is not None:
            self._deferred.rest(0)
        for file in (self._events, self._logs):
            with self.guard("close"):
                file.close()
        if self.dropped_records:
            self.tell("total", f"run {self.id}: {self.dropped_records} records could not be written")

    def before_fork(self, seconds: float) -> None:
        """Fork without our thread, if it ends within so many seconds."""
        if self._deferred is not None:
            self._deferred.rest(seconds)

    def after_fork_in_parent(self) -> None:
        """Write what was recorded meanwhile."""
        if self._deferred is not None:
            self._deferred.go_on()

    def after_fork_in_child(self) -> None:
        """The parent's threads are gone, whatever locks they held."""
        self.files_lock = threading.RLock()
        self._counting = threading.RLock()
        self._forked, self._open = True, False
        self.on_new_keys = None
        for part in (self._events, self._logs, self._deferred, self._steps, self.summary):
            if part is not None:
                part.after_fork_in_child()

    def _note_keys(self, keys: tuple[Any, ...]) -> None:
        if self.on_new_keys is not None:
            with self.guard("call site"):
                self.on_new_keys(keys, calling_frame())
