"""A tracker for Hugging Face accelerate.

from runicorn.accelerate import RunicornTracker
accelerator = Accelerator(log_with=RunicornTracker("bert"))
accelerator.init_trackers("bert", config={"lr": 3e-4})
"""

from __future__ import annotations

from typing import Any, Mapping

from .adapters.adapter_run import AdapterRun, AnyRun
from .adapters.framework import framework_class, framework_part
from .adapters.harmless import harmless
from .adapters.metric_key import metric_key

GeneralTracker = framework_class("accelerate", "accelerate", "GeneralTracker", "accelerate.tracking")
# Without the framework nothing is ever called.
on_main_process: Any = framework_part("accelerate.tracking", "on_main_process") or harmless


class RunicornTracker(GeneralTracker):
    """Records what `accelerator.log` gets, on the main process only.

    It records into the active run; without one it begins a run that `accelerator.end_training` ends.
    """

    name = "runicorn"
    requires_logging_directory = False
    main_process_only = True

    def __init__(
        self, run_name: str | None = None, project: str | None = None, *, run: AnyRun | None = None, **options: Any
    ) -> None:
        """`options` are further ones of `runicorn.init`."""
        super().__init__()
        self._options = {"project": project, "name": run_name, **options}
        self._given = run
        self._target: AdapterRun | None = None

    @property
    def tracker(self) -> AnyRun | None:
        """The run that is recorded into; None on other processes than the main one."""
        return self._target.known if self._target is not None else None

    @on_main_process
    @harmless
    def start(self) -> None:
        """A run begins."""
        self._begin()

    @on_main_process
    @harmless
    def store_init_configuration(self, values: Any) -> None:
        """Hyper-parameters: config of the run."""
        self._begin().config(values)

    @on_main_process
    @harmless
    def log(self, values: Mapping[str, Any], step: int | None = None, **_: Any) -> None:
        """Numbers as metrics, texts as texts, mappings as "name/key"."""
        run = self._begin().run
        metrics: dict[str, Any] = {}
        for key, value in values.items():
            if isinstance(value, str):
                run.log_text(value, key=key, step=step)
            elif isinstance(value, Mapping):
                metrics.update({metric_key(f"{key}/{name}"): item for name, item in value.items()})
            else:
                metrics[metric_key(key)] = value
        if metrics:
            run.log(metrics, step=step)

    @on_main_process
    @harmless
    def log_images(self, values: Mapping[str, Any], step: int | None = None, **_: Any) -> None:
        """Lists of images by name."""
        for key, images in values.items():
            for image in images:
                self._begin().run.log_image(key, image, step=step)

    @on_main_process
    @harmless
    def finish(self) -> None:
        """The run ends if it was begun here."""
        if self._target is not None:
            self._target.finish()

    def _begin(self) -> AdapterRun:
        if self._target is None:
            self._target = AdapterRun(self._given, **self._options)
        return self._target
