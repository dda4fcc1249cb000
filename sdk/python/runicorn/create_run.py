"""`init`: a run's directory comes into being."""

from __future__ import annotations

import os
import time
import uuid
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple, Union

from .disabled_run import DisabledRun
from .enabled import is_enabled
from .json_file import json_bytes, read_json, replace_json, write_new_file
from .last_step import last_step
from .names import name_folders, plain_name, project_folder, run_folder, split_path, without_case_collision
from .notices import Notices
from .open_runs import OPEN_RUNS
from .run import Run
from .run_files import new_assets, new_status, process_fields, resumed_assets, resumed_status
from .store_root import register_root, store_root
from .writer_file import FILE as WRITER_FILE
from .writer_file import claim_run, new_writer

DEFAULT = "default"


def init(
    project: Optional[str] = None,
    name: Optional[str] = None,
    config: Optional[Any] = None,
    *,
    tags: Optional[Sequence[str]] = None,
    alias: Optional[str] = None,
    notes: Optional[str] = None,
    parent: Optional[Union[str, Run]] = None,
    storage: Optional[Union[str, "os.PathLike[str]"]] = None,
    run_id: Optional[str] = None,
    resume: bool = False,
    path: Optional[str] = None,
    **unknown: Any,
) -> Union[Run, DisabledRun]:
    """Begin a run, or go on with one by `run_id` and `resume=True`. It becomes the active run. Never raises.

    `path="a/b"` is the older spelling of `project="a", name="b"`. Where nothing can be recorded, the run that
    comes back takes every call and does nothing.
    """
    if not is_enabled():
        return DisabledRun()
    notices = Notices()
    if unknown:
        notices.tell("unknown", "init: ignored %s, which this version does not know" % ", ".join(sorted(unknown)))
    if path is None and name is None and project and "/" in str(project):
        project, path = None, project
    if path is not None:
        of_path = split_path(str(path))
        project, name = project or of_path[0], name or of_path[1]
    about = {"alias": alias, "tags": tags, "notes": notes, "parent": parent.id if isinstance(parent, Run) else parent}
    try:
        root = store_root(storage)
        run = _begin(root, str(project or DEFAULT), str(name or DEFAULT), run_id, bool(resume), about, config, notices)
        OPEN_RUNS.add(run)
        register_root(root)
        return run
    except Exception as error:
        notices.tell("init", "this run is not recorded: %s" % error)
        return DisabledRun()


def _begin(
    root: str,
    project: str,
    name: str,
    wanted: Optional[str],
    resume: bool,
    about: Mapping[str, Any],
    config: Optional[Any],
    notices: Notices,
) -> Run:
    folders, named = _folders(root, project, name, notices)
    runs = os.path.join(root, *folders, "runs")
    writer = new_writer()
    given = {key: value for key, value in about.items() if value is not None}
    if "tags" in given:
        tags = given["tags"]
        given["tags"] = [tags] if isinstance(tags, str) else [str(tag) for tag in tags]

    if wanted is not None:
        run_id = run_folder(str(wanted))
        directory = os.path.join(runs, run_id)
        if os.path.isdir(directory):
            if claim_run(directory, writer):
                meta = _go_on(root, directory, given, config)
                step = last_step(os.path.join(directory, "events.jsonl")) if resume else 0
                if not resume:
                    notices.tell("exists", "run %s exists; its records are kept. resume=True continues its steps" % run_id)
                return Run(directory, {**named, **meta, "id": run_id}, writer, step, notices)
            notices.tell("writer", "run %s is being written by a living process; a new run is begun instead" % run_id)
            wanted = None
    elif resume:
        notices.tell("resume", "resume=True needs run_id=; a new run is begun")

    os.makedirs(runs, exist_ok=True)
    for _ in range(16):
        run_id = run_folder(str(wanted)) if wanted is not None else new_run_id()
        meta = {
            "id": run_id,
            **named,
            "alias": None,
            "created_at": time.time(),
            **process_fields(root),
            "tags": [],
            "notes": None,
            "parent": None,
            **given,
        }
        documents = {
            WRITER_FILE: writer,
            "assets.json": new_assets(config),
            "status.json": new_status(),
            "meta.json": meta,
        }
        directory = os.path.join(runs, run_id)
        if _create_directory(directory, documents):
            return Run(directory, meta, writer, 0, notices)
        wanted = None
    raise FileExistsError("no free run id in " + runs)


def new_run_id() -> str:
    """Local time and six random hex digits."""
    return time.strftime("%Y%m%d_%H%M%S_") + uuid.uuid4().hex[:6]


def _folders(root: str, project: str, name: str, notices: Notices) -> Tuple[Sequence[str], Dict[str, Any]]:
    parent, folders = root, []
    for segment in [project_folder(project), *(name_folders(name) or [DEFAULT])]:
        segment = without_case_collision(parent, segment)
        folders.append(segment)
        parent = os.path.join(parent, segment)
    named: Dict[str, Any] = {"project": folders[0], "name": "/".join(folders[1:])}
    named["path"] = named["project"] + "/" + named["name"]
    if named["project"] != plain_name(project):
        named["display_project"] = project
    if named["name"] != plain_name(name):
        named["display_name"] = name
    if len(named) > 3:
        notices.tell("name", "%s/%s is stored as %s" % (project, name, named["path"]))
    return folders, named


def _create_directory(directory: str, documents: Mapping[str, Any]) -> bool:
    # Filled beside `runs`, where nobody looks for runs, then moved: a reader finds the whole run or none.
    runs, run_id = os.path.split(directory)
    draft = os.path.join(os.path.dirname(runs), ".%s.%s.tmp" % (run_id, uuid.uuid4().hex[:8]))
    try:
        os.mkdir(draft)
        os.mkdir(os.path.join(draft, "media"))
        for file, document in documents.items():
            write_new_file(os.path.join(draft, file), json_bytes(document))
        if not os.path.lexists(directory):
            os.rename(draft, directory)
            return True
    except OSError:
        _discard(draft, documents)
        if os.path.isdir(directory):
            return False
        raise
    _discard(draft, documents)
    return False


def _discard(draft: str, documents: Mapping[str, Any]) -> None:
    try:
        for file in documents:
            if os.path.exists(os.path.join(draft, file)):
                os.unlink(os.path.join(draft, file))
        os.rmdir(os.path.join(draft, "media"))
        os.rmdir(draft)
    except OSError:
        return


def _go_on(root: str, directory: str, given: Mapping[str, Any], config: Optional[Any]) -> Dict[str, Any]:
    meta = {**read_json(os.path.join(directory, "meta.json")), **process_fields(root), **given}
    status = read_json(os.path.join(directory, "status.json"))
    assets = read_json(os.path.join(directory, "assets.json"))
    replace_json(os.path.join(directory, "meta.json"), meta)
    replace_json(os.path.join(directory, "assets.json"), resumed_assets(assets, config))
    replace_json(os.path.join(directory, "status.json"), resumed_status(status))
    return meta
