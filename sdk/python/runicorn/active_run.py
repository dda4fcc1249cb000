"""Calls that go to the open run begun last."""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any, Callable, Mapping, TypeVar

from .disabled_run import DisabledRun
from .enabled import is_enabled
from .notices import Notices
from .open_runs import OPEN_RUNS
from .run import Run

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec  # pyright: ignore[reportMissingModuleSource]

    P = ParamSpec("P")
T = TypeVar("T")

_NOTICES = Notices()


def get_active_run() -> Run | DisabledRun | None:
    """The run begun last of those that have not ended; one whose calls do nothing where nothing is recorded."""
    return OPEN_RUNS.active


def log(
    data: Mapping[str, Any] | None = None,
    *,
    step: int | None = None,
    stage: str | None = None,
    **values: Any,
) -> None:
    """`Run.log` of the active run."""
    run = OPEN_RUNS.active
    if run is not None:
        run.log(data, step=step, stage=stage, **values)
    elif OPEN_RUNS.missed:
        _active()


def _active() -> Run | DisabledRun:
    run = OPEN_RUNS.active
    if run is not None:
        return run
    if OPEN_RUNS.missed and is_enabled():
        _NOTICES.tell("none", "there is no active run; call runicorn.init() first. Nothing is recorded.")
    # A training that is not recorded pays for this once.
    OPEN_RUNS.missed = False
    return DisabledRun()


def _of_active(method: Callable[Concatenate[Run, P], T]) -> Callable[P, T]:
    """A function that calls the method of the active run."""
    name = method.__name__

    def call(*args: P.args, **options: P.kwargs) -> T:
        return getattr(_active(), name)(*args, **options)  # type: ignore[no-any-return]

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"`Run.{name}` of the active run: {method.__doc__}"
    # For help() and editors: the method's signature without `self`.
    call.__wrapped__ = MethodType(method, call)  # type: ignore[attr-defined]
    return call


log_text = _of_active(Run.log_text)
log_image = _of_active(Run.log_image)
log_audio = _of_active(Run.log_audio)
log_video = _of_active(Run.log_video)
log_table = _of_active(Run.log_table)
log_histogram = _of_active(Run.log_histogram)
log_config = _of_active(Run.log_config)
log_dataset = _of_active(Run.log_dataset)
log_pretrained = _of_active(Run.log_pretrained)
log_artifact = _of_active(Run.log_artifact)
use_artifact = _of_active(Run.use_artifact)
scan_outputs_once = _of_active(Run.scan_outputs_once)
watch_outputs = _of_active(Run.watch_outputs)
stop_outputs_watch = _of_active(Run.stop_outputs_watch)
summary = _of_active(Run.summary)
set_primary_metric = _of_active(Run.set_primary_metric)
define_metric = _of_active(Run.define_metric)
alert = _of_active(Run.alert)
get_logging_handler = _of_active(Run.get_logging_handler)
on_environment = _of_active(Run.on_environment)
fork = _of_active(Run.fork)
flush = _of_active(Run.flush)
finish = _of_active(Run.finish)
