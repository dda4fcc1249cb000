"""Which run an adapter records into, and when that run ends."""

from __future__ import annotations

from typing import Any, Callable, Union

from ..active_run import get_active_run
from ..create_run import init
from ..disabled_run import DisabledRun
from ..run import Run

AnyRun = Union[Run, DisabledRun]
# Options of `init` that say how it is recorded, not what.
MANNERS = ("storage", "deferred", "durable", "capture_console", "tqdm_mode", "system_metrics")


class AdapterRun:
    """The run given, else the program's active run, else one begun here.

    A run begun here ends with `finish`. Frameworks evaluate after the training has ended: the next use of `run`
    then goes on with that run. A run of the program's own is never ended.
    """

    def __init__(self, run: AnyRun | None = None, *, joins: Callable[[AnyRun], bool] = lambda _: True, **options: Any):
        """`joins(run)` says whether an active run is to be used; `options` are those of `runicorn.init`."""
        if run is None:
            active = get_active_run()
            run = active if active is not None and joins(active) else None
        self.is_own = run is None
        self._manners = {key: options[key] for key in MANNERS if key in options}
        self._has_ended = False
        self._run: AnyRun = init(**options) if run is None else run

    @property
    def run(self) -> AnyRun:
        """The run, open unless the program itself has ended it."""
        if self._has_ended and isinstance(self._run, Run):
            ended = self._run
            self._has_ended = False
            self._run = init(
                ended.project,
                ended.name,
                run_id=ended.id,
                resume=True,
                capture_env=False,
                capture_code=False,
                **self._manners,
            )
        return self._run

    @property
    def known(self) -> AnyRun:
        """The run as it is, ended or not."""
        return self._run

    @property
    def has_ended(self) -> bool:
        """Whether `finish` was called and nothing recorded since."""
        return self._has_ended

    def config(self, values: Any) -> None:
        """Merge hyper-parameters into those of the run."""
        self.run.log_config(args=values)

    def finish(self, status: str = "finished") -> None:
        """End the run where it was begun here; else only make sure that all is written."""
        if not self.is_own:
            self._run.flush()
        elif not self._has_ended:
            self._has_ended = True
            self._run.finish(status)

    def leave(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        """`finish` with what happened in a with-block."""
        if error is not None and self.is_own and not self._has_ended:
            self._has_ended = True
            self._run.__exit__(kind, error, trace)
        else:
            self.finish()
