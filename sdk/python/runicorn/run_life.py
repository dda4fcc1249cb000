"""A run's life on disk: who owns it, its sign of life, its end."""

from __future__ import annotations

import time
from typing import Any

from .background import Background
from .exit_status import Ending
from .json_file import read_json, read_to_replace, replace_json
from .open_runs import OPEN_RUNS
from .run_clock import RunClock
from .run_parts import RunParts
from .run_record import RunRecord
from .run_summary import PAUSE_SECONDS
from .writer_file import FILE as WRITER_FILE
from .writer_file import claim_run, new_writer, release_run

HEARTBEAT_SECONDS = 15.0
SYNC_SECONDS = 1.0
# A thread that waits for a dead disk must not hold up the training.
FORK_PATIENCE_SECONDS = 0.2
END_PATIENCE_SECONDS = 5.0
END_ATTEMPTS = 3


class RunLife:
    """Begins with the run and ends with it."""

    def __init__(self, record: RunRecord, writer: dict[str, Any] | None, parts: RunParts | None) -> None:
        """`writer` is the claim on the run; None for a rank that owns nothing.

        `parts` are None in a process to which the run was only handed on.
        """
        self.parts = parts
        self._record = record
        self._writer = writer
        self._clock = RunClock()
        self._background = parts.background if parts is not None else Background(record.tell_error)
        # Whether the run is another process's, as long as that lives.
        self._inherited = parts is None
        self._ended = False
        # Whether the background is to write the summary.
        self._summary_waits = False
        # Whether status.json tells the end already, although threads may still be recording.
        self._foretold = False
        record.on_forked = self._go_on_in_child
        if parts is None:
            record.after_fork_in_child()
        else:
            if writer is not None:
                self._background.every(HEARTBEAT_SECONDS, self._beat)
            if record.options.durable:
                self._background.every(SYNC_SECONDS, record.sync)

    @property
    def is_owned(self) -> bool:
        """Whether the run is this process's to end, or its parent's; False where it is another rank's."""
        return self._writer is not None

    def write_summary(self) -> None:
        """Write the summary, within a second where it was written just now. Raises OSError."""
        summary = self._record.summary
        # A forked child may end without a word.
        if summary.is_due or self._inherited or not self._background.alive:
            summary.write()
        elif not self._summary_waits:
            self._summary_waits = True
            self._background.soon(self._write_waiting_summary, PAUSE_SECONDS)

    def end(self, ending: Ending) -> None:
        """End the run, once."""
        record = self._record
        if self._ended:
            return
        self._ended = True
        try:
            if not self._inherited:
                for action in record.before_end:
                    with record.guard("end"):
                        action()
            if self.parts is not None:
                self.parts.finish()
            record.end(ending.status)
            self._background.stop()
            self._write_status(ending, is_over=True)
        except Exception as error:
            record.tell("end", f"the end of run {record.id} could not be written: {error}")
        finally:
            OPEN_RUNS.remove(self)
            record.close()

    def foretell(self, ending: Ending) -> None:
        """Tell how the run ends, though threads of the program still go on, perhaps for ever."""
        with self._record.guard("end"):
            if not self._ended and not self._inherited:
                self._foretold = True
                self._write_status(ending, is_over=False)

    def before_fork(self) -> None:
        """Fork without our threads where they end quickly: Python 3.12 warns of forks beside threads."""
        self._background.pause(FORK_PATIENCE_SECONDS)
        self._record.before_fork(FORK_PATIENCE_SECONDS)

    def after_fork_in_parent(self) -> None:
        """Let the threads go on."""
        self._background.go_on()
        self._record.after_fork_in_parent()

    def after_fork_in_child(self) -> None:
        """The parent's locks and threads are gone, and the run is the parent's."""
        self._background = Background(self._record.tell_error)
        self._summary_waits = False
        self.parts = None
        self._inherited = True
        self._record.after_fork_in_child()

    def _go_on_in_child(self) -> None:
        OPEN_RUNS.listen()
        # A child that logs may outlive the parent; its thread then takes the run over.
        if self._writer is not None:
            self._background.soon(self._beat)
            self._background.every(HEARTBEAT_SECONDS, self._beat)
        if self._record.options.durable:
            self._background.every(SYNC_SECONDS, self._record.sync)

    def _beat(self) -> None:
        record = self._record
        try:
            with record.files_lock:
                if record.status != "running" or self._foretold or not self._owns():
                    return
                path = record.file("status.json")
                replace_json(path, {**read_to_replace(path), "status": "running", "heartbeat_at": time.time()})
                if record.summary.changed:
                    record.summary.write()
        except Exception as error:
            record.tell("beat", f"the sign of life could not be written: {error}")
        record.notice_deletion()

    def _write_waiting_summary(self) -> None:
        record = self._record
        with record.guard("summary"), record.files_lock:
            self._summary_waits = False
            if record.summary.waits and record.status == "running":
                record.summary.write()

    def _owns(self) -> bool:
        record = self._record
        if self._writer is None:
            return False
        if not self._inherited:
            holder = read_json(record.file(WRITER_FILE)).get("nonce", self._writer["nonce"])
            if holder != self._writer["nonce"]:
                record.tell("taken", f"another process took over run {record.id}: this one was not heard of for long")
            return holder == self._writer["nonce"]
        if read_json(record.file("status.json")).get("status") != "running":
            return False
        writer = new_writer()
        if claim_run(record.directory, writer):
            self._writer, self._inherited = writer, False
        return not self._inherited

    def _write_status(self, ending: Ending, is_over: bool) -> None:
        lock = self._record.files_lock
        # Another thread may hang in the disk with the lock.
        if not lock.acquire(timeout=END_PATIENCE_SECONDS):
            return
        try:
            if self._owns():
                self._write_stubbornly(ending)
                if is_over and self._writer is not None:
                    release_run(self._record.directory, self._writer)
        finally:
            lock.release()

    def _write_stubbornly(self, ending: Ending) -> None:
        for _ in range(END_ATTEMPTS - 1):
            try:
                return self._write_end(ending)
            except OSError:
                # A disk that failed for a moment must not make a finished run look like a failed one.
                continue
        self._write_end(ending)

    def _write_end(self, ending: Ending) -> None:
        record = self._record
        try:
            record.summary.write()
        finally:
            path = record.file("status.json")
            ended = {"status": ending.status, "ended_at": self._clock.now(), **ending.fields()}
            document = {**read_to_replace(path), **ended}
            if record.dropped_records or record.dropped_values:
                document["dropped_records"] = record.dropped_records
                document["dropped_values"] = record.dropped_values
            replace_json(path, document)
