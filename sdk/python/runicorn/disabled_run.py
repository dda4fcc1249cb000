"""The run of a training that is not recorded."""

from __future__ import annotations

from typing import Any


class DisabledRun:
    """Takes every call of a Run and does nothing."""

    id = "disabled"
    path = ""
    run_dir = None
    status = "disabled"
    dropped_records = 0
    dropped_values = 0

    def log(self, data: Any = None, *, step: Any = None, stage: Any = None, **values: Any) -> None:
        """Nothing."""

    def log_text(self, text: Any) -> None:
        """Nothing."""

    def summary(self, update: Any = None, **values: Any) -> None:
        """Nothing."""

    def set_primary_metric(self, name: Any, mode: str = "max") -> None:
        """Nothing."""

    def finish(self, status: str = "finished") -> None:
        """Nothing."""

    def __enter__(self) -> DisabledRun:
        return self

    def __exit__(self, *_: Any) -> None:
        return None
