"""A run that is being recorded."""

from __future__ import annotations

import os
import re
import threading
import time
from typing import Any, Mapping

from .append_file import AppendFile
from .best_metric import BestMetric
from .exit_status import known_status, status_of
from .heartbeat import Heartbeat
from .json_file import read_json, replace_json
from .last_step import MAX_STEP
from .notices import Notices
from .open_runs import OPEN_RUNS
from .plain import NotPlain, plain_text, to_key, to_plain
from .record import RecordFormat
from .writer_file import claim_run, new_writer, release_run

# Readers skip longer lines, so writing one would only look like recording it.
MAX_LINE_BYTES = 16 * 1024 * 1024
# A thread that waits for a dead disk must not hold up the training.
FORK_PATIENCE_SECONDS = 1.0
LINE_END = re.compile("\r\n|\n|\r")
LAST_LINE_END = re.compile("(\r\n|\n|\r)\\Z")


class Run:
    """One training run. No method raises; what cannot be recorded is counted and told once on stderr.

    Made by `runicorn.init()`. Safe to use from several threads, and by forked children, whose records are
    appended to the same file while the run stays the parent's.
    """

    def __init__(
        self, directory: str, meta: Mapping[str, Any], writer: dict[str, Any], step: int, notices: Notices
    ) -> None:
        self.id: str = str(meta["id"])
        self.project: str = str(meta["project"])
        self.name: str = str(meta["name"])
        self.path: str = str(meta["path"])
        self.run_dir: str = directory
        self.dropped_records = 0
        self.dropped_values = 0
        self._writer = writer
        self._notices = notices
        self._step = step
        self._best: BestMetric | None = None
        self._summary: dict[str, Any] = {}
        self._status = "running"
        self._inherited = False
        self._format = RecordFormat(self._drop_value)
        self._events = AppendFile(os.path.join(directory, "events.jsonl"))
        self._logs = AppendFile(os.path.join(directory, "logs.txt"))
        # Reentrant: a signal handler may log while the interrupted code does.
        self._lock = threading.RLock()
        self._file_lock = threading.RLock()
        self._heartbeat: Heartbeat | None = Heartbeat(self._beat)

    @property
    def status(self) -> str:
        """running, finished, failed or interrupted."""
        return self._status

    def log(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        step: int | None = None,
        stage: str | None = None,
        **values: Any,
    ) -> None:
        """Record metrics of one step, as a mapping or as keywords. The record is in the file when this returns.

        `step` sets the step counter; without it the counter goes on by one, beginning with 1.
        """
        try:
            with self._lock:
                self._log(data, step, stage, values)
        except Exception as error:
            self._drop_record(error)

    def log_text(self, text: Any) -> None:
        """Append to the run's log; every line gets the time of day."""
        try:
            now = time.strftime("%H:%M:%S | ")
            lines = LINE_END.split(LAST_LINE_END.sub("", plain_text(str(text))))
            content = "".join(now + line + "\n" for line in lines).encode("utf-8", "replace")
            with self._lock:
                if self._accepts():
                    self._logs.append(content)
        except Exception as error:
            self._tell("log_text", f"a log line could not be written: {error}")

    def summary(self, update: Mapping[str, Any] | None = None, **values: Any) -> None:
        """Merge results into summary.json."""
        try:
            with self._file_lock:
                for key, value in {**(update or {}), **values}.items():
                    try:
                        self._summary[to_key(key)] = to_plain(value)
                    except NotPlain as error:
                        self._drop_value(str(key), str(error))
                if self._accepts():
                    self._write_summary()
        except Exception as error:
            self._tell("summary", f"the summary could not be written: {error}")

    def set_primary_metric(self, name: str, mode: str = "max") -> None:
        """Follow the best value of a metric, from now on. `mode` is "max" or "min"."""
        try:
            if mode not in ("max", "min"):
                self._tell("mode", f'set_primary_metric: mode is "max" or "min", not {mode!r}; ignored')
                return
            with self._lock:
                self._best = BestMetric(str(name), mode, read_json(self._file("summary.json")))
        except Exception as error:
            self._tell("primary", f"set_primary_metric: {error}")

    def finish(self, status: str = "finished") -> None:
        """End the run as finished, failed or interrupted. Later calls do nothing."""
        known = known_status(status)
        if known is None:
            self._tell("finish", f'finish: {status!r} is no status; the run is "finished"')
        self.end(known or "finished", None)

    def end(self, status: str, reason: str | None) -> None:
        """End the run with the reason why, as exit hooks and with-blocks do."""
        try:
            with self._lock, self._file_lock:
                if self._status != "running":
                    return
                owned = self._owns()
                self._status = status
                if self._heartbeat is not None:
                    self._heartbeat.stop()
                if owned:
                    self._write_end(status, reason)
        except Exception as error:
            self._tell("end", f"the end of run {self.id} could not be written: {error}")
        finally:
            self._close()

    def before_fork(self) -> None:
        """Fork without our thread, which might hold a lock that the child would then wait for."""
        if self._heartbeat is not None:
            self._heartbeat.stop()
            self._heartbeat.join(FORK_PATIENCE_SECONDS)

    def after_fork_in_parent(self) -> None:
        """Let the heart beat again."""
        if self._heartbeat is not None and self._status == "running":
            self._heartbeat = Heartbeat(self._beat)

    def after_fork_in_child(self) -> None:
        """The parent's locks and thread are gone, and the run is the parent's."""
        self._lock = threading.RLock()
        self._file_lock = threading.RLock()
        self._heartbeat = None
        self._inherited = True

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self.end(*status_of(error))

    def _log(self, data: Any, step: Any, stage: Any, values: dict[str, Any]) -> None:
        if values:
            data = {**(data or {}), **values}
        elif not isinstance(data, dict):
            data = dict(data or {})
        # Nothing but two comparisons in the usual case: this is the path that training waits for.
        if (self._status != "running" or self._heartbeat is None) and not self._accepts():
            return
        if step is None:
            self._step += 1
        else:
            self._step = self._checked_step(step)
        if self._best is not None and self._best.name in data:
            self._best.observe(data[self._best.name], self._step)
        line = self._format.line(time.time(), data, self._step, stage)
        if len(line) > MAX_LINE_BYTES:
            raise ValueError(f"it has {len(line)} bytes; records end at 16 MiB")
        self._events.append(line)

    def _checked_step(self, step: Any) -> int:
        try:
            number = int(step)
            if -MAX_STEP <= number <= MAX_STEP:
                return number
        except (TypeError, ValueError, OverflowError):
            pass
        self._tell("step", f"log: {step!r:.80} is no step; the step counter went on by one")
        return self._step + 1

    def _accepts(self) -> bool:
        if self._inherited and self._heartbeat is None:
            # A child that logs may outlive the parent; its thread then takes the run over.
            self._heartbeat = Heartbeat(self._beat, first=True)
        if self._status == "running":
            return True
        self._tell("ended", f"run {self.id} has ended; what is logged after finish() is not recorded")
        return False

    def _beat(self) -> None:
        try:
            with self._file_lock:
                if self._status != "running" or not self._owns():
                    return
                status = read_json(self._file("status.json"))
                replace_json(self._file("status.json"), {**status, "status": "running", "heartbeat_at": time.time()})
                if self._best is not None and self._best.changed:
                    self._write_summary()
        except Exception as error:
            self._tell("beat", f"the sign of life could not be written: {error}")

    def _owns(self) -> bool:
        if not self._inherited:
            return True
        if read_json(self._file("status.json")).get("status") != "running":
            return False
        writer = new_writer()
        if claim_run(self.run_dir, writer):
            self._writer, self._inherited = writer, False
        return not self._inherited

    def _write_summary(self) -> None:
        best = self._best
        values = {**self._summary, **(best.summary() if best is not None else {})}
        if values:
            replace_json(self._file("summary.json"), {**read_json(self._file("summary.json")), **values})
        # Only now: what a full disk refused is written with the next change.
        self._summary.clear()
        if best is not None:
            best.changed = False

    def _write_end(self, status: str, reason: str | None) -> None:
        try:
            self._write_summary()
        finally:
            document = {**read_json(self._file("status.json")), "status": status, "ended_at": time.time()}
            if reason is not None:
                document["exit_reason"] = reason
            if self.dropped_records or self.dropped_values:
                document["dropped_records"] = self.dropped_records
                document["dropped_values"] = self.dropped_values
            replace_json(self._file("status.json"), document)
            release_run(self.run_dir, self._writer)

    def _close(self) -> None:
        OPEN_RUNS.remove(self)
        for file in (self._events, self._logs):
            try:
                file.close()
            except OSError as error:
                self._tell("close", f"closing a file of run {self.id}: {error}")
        if self.dropped_records:
            self._tell("total", f"run {self.id}: {self.dropped_records} records could not be written")

    def _drop_value(self, key: str, reason: str) -> None:
        self.dropped_values += 1
        self._tell("value", f"{key} is not recorded: {reason}. Further such values are only counted.")

    def _drop_record(self, error: Exception) -> None:
        with self._lock:
            self.dropped_records += 1
        self._tell(
            "record",
            f"a record could not be written: {error}. The training goes on; lost records are counted.",
        )

    def _file(self, name: str) -> str:
        return os.path.join(self.run_dir, name)

    def _tell(self, subject: str, sentence: str) -> None:
        self._notices.tell(subject, sentence)
