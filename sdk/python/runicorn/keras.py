"""A callback for Keras 3, with any backend, and for tf.keras, Keras 2 included.

from runicorn.keras import RunicornCallback
model.fit(x, y, callbacks=[RunicornCallback(project="mnist")])
"""

from __future__ import annotations

import os
from typing import Any, Mapping

from .adapters.adapter_run import AdapterRun, AnyRun
from .adapters.framework import framework_class
from .adapters.harmless import harmless
from .adapters.metric_key import metric_key

# Before TensorFlow 2.16 "keras" is tf.keras itself; since then Keras 2, where asked for, is a package of its own.
MODULES = ["keras.callbacks", "tf_keras.callbacks"]
if os.environ.get("TF_USE_LEGACY_KERAS", "").lower() in ("1", "true"):
    MODULES.reverse()
Callback = framework_class("Keras", "keras", "Callback", *MODULES)


class RunicornCallback(Callback):
    """Records the metrics of each epoch at step = epoch, from 0 as Keras counts, with the learning rate.

    With `log_every` batches are recorded too, as "batch/loss" at step = number of batches trained. It records into
    the active run; without one each `fit` is a run that ends with it.
    """

    def __init__(
        self,
        project: str | None = None,
        name: str | None = None,
        *,
        run: AnyRun | None = None,
        log_every: int | None = None,
        **options: Any,
    ) -> None:
        """`log_every` records one of so many batches; `options` are further ones of `runicorn.init`."""
        super().__init__()
        self._options = {"project": project, "name": name, **options}
        self._given = run
        self._log_every = log_every
        self._target: AdapterRun | None = None
        self._is_training = False
        self._batches = 0

    @property
    def run(self) -> AnyRun | None:
        """The run that is recorded into; None before there is one."""
        return self._target.known if self._target is not None else None

    @harmless
    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """A run begins."""
        if self._is_training and self._target is not None:
            # The last training ended by an exception, of which no callback is told.
            self._target.finish("failed")
        self._is_training = True
        self._batches = 0
        self._target = self._begun()
        self._target.config(_config(self.model, self.params))

    @harmless
    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """One batch, if batches are recorded."""
        if self._target is not None and self._log_every and self._batches % self._log_every == 0:
            values = {f"batch/{key}": value for key, value in (logs or {}).items()}
            self._target.run.log(values, step=self._batches)
        self._batches += 1

    @harmless
    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """One epoch with its validation."""
        if self._target is None:
            return
        values = {metric_key(key): value for key, value in (logs or {}).items()}
        rate = learning_rate(self.model)
        if rate is not None:
            values.setdefault("learning_rate", rate)
        self._target.run.log({**values, "epoch": epoch}, step=epoch)

    @harmless
    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """What `evaluate` finds outside `fit` is a result."""
        if not self._is_training:
            self._target = self._target or self._begun()
            self._target.run.summary({f"test/{key}": value for key, value in (logs or {}).items()})
            self._target.finish()

    @harmless
    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """The run ends."""
        self._is_training = False
        if self._target is not None:
            self._target.finish()

    def _begun(self) -> AdapterRun:
        return AdapterRun(self._given, **self._options)


def learning_rate(model: Any) -> float | None:
    """The optimizer's present learning rate; None where it has none."""
    optimizer: Any = getattr(model, "optimizer", None)
    rate: Any = getattr(optimizer, "learning_rate", None)
    try:
        # Keras 2 gives a schedule as it is.
        now: Any = rate(optimizer.iterations) if callable(rate) else rate
        return float(now)
    except (TypeError, ValueError):
        return None


def _config(model: Any, params: Any) -> dict[str, Any]:
    config: dict[str, Any] = {**(params or {})}
    config["model"] = {"name": model.name, "class": type(model).__name__, "layers": len(getattr(model, "layers", ()))}
    if getattr(model, "built", False):
        config["model"]["parameters"] = model.count_params()
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None:
        config["optimizer"] = {"class": type(optimizer).__name__, **optimizer.get_config()}
    if getattr(model, "loss", None) is not None:
        loss = model.loss
        config["loss"] = loss if isinstance(loss, (str, list, dict)) else getattr(loss, "name", str(loss))
    return config
