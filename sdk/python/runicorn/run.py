"""A run that is being recorded."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Callable, Mapping

from .artifacts.artifact_methods import ArtifactMethods
from .assets.asset_methods import AssetMethods
from .directory_path import DirectoryPath
from .disabled_run import DisabledRun
from .exit_status import Ending, ending_of, known_status
from .log_lines import log_lines
from .loss_watch import LossWatch
from .media.log_text_event import log_text_event
from .media.media_methods import MediaMethods
from .media.shown import shown
from .run_life import RunLife
from .run_record import RunRecord


class Run(MediaMethods, AssetMethods, ArtifactMethods):
    """One training run. No method raises; what cannot be recorded is counted and told once on stderr.

    Made by `runicorn.init()`. Safe to use from several threads, and by forked children, whose records are
    appended to the same file while the run stays the parent's.
    """

    def __init__(self, record: RunRecord, life: RunLife) -> None:
        self._record = record
        self._life = life
        self.id: str = record.id
        self.project: str = record.project
        self.name: str = record.name
        self.path: str = record.path
        self.run_dir = DirectoryPath(record.directory)
        record.on_not_finite(LossWatch(self.alert))

    @property
    def status(self) -> str:
        """running, finished, failed or interrupted."""
        return self._record.status

    @property
    def step(self) -> int:
        """The step that was logged last."""
        return self._record.step

    @property
    def dropped_records(self) -> int:
        """How many records could not be written."""
        return self._record.dropped_records

    @property
    def dropped_values(self) -> int:
        """How many values JSON cannot hold."""
        return self._record.dropped_values

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
        self._record.log(data, step, stage, values)

    def log_text(
        self, text: Any, *, key: str | None = None, step: int | None = None, caption: str | None = None
    ) -> None:
        """Append to the run's log, where every line gets the time of day; with `key` record a text of one step."""
        with self._record.guard("log_text"):
            if key is not None:
                return log_text_event(self._record, key, text, step, caption)
            self._record.append_log(log_lines(text))

    def summary(self, update: Mapping[str, Any] | None = None, **values: Any) -> None:
        """Merge results into summary.json, which is at most a second behind."""
        record = self._record
        with record.guard("summary"), record.files_lock:
            record.summary.update({**(update or {}), **values})
            if record.accepts() and record.owns_documents:
                self._life.write_summary()

    def set_primary_metric(self, name: str = "", mode: str = "max", *, metric_name: str | None = None) -> None:
        """Follow the best value of a metric, from now on. `mode` is "max" or "min".

        `metric_name` is the older spelling of `name`.
        """
        record = self._record
        name = name if metric_name is None else metric_name
        with record.guard("set_primary_metric"), record.files_lock:
            if mode in ("max", "min"):
                record.summary.follow(str(name), mode)
            else:
                record.tell("mode", f'set_primary_metric: mode is "max" or "min", not {mode!r}; ignored')

    def flush(self) -> None:
        """Return when everything recorded so far is in the files; on the disk with `durable=True`."""
        record = self._record
        with record.guard("flush"):
            record.flush()
            with record.files_lock:
                if record.summary.waits and record.status == "running" and record.owns_documents:
                    record.summary.write()

    def fork(
        self, project: str | None = None, name: str | None = None, config: Any | None = None, **options: Any
    ) -> Run | DisabledRun:
        """Begin a run that goes on from here: with this run's configuration and step counter, and it as `parent`.

        `config` overrides single hyper-parameters, `options` are those of `runicorn.init()`. This run stays open.
        """
        from .create_run import fork_run  # Which imports this module.

        return fork_run(self._record, {**options, "project": project, "name": name, "config": config})

    def on_environment(self, callback: Callable[[dict[str, Any]], Any]) -> None:
        """Call `callback(environment)` when the environment is captured, on the run's own thread.

        A mapping that it returns is kept under `extra` in environment.json.
        """
        with self._record.guard("on_environment"):
            parts = self._life.parts
            if parts is not None and parts.capture is not None:
                parts.capture.on_environment(callback)

    def finish(self, status: str = "finished") -> None:
        """End the run as finished, failed or interrupted. Later calls do nothing."""
        known = known_status(status)
        if known is None:
            self._record.tell("finish", f'finish: {shown(status)} is no status; the run is "finished"')
        self._life.end(Ending(known or "finished"))

    def __reduce__(self) -> Any:
        """Handed to another process, a run adds to the same files; one that has ended takes nothing there either."""
        from .handed_run import handed_run  # Which imports this module.

        record = self._record
        if record.status != "running":
            return DisabledRun, (self.id,)
        named = {"id": self.id, "project": self.project, "name": self.name, "path": self.path}
        rank, options = record.rank._asdict(), record.options._asdict()
        return handed_run, (
            record.directory,
            record.root,
            named,
            record.step,
            rank,
            options,
            self._life.is_owned,
        )

    def __copy__(self) -> Run:
        return self

    def __deepcopy__(self, memo: Any) -> Run:
        return self

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._life.end(ending_of(error))
