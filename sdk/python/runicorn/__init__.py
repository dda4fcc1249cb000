"""Records training runs as plain files. `init()` begins a run, `log()` records metrics, `finish()` ends it."""

from typing import TYPE_CHECKING, Any

from .active_run import (
    alert,
    define_metric,
    finish,
    flush,
    fork,
    get_active_run,
    get_logging_handler,
    log,
    log_artifact,
    log_audio,
    log_config,
    log_dataset,
    log_histogram,
    log_image,
    log_pretrained,
    log_table,
    log_text,
    log_video,
    on_environment,
    scan_outputs_once,
    set_primary_metric,
    stop_outputs_watch,
    summary,
    use_artifact,
    watch_outputs,
)
from .create_run import init
from .enabled import enabled, is_enabled, reset_enabled, set_enabled
from .run import Run
from .version import __version__

if TYPE_CHECKING:
    from .artifacts.artifact import Artifact as Artifact
    from .artifacts.artifact_type import ArtifactType as ArtifactType
    from .assets.snapshot import snapshot_workspace as snapshot_workspace
    from .disabled_run import DisabledRun as NoOpRun
    from .extensions.environment import EnvironmentCapture as EnvironmentCapture
    from .extensions.environment import EnvironmentInfo as EnvironmentInfo
    from .extensions.experiment import ExperimentManager as ExperimentManager
    from .extensions.experiment import ExperimentMetadata as ExperimentMetadata
    from .extensions.exporters import MetricsExporter as MetricsExporter
    from .extensions.monitors import AlertRule as AlertRule
    from .extensions.monitors import AnomalyDetector as AnomalyDetector
    from .extensions.monitors import MetricMonitor as MetricMonitor
    from .registry import get_config as get_config
    from .rnconfig import get_effective_rnconfig as get_effective_rnconfig

__all__ = [
    "AlertRule",
    "AnomalyDetector",
    "Artifact",
    "ArtifactType",
    "EnvironmentCapture",
    "EnvironmentInfo",
    "ExperimentManager",
    "ExperimentMetadata",
    "MetricMonitor",
    "MetricsExporter",
    "NoOpRun",
    "Run",
    "__version__",
    "alert",
    "define_metric",
    "enabled",
    "finish",
    "flush",
    "fork",
    "get_active_run",
    "get_config",
    "get_effective_rnconfig",
    "get_logging_handler",
    "init",
    "is_enabled",
    "log",
    "log_artifact",
    "log_audio",
    "log_config",
    "log_dataset",
    "log_histogram",
    "log_image",
    "log_pretrained",
    "log_table",
    "log_text",
    "log_video",
    "on_environment",
    "reset_enabled",
    "scan_outputs_once",
    "set_enabled",
    "set_primary_metric",
    "snapshot_workspace",
    "stop_outputs_watch",
    "summary",
    "use_artifact",
    "watch_outputs",
]

# What few programs need is loaded when it is asked for.
_LAZY = {
    "AlertRule": "extensions.monitors",
    "AnomalyDetector": "extensions.monitors",
    "Artifact": "artifacts.artifact",
    "ArtifactType": "artifacts.artifact_type",
    "EnvironmentCapture": "extensions.environment",
    "EnvironmentInfo": "extensions.environment",
    "ExperimentManager": "extensions.experiment",
    "ExperimentMetadata": "extensions.experiment",
    "MetricMonitor": "extensions.monitors",
    "MetricsExporter": "extensions.exporters",
    "get_config": "registry",
    "get_effective_rnconfig": "rnconfig",
    "snapshot_workspace": "assets.snapshot",
}
_LAZY_MODULES = ("extensions", "log_compat")


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "NoOpRun":
        return import_module(f"{__name__}.disabled_run").DisabledRun
    if name in _LAZY:
        return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    if name in _LAZY_MODULES:
        return import_module(f"{__name__}.{name}")
    if name in ("RunicornClient", "api"):
        raise AttributeError(
            "RunicornClient is gone: the SDK writes files and makes no request. `runicorn viewer` serves the API"
        )
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
