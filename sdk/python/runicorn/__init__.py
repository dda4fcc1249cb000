"""Records training runs as plain files. `init()` begins a run, `log()` records metrics, `finish()` ends it."""

from .active_run import finish, get_active_run, log, log_text, set_primary_metric, summary
from .create_run import init
from .enabled import enabled, is_enabled, reset_enabled, set_enabled
from .run import Run
from .version import __version__

__all__ = [
    "Run",
    "__version__",
    "enabled",
    "finish",
    "get_active_run",
    "init",
    "is_enabled",
    "log",
    "log_text",
    "reset_enabled",
    "set_enabled",
    "set_primary_metric",
    "summary",
]
