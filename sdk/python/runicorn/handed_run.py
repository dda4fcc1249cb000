"""A run that is handed on to another process."""

from __future__ import annotations

from typing import Any, Mapping

from .disabled_run import DisabledRun
from .enabled import is_enabled
from .init_options import InitOptions
from .notices import Notices
from .open_runs import OPEN_RUNS
from .ranks import Rank
from .run import Run
from .run_life import RunLife
from .run_record import RunRecord


def handed_run(
    directory: str,
    root: str,
    named: Mapping[str, str],
    step: int,
    rank: Mapping[str, Any],
    options: Mapping[str, Any],
    is_owned: bool,
) -> Run | DisabledRun:
    """The run as a process has it that unpickles it: it adds records, and the run stays the first process's.

    In the process that records it, it is the run itself.
    """
    run = OPEN_RUNS.find(directory)
    if run is not None:
        return run
    if not is_enabled():
        return DisabledRun()
    record = RunRecord(directory, root, named, step, Notices(), Rank(**rank), InitOptions(**options))
    life = RunLife(record, {} if is_owned else None, None)
    run = Run(record, life)
    OPEN_RUNS.add(run, life, None)
    return run
