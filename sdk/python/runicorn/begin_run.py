"""A run's directory: a new one, or one that goes on."""

from __future__ import annotations

import os
import time
from types import FrameType
from typing import Any, NamedTuple

from .find_run import find_run
from .init_options import InitOptions
from .json_file import read_to_replace, replace_json
from .last_step import last_step
from .launch_id import launch_id
from .names import run_folder
from .notices import Notices
from .ranks import Rank
from .run_directory import create_directory, new_run_id
from .run_files import new_assets, new_status, process_fields, resumed_assets, resumed_status
from .run_parts import new_capture
from .run_place import RunPlace
from .writer_file import FILE as WRITER_FILE
from .writer_file import claim_run, new_writer

ATTEMPTS = 16


class Beginning(NamedTuple):
    """What is to be begun."""

    place: RunPlace
    # Whether the caller named a project or a name.
    is_placed: bool
    run_id: str | None
    resume: bool
    # What meta.json says beside who writes it.
    about: dict[str, Any]
    config: Any
    # The step counter's value to begin with.
    step: int
    options: InitOptions
    rank: Rank
    # Where init() was called.
    frame: FrameType | None
    notices: Notices


class Begun(NamedTuple):
    """A run's directory, made or claimed."""

    directory: str
    # id, project, name and path.
    named: dict[str, str]
    # By which this process owns the run; None for a rank that only adds records.
    writer: dict[str, Any] | None
    step: int
    capture: Any


def begin_run(wanted: Beginning) -> Begun:
    """Begin the run, or go on with it. Raises OSError where nothing can be recorded."""
    if wanted.run_id is None:
        if wanted.resume:
            wanted.notices.tell("resume", "resume=True needs run_id=; a new run is begun")
        return _create(wanted, None)
    run_id = run_folder(wanted.run_id)
    directory = _existing(wanted, run_id)
    return _create(wanted, run_id) if directory is None else _go_on(wanted, run_id, directory)


def join_run(wanted: Beginning) -> Begun:
    """Add to the run as one of its ranks, of which another one owns it. Raises OSError."""
    run_id = run_folder(str(wanted.run_id))
    directory = _existing(wanted, run_id) or os.path.join(wanted.place.runs, run_id)
    # Not a run yet for readers: rank 0 writes meta.json.
    os.makedirs(os.path.join(directory, "media"), exist_ok=True)
    step = _last_step(wanted, directory) if wanted.resume else 0
    return Begun(directory, _named(wanted, run_id, directory), None, step, None)


def _existing(wanted: Beginning, run_id: str) -> str | None:
    directory = os.path.join(wanted.place.runs, run_id)
    if os.path.isdir(directory):
        return directory
    return find_run(wanted.place.root, run_id) if wanted.resume and not wanted.is_placed else None


def _go_on(wanted: Beginning, run_id: str, directory: str) -> Begun:
    notices, writer = wanted.notices, new_writer()
    if not claim_run(directory, writer):
        notices.tell("writer", f"run {run_id} is being written by a living process; a new run is begun instead")
        return _create(wanted, None)
    # A rank that came first made only the folder.
    is_new = not os.path.exists(os.path.join(directory, "meta.json"))
    capture = new_capture(directory, wanted.place.root, wanted.options, wanted.frame, notices)
    documents = {
        **(_new_documents(wanted, run_id) if is_new else _resumed_documents(wanted, directory)),
        **(capture.documents() if capture is not None else {}),
    }
    for name, document in documents.items():
        replace_json(os.path.join(directory, name), document)
    if not wanted.resume and not is_new:
        notices.tell("exists", f"run {run_id} exists; its records are kept. resume=True continues its steps")
    step = _last_step(wanted, directory) if wanted.resume else wanted.step
    return Begun(directory, _named(wanted, run_id, directory), writer, step, capture)


def _create(wanted: Beginning, named: str | None) -> Begun:
    place = wanted.place
    for attempt in range(ATTEMPTS):
        is_named = named is not None and attempt == 0
        run_id = named if named is not None and is_named else new_run_id()
        directory = os.path.join(place.runs, run_id)
        writer = new_writer()
        capture = new_capture(directory, place.root, wanted.options, wanted.frame, wanted.notices)
        documents = {
            WRITER_FILE: writer,
            **(capture.documents() if capture is not None else {}),
            **_new_documents(wanted, run_id),
        }
        if create_directory(directory, documents):
            return Begun(directory, _named(wanted, run_id, directory), writer, wanted.step, capture)
        if is_named:
            # Somebody was faster, perhaps another rank of this training.
            return _go_on(wanted, run_id, directory)
    raise FileExistsError(f"no free run id in {place.runs}")


def _new_documents(wanted: Beginning, run_id: str) -> dict[str, Any]:
    meta = {
        "id": run_id,
        **wanted.place.named,
        "alias": None,
        "created_at": time.time(),
        **_process(wanted),
        "tags": [],
        "notes": None,
        "parent": None,
        **wanted.about,
    }
    return {"assets.json": new_assets(wanted.config), "status.json": new_status(), "meta.json": meta}


def _resumed_documents(wanted: Beginning, directory: str) -> dict[str, Any]:
    def before(name: str) -> dict[str, Any]:
        return read_to_replace(os.path.join(directory, name))

    return {
        "meta.json": {**before("meta.json"), **_process(wanted), **wanted.about},
        "assets.json": resumed_assets(before("assets.json"), wanted.config),
        "status.json": resumed_status(before("status.json")),
    }


def _process(wanted: Beginning) -> dict[str, Any]:
    rank = wanted.rank
    ranks = {"rank": rank.rank, "world_size": rank.world_size} if rank.world_size > 1 else {}
    return {**process_fields(wanted.place.root), "launch_id": launch_id(), **ranks}


def _last_step(wanted: Beginning, directory: str) -> int:
    return last_step(os.path.join(directory, f"events{wanted.rank.suffix(wanted.options.ranks)}.jsonl"))


def _named(wanted: Beginning, run_id: str, directory: str) -> dict[str, str]:
    named = {key: wanted.place.named[key] for key in ("project", "name", "path")}
    folder = os.path.dirname(directory)
    if folder != wanted.place.runs:
        # Found elsewhere than init's names say.
        path = os.path.relpath(os.path.dirname(folder), wanted.place.root).replace(os.sep, "/")
        project, _, name = path.partition("/")
        named = {"project": project, "name": name, "path": path}
    return {"id": run_id, **named}
