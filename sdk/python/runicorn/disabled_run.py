"""The run of a training that is not recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .directory_path import DirectoryPath
from .open_runs import OPEN_RUNS
from .scratch_directory import scratch_directory

if TYPE_CHECKING:
    import logging


class DisabledRun:
    """Takes every call of a Run and does nothing. What a Run tells of itself, it tells too."""

    project = ""
    name = ""
    path = ""
    status = "disabled"
    step = 0
    dropped_records = 0
    dropped_values = 0

    def __init__(self, id: str = "disabled") -> None:
        self.id = id
        self._run_dir: DirectoryPath | None = None

    @property
    def run_dir(self) -> DirectoryPath:
        """A temporary directory, made when it is first asked for and removed when the process ends."""
        if self._run_dir is None:
            self._run_dir = DirectoryPath(scratch_directory())
        return self._run_dir

    def log(self, data: Any = None, *, step: Any = None, stage: Any = None, **values: Any) -> None:
        """Nothing."""

    def log_text(self, text: Any, **options: Any) -> None:
        """Nothing."""

    def summary(self, update: Any = None, **values: Any) -> None:
        """Nothing."""

    def set_primary_metric(self, name: Any = "", mode: str = "max", *, metric_name: Any = None) -> None:
        """Nothing."""

    def define_metric(self, key: Any, *arguments: Any, **options: Any) -> None:
        """Nothing."""

    def log_image(self, key: Any, image: Any, *arguments: Any, **options: Any) -> str:
        """No file."""
        return ""

    def log_audio(self, key: Any, audio: Any, *arguments: Any, **options: Any) -> str:
        """No file."""
        return ""

    def log_video(self, key: Any, video: Any, *arguments: Any, **options: Any) -> str:
        """No file."""
        return ""

    def log_table(self, key: Any, data: Any, *arguments: Any, **options: Any) -> None:
        """Nothing."""

    def log_histogram(self, key: Any, values: Any = None, *arguments: Any, **options: Any) -> None:
        """Nothing."""

    def alert(self, text: Any, *arguments: Any, **options: Any) -> None:
        """Nothing."""

    def get_logging_handler(self, level: int = 20, fmt: str | None = None) -> logging.Handler:
        """A handler that takes every record and does nothing."""
        import logging

        return logging.NullHandler(level)

    def log_config(self, **options: Any) -> None:
        """Nothing."""

    def log_dataset(self, name: Any, root_or_uri: Any, **options: Any) -> None:
        """Nothing."""

    def log_pretrained(self, name: Any, **options: Any) -> None:
        """Nothing."""

    def scan_outputs_once(self, **options: Any) -> dict[str, Any]:
        """No file."""
        return {"scanned": 0, "archived": 0, "changed": 0, "archived_entries": []}

    def watch_outputs(self, **options: Any) -> None:
        """Nothing."""

    def stop_outputs_watch(self) -> None:
        """Nothing."""

    def log_artifact(self, artifact: Any, *arguments: Any, **options: Any) -> int:
        """No version."""
        return 0

    def use_artifact(self, name: Any, type: Any = None) -> Any:
        """An artifact that is not loaded."""
        from .artifacts.artifact import Artifact

        return Artifact(str(name).partition(":")[0], type or "model")

    def fork(self, *arguments: Any, **options: Any) -> DisabledRun:
        """Itself."""
        return self

    def flush(self) -> None:
        """Nothing."""

    def on_environment(self, callback: Any) -> None:
        """Nothing."""

    def finish(self, status: str = "finished") -> None:
        """Calls of the module do not go to this run any more."""
        OPEN_RUNS.remove(self)

    def __reduce__(self) -> tuple[type[DisabledRun], tuple[str]]:
        return DisabledRun, (self.id,)

    def __copy__(self) -> DisabledRun:
        return self

    def __deepcopy__(self, memo: Any) -> DisabledRun:
        return self

    def __enter__(self) -> DisabledRun:
        return self

    def __exit__(self, *_: Any) -> None:
        self.finish()
