"""Calls that go to the open run begun last."""

from __future__ import annotations

from typing import Any, Mapping

from .disabled_run import DisabledRun
from .enabled import is_enabled
from .notices import Notices
from .open_runs import OPEN_RUNS
from .run import Run

_NOTICES = Notices()


def get_active_run() -> Run | None:
    """The run begun last of those that have not ended."""
    return OPEN_RUNS.active


def log(
    data: Mapping[str, Any] | None = None,
    *,
    step: int | None = None,
    stage: str | None = None,
    **values: Any,
) -> None:
    """`Run.log` of the active run."""
    _active().log(data, step=step, stage=stage, **values)


def log_text(text: Any) -> None:
    """`Run.log_text` of the active run."""
    _active().log_text(text)


def summary(update: Mapping[str, Any] | None = None, **values: Any) -> None:
    """`Run.summary` of the active run."""
    _active().summary(update, **values)


def set_primary_metric(name: str, mode: str = "max") -> None:
    """`Run.set_primary_metric` of the active run."""
    _active().set_primary_metric(name, mode)


def finish(status: str = "finished") -> None:
    """`Run.finish` of the active run."""
    _active().finish(status)


def _active() -> Run | DisabledRun:
    run = OPEN_RUNS.active
    if run is not None:
        return run
    if is_enabled():
        _NOTICES.tell("none", "there is no active run; call runicorn.init() first. Nothing is recorded.")
    return DisabledRun()
