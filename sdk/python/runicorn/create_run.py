"""`init`: a run begins, or goes on."""

from __future__ import annotations

import os
from typing import Any, Sequence

from .begin_run import Beginning, begin_run
from .calling_frame import calling_frame
from .disabled_run import DisabledRun
from .enabled import is_enabled
from .init_options import read_options
from .names import split_path
from .notices import Notices
from .older_arguments import takes_older_arguments
from .open_runs import OPEN_RUNS
from .ranks import rank_of_process
from .run import Run
from .run_place import DEFAULT, RunPlace
from .store_root import register_root, store_root


@takes_older_arguments
def init(
    project: str | None = None,
    name: str | None = None,
    config: Any | None = None,
    *,
    tags: Sequence[str] | None = None,
    alias: str | None = None,
    notes: str | None = None,
    parent: str | Run | None = None,
    storage: str | os.PathLike[str] | None = None,
    run_id: str | None = None,
    resume: bool = False,
    path: str | None = None,
    capture_env: bool | None = None,
    capture_code: bool | str | None = None,
    capture_console: bool | None = None,
    tqdm_mode: str | None = None,
    system_metrics: bool | None = None,
    deferred: bool | None = None,
    durable: bool | None = None,
    ranks: str | None = None,
    snapshot_code: bool = False,
    workspace_root: str | os.PathLike[str] | None = None,
    snapshot_format: str = "zip",
    force_snapshot: bool = False,
    **unknown: Any,
) -> Run | DisabledRun:
    """Begin a run, or go on with one by `run_id` and `resume=True`. It becomes the active run. Never raises.

    `path="a/b"` is the older spelling of `project="a", name="b"`. Where nothing can be recorded, the run that
    comes back takes every call and does nothing.

    `snapshot_code` keeps a zip archive of the code below `workspace_root` (else the working directory) with the run,
    up to 500 MiB unless `force_snapshot`. Positional arguments as in Runicorn 0.4 to 0.6 are understood.
    """
    if not is_enabled():
        return DisabledRun()
    notices = Notices()
    if unknown:
        notices.tell("unknown", f"init: ignored {', '.join(sorted(unknown))}, which this version does not know")
    try:
        options = read_options(
            {
                "capture_env": capture_env,
                "capture_code": capture_code,
                "capture_console": capture_console,
                "tqdm_mode": tqdm_mode,
                "system_metrics": system_metrics,
                "deferred": deferred,
                "durable": durable,
                "ranks": ranks,
            },
            notices,
        )
        project, name = _names(project, name, path)
        place = RunPlace(store_root(storage), project, name, notices)
        about = _about(tags, alias, notes, parent)
        if workspace_root is not None:
            about["workspace_root"] = os.path.realpath(os.path.expanduser(workspace_root))
        run = begin_run(
            Beginning(
                place, run_id, resume, about, config, 0, options, rank_of_process(), calling_frame(), notices
            )
        )
        OPEN_RUNS.add(run, run.life)
        register_root(place.root)
        if snapshot_code:
            run.keep_code(about.get("workspace_root"), snapshot_format, force_snapshot)
        return run
    except Exception as error:
        notices.tell("init", f"this run is not recorded: {error}")
        return DisabledRun()


def _names(project: Any, name: Any, path: Any) -> tuple[str, str]:
    # The first argument of Runicorn 0.5 and 0.6 was a path.
    if path is None and name is None and project and "/" in str(project):
        project, path = None, project
    of_path = split_path(str(path or ""))
    return str(project or of_path[0] or DEFAULT), str(name or of_path[1] or DEFAULT)


def _about(tags: Any, alias: Any, notes: Any, parent: Any) -> dict[str, Any]:
    about: dict[str, Any] = {}
    if tags is not None:
        about["tags"] = [str(tag) for tag in tags] if isinstance(tags, (list, tuple, set)) else [str(tags)]
    if parent is not None:
        about["parent"] = str(getattr(parent, "id", parent))
    for key, text in (("alias", alias), ("notes", notes)):
        if text is not None:
            about[key] = str(text)
    return about
