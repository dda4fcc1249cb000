"""A callback for the Trainer of Hugging Face transformers.

from runicorn.huggingface import RunicornCallback
Trainer(model, args, callbacks=[RunicornCallback(project="bert")], ...)
"""

from __future__ import annotations

import os
from typing import Any, Mapping

from .active_run import get_active_run
from .adapters.adapter_run import AdapterRun, AnyRun
from .adapters.framework import framework_class
from .adapters.harmless import harmless
from .adapters.log_dir_name import log_dir_name

TrainerCallback = framework_class("Hugging Face transformers", "transformers", "TrainerCallback", "transformers")

# What the Trainer logs once, at the end: results, not curves.
RESULTS = ("train_runtime", "train_samples_per_second", "train_steps_per_second", "train_loss", "total_flos")


class RunicornCallback(TrainerCallback):
    """Records a Trainer's metrics against `global_step`, with its arguments and the model's configuration.

    It records into the active run; without one each training is a run, named after `run_name` or the output folder
    of the arguments, and ended with it. Each trial of a hyper-parameter search is a run of its own. Only the first
    process records.
    """

    def __init__(
        self,
        project: str | None = None,
        name: str | None = None,
        *,
        run: AnyRun | None = None,
        log_checkpoints: bool = False,
        **options: Any,
    ) -> None:
        """`options` are further ones of `runicorn.init`; `log_checkpoints` keeps each checkpoint as an artifact."""
        super().__init__()
        self._options = {"project": project, "name": name, **options}
        self._given = run
        self._log_checkpoints = log_checkpoints
        self._target: AdapterRun | None = None
        self._is_training = False

    @property
    def run(self) -> AnyRun | None:
        """The run that is recorded into; None before there is one."""
        return self._target.known if self._target is not None else None

    @harmless
    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        """A run begins."""
        if not state.is_world_process_zero:
            return
        if self._is_training and self._target is not None:
            # The last training ended by an exception, of which no callback is told.
            self._target.finish("interrupted" if state.is_hyper_param_search else "failed")
        self._target = None
        self._is_training = True
        self._begin(args, state, model)

    @harmless
    def on_log(
        self, args: Any, state: Any, control: Any, model: Any = None, logs: Mapping[str, Any] | None = None, **_: Any
    ) -> None:
        """Metrics as "train/loss" and "eval/loss", and what the Trainer says once into the summary."""
        if not state.is_world_process_zero:
            return
        run = self._begin(args, state, model).run
        results = {key: value for key, value in (logs or {}).items() if key in RESULTS}
        curves = {metric_name(key): value for key, value in (logs or {}).items() if key not in RESULTS}
        if results:
            run.summary(results)
        if set(curves) - {"epoch"}:
            run.log(curves, step=state.global_step)

    @harmless
    def on_evaluate(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """An evaluation outside a training ends what it has begun."""
        self._end_unless_training(state)

    @harmless
    def on_predict(self, args: Any, state: Any, control: Any, metrics: Any = None, **_: Any) -> None:
        """Metrics of a prediction are results."""
        if state.is_world_process_zero:
            self._begin(args, state, None).run.summary({metric_name(key): value for key, value in metrics.items()})
            self._end_unless_training(state)

    @harmless
    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """With `log_checkpoints`: the checkpoint becomes an artifact."""
        folder = os.path.join(args.output_dir, f"checkpoint-{state.global_step}")
        if not self._log_checkpoints or not state.is_world_process_zero or not os.path.isdir(folder):
            return
        from . import Artifact

        run = self._begin(args, state, None).run
        artifact = Artifact(f"checkpoint-{run.id}", type="model", metadata={"global_step": state.global_step})
        artifact.add_dir(folder)
        run.log_artifact(artifact, aliases=[f"step-{state.global_step}"])

    @harmless
    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """The run ends. An evaluation that follows goes on with it."""
        self._is_training = False
        if state.is_world_process_zero and self._target is not None:
            results = {"best_model_checkpoint": state.best_model_checkpoint, "best_metric": state.best_metric}
            known = {key: value for key, value in results.items() if value is not None}
            if known:
                self._target.run.summary(known)
            self._target.finish()

    def _begin(self, args: Any, state: Any, model: Any) -> AdapterRun:
        target = self._target
        if target is None:
            options = dict(self._options)
            if state.is_hyper_param_search:
                options["name"] = "/".join(part for part in (options["name"], state.trial_name) if part)
                options.setdefault("parent", get_active_run())
            elif options["name"] is None:
                # Before transformers 5 the output folder is the run's name unless another is given.
                named = args.run_name is not None and args.run_name != args.output_dir
                options["name"] = args.run_name if named else log_dir_name(args.output_dir, "")
            joins = not state.is_hyper_param_search
            target = AdapterRun(self._given if joins else None, joins=lambda _: joins, **options)
            self._target = target
            target.config(_config(args, state, model))
            if args.metric_for_best_model:
                mode = "max" if args.greater_is_better else "min"
                target.run.set_primary_metric(best_metric_name(args.metric_for_best_model), mode)
        return target

    def _end_unless_training(self, state: Any) -> None:
        if state.is_world_process_zero and not self._is_training and self._target is not None:
            self._target.finish()


def metric_name(key: str) -> str:
    """The Trainer's name of a metric, with its stage as a folder: "eval_loss" is "eval/loss", "loss" "train/loss"."""
    if key == "epoch":
        return key
    for stage in ("eval", "test"):
        if key.startswith(stage + "_"):
            return stage + "/" + key[len(stage) + 1 :]
    return "train/" + key


def best_metric_name(name: str) -> str:
    """The name under which `metric_for_best_model` is recorded; "eval_" is optional there."""
    return metric_name(name if name.startswith("eval_") else "eval_" + name)


def _config(args: Any, state: Any, model: Any) -> dict[str, Any]:
    config: dict[str, Any] = dict(args.to_dict())
    of_model = getattr(model, "config", None)
    if of_model is not None:
        config["model"] = of_model if isinstance(of_model, dict) else of_model.to_dict()
    if callable(getattr(model, "num_parameters", None)):
        config["model_parameters"] = model.num_parameters()
    if getattr(model, "peft_config", None) is not None:
        config["peft"] = model.peft_config
    if state.trial_params:
        config["trial"] = state.trial_params
    return config
