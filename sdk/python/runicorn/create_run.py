"""`init`: a run begins, or goes on."""

from __future__ import annotations

import os
import time
from typing import Any, Sequence

from .disabled_run import DisabledRun
from .enabled import is_enabled
from .json_file import read_json, replace_json
from .last_step import last_step
from .names import run_folder, split_path
from .notices import Notices
from .open_runs import OPEN_RUNS
from .run import Run
from .run_directory import create_directory, new_run_id
from .run_files import new_assets, new_status, process_fields, resumed_assets, resumed_status
from .run_place import DEFAULT, RunPlace
from .store_root import register_root, store_root
from .writer_file import FILE as WRITER_FILE
from .writer_file import claim_run, new_writer

ATTEMPTS = 16


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
    **unknown: Any,
) -> Run | DisabledRun:
    """Begin a run, or go on with one by `run_id` and `resume=True`. It becomes the active run. Never raises.

    `path="a/b"` is the older spelling of `project="a", name="b"`. Where nothing can be recorded, the run that
    comes back takes every call and does nothing.
    """
    if not is_enabled():
        return DisabledRun()
    notices = Notices()
    if unknown:
        notices.tell("unknown", f"init: ignored {', '.join(sorted(unknown))}, which this version does not know")
    try:
        project, name = _names(project, name, path)
        place = RunPlace(store_root(storage), project, name, notices)
        run = _begin(place, run_id, resume, _about(tags, alias, notes, parent), config, notices)
        OPEN_RUNS.add(run)
        register_root(place.root)
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
        about["parent"] = str(parent.id if isinstance(parent, Run) else parent)
    for key, text in (("alias", alias), ("notes", notes)):
        if text is not None:
            about[key] = str(text)
    return about


def _begin(place: RunPlace, wanted: Any, resume: bool, about: dict[str, Any], config: Any, notices: Notices) -> Run:
    if wanted is None:
        if resume:
            notices.tell("resume", "resume=True needs run_id=; a new run is begun")
        return _create(place, None, about, config, notices)
    run_id = run_folder(str(wanted))
    directory = os.path.join(place.runs, run_id)
    if not os.path.isdir(directory):
        return _create(place, run_id, about, config, notices)
    writer = new_writer()
    if not claim_run(directory, writer):
        notices.tell("writer", f"run {run_id} is being written by a living process; a new run is begun instead")
        return _create(place, None, about, config, notices)
    meta = _go_on(place, directory, about, config)
    if not resume:
        notices.tell("exists", f"run {run_id} exists; its records are kept. resume=True continues its steps")
    step = last_step(os.path.join(directory, "events.jsonl")) if resume else 0
    return Run(directory, {**meta, **place.named, "id": run_id}, writer, step, notices)


def _create(place: RunPlace, wanted: str | None, about: dict[str, Any], config: Any, notices: Notices) -> Run:
    for attempt in range(ATTEMPTS):
        run_id = wanted if wanted is not None and attempt == 0 else new_run_id()
        writer = new_writer()
        meta = {
            "id": run_id,
            **place.named,
            "alias": None,
            "created_at": time.time(),
            **process_fields(place.root),
            "tags": [],
            "notes": None,
            "parent": None,
            **about,
        }
        documents = {
            WRITER_FILE: writer,
            "assets.json": new_assets(config),
            "status.json": new_status(),
            "meta.json": meta,
        }
        directory = os.path.join(place.runs, run_id)
        if create_directory(directory, documents):
            return Run(directory, meta, writer, 0, notices)
    raise FileExistsError(f"no free run id in {place.runs}")


def _go_on(place: RunPlace, directory: str, about: dict[str, Any], config: Any) -> dict[str, Any]:
    def file(name: str) -> str:
        return os.path.join(directory, name)

    meta = {**read_json(file("meta.json")), **process_fields(place.root), **about}
    replace_json(file("meta.json"), meta)
    replace_json(file("assets.json"), resumed_assets(read_json(file("assets.json")), config))
    replace_json(file("status.json"), resumed_status(read_json(file("status.json"))))
    return meta
