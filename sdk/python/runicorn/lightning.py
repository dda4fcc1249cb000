"""A logger for Lightning (`lightning` and `pytorch_lightning`) and Lightning Fabric.

from runicorn.lightning import RunicornLogger
Trainer(logger=RunicornLogger(project="cv", name="resnet"))
"""

from __future__ import annotations

import os
import sys
from typing import Any, Mapping, Sequence

from .adapters.adapter_run import AdapterRun, AnyRun
from .adapters.framework import framework_class, framework_part
from .adapters.harmless import harmless
from .adapters.metric_key import metric_key
from .disabled_run import DisabledRun
from .run import Run
from .ranks import rank_of_process

# The same framework under two names: the program's own is the one that is imported already.
MODULES = ["lightning.pytorch.loggers", "pytorch_lightning.loggers"]
if "lightning" not in sys.modules and "pytorch_lightning" in sys.modules:
    MODULES.reverse()
Logger = framework_class("Lightning", "lightning", "Logger", *MODULES)
# Knows the rank also where Lightning itself has started the other processes.
rank_zero_only = framework_part("lightning_utilities.core.rank_zero", "rank_zero_only")

# How Lightning calls a training that did not end well.
FAILED = ("failed", "aborted", "error")


class RunicornLogger(Logger):
    """Records what a LightningModule logs, against the Trainer's step.

    It records into the active run; without one it begins a run, on the first process only, when the training begins,
    and ends it with the training. What `test()` logs afterwards goes into the same run.
    """

    def __init__(
        self,
        project: str | None = None,
        name: str | None = None,
        *,
        run: AnyRun | None = None,
        save_dir: str | os.PathLike[str] | None = None,
        prefix: str = "",
        log_model: bool = False,
        **options: Any,
    ) -> None:
        """`options` are further ones of `runicorn.init`.

        `save_dir` is where Lightning puts checkpoints, by default the Trainer's `default_root_dir`; `prefix` comes
        before each metric's name; `log_model` keeps the best checkpoint as an artifact.
        """
        super().__init__()
        self._options = {"project": project, "name": name, **options}
        self._given = run
        self._save_dir = save_dir
        self._prefix = prefix
        self._log_model = log_model
        self._kept: Any = None
        self._target: AdapterRun | None = None

    @property
    def experiment(self) -> AnyRun:
        """The run that is recorded into. Other processes than the first get one that records nothing."""
        target = self._begin()
        return target.run if target is not None else DisabledRun()

    @property
    def name(self) -> str:
        """Name of the run, as a part of the path of checkpoints."""
        target = self._target
        name = getattr(target.known, "name", None) if target is not None else self._options["name"]
        return str(name or "default")

    @property
    def version(self) -> str:
        """Id of the run."""
        target = self._begin()
        return str(target.known.id if target is not None else DisabledRun().id)

    @property
    def save_dir(self) -> str | None:
        """Where Lightning puts checkpoints; None for the Trainer's own choice."""
        return os.fspath(self._save_dir) if self._save_dir is not None else None

    @property
    def log_dir(self) -> str | None:
        """The directory of the run's files; None where nothing is recorded."""
        target = self._begin()
        run = target.known if target is not None else None
        return run.run_dir if isinstance(run, Run) else None

    @harmless
    def log_hyperparams(self, params: Any, metrics: Any = None, *_: Any, **__: Any) -> None:
        """Hyper-parameters: config of the run. `metrics`, if given, are results."""
        target = self._begin()
        if target is None:
            return
        target.config(params)
        if isinstance(metrics, Mapping):
            target.run.summary(metrics)

    @harmless
    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Metrics of one step."""
        self.experiment.log({metric_key(self._prefix + key): value for key, value in metrics.items()}, step=step)

    def log_graph(self, model: Any, input_array: Any = None) -> None:
        """Nothing: graphs are not recorded."""

    @harmless
    def log_image(self, key: str, images: Any, step: int | None = None, caption: Any = None, **options: Any) -> None:
        """One image or a list of them; `caption` is one text or one for each. `options` as of `Run.log_image`."""
        for image, text in _pairs(images, caption):
            self.experiment.log_image(key, image, step=step, caption=text, **options)

    @harmless
    def log_audio(self, key: str, audios: Any, step: int | None = None, caption: Any = None, **options: Any) -> None:
        """One sound or a list of them. `options` as of `Run.log_audio`."""
        for audio, text in _pairs(audios, caption):
            self.experiment.log_audio(key, audio, step=step, caption=text, **options)

    @harmless
    def log_text(self, key: str, text: Any, step: int | None = None) -> None:
        """A text with a step."""
        self.experiment.log_text(text, key=key, step=step)

    @harmless
    def log_table(self, key: str, data: Any, columns: Sequence[str] | None = None, step: int | None = None) -> None:
        """A table. See `Run.log_table`."""
        self.experiment.log_table(key, data, columns=columns, step=step)

    @harmless
    def after_save_checkpoint(self, checkpoint_callback: Any) -> None:
        """The best checkpoint so far goes into the summary, and with `log_model` into an artifact."""
        target = self._begin()
        best = getattr(checkpoint_callback, "best_model_path", "")
        if target is None or not best or best == self._kept:
            return
        self._kept = best
        run, score = target.run, checkpoint_callback.best_model_score
        run.summary({"best_model_path": best, **({} if score is None else {"best_model_score": score})})
        if self._log_model:
            from . import Artifact

            artifact = Artifact(f"model-{run.id}", type="model", metadata={"monitor": checkpoint_callback.monitor})
            artifact.add_dir(best) if os.path.isdir(best) else artifact.add_file(best)
            run.log_artifact(artifact, aliases=["best"])

    @harmless
    def save(self) -> None:
        """All that was logged is in the files."""
        if self._target is not None and not self._target.has_ended:
            self._target.known.flush()

    @harmless
    def finalize(self, status: str) -> None:
        """The end of a training, a test, or a validation."""
        if self._target is None:
            return
        if status in FAILED:
            # Lightning says so while it handles the exception.
            kind, error, trace = sys.exc_info()
            if error is not None:
                self._target.leave(kind, error, trace)
            else:
                self._target.finish("failed")
        else:
            self._target.finish()

    def _begin(self) -> AdapterRun | None:
        if getattr(rank_zero_only, "rank", rank_of_process().rank):
            return None
        if self._target is None:
            self._target = AdapterRun(self._given, **self._options)
        return self._target


def _pairs(values: Any, captions: Any) -> list[tuple[Any, Any]]:
    many = list(values) if isinstance(values, (list, tuple)) else [values]
    texts = list(captions) if isinstance(captions, (list, tuple)) else [captions] * len(many)
    return list(zip(many, texts + [None] * len(many)))
