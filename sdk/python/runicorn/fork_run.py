"""`Run.fork`: a run that goes on from another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

if TYPE_CHECKING:
    from .disabled_run import DisabledRun
    from .run import Run
    from .run_record import RunRecord


def fork_run(
    record: RunRecord, project: str | None, name: str | None, config: Any, options: Mapping[str, Any]
) -> Run | DisabledRun:
    """Begin a run whose parent is `record`'s."""
    from .create_run import init

    return init(project or record.project, name or record.name, config, parent=record.id, **options)
