"""A run's directory and records: a new one, or one that goes on."""

from __future__ import annotations

import os
import time
from types import FrameType
from typing import Any, NamedTuple

from .init_options import InitOptions
from .json_file import read_json, replace_json
from .last_step import last_step
from .names import run_folder
from .notices import Notices
from .ranks import Rank
from .run import Run
from .run_directory import create_directory, new_run_id
from .run_files import new_assets, new_status, process_fields, resumed_assets, resumed_status
from .run_life import RunLife
from .run_parts import RunParts, new_capture
from .run_place import RunPlace
from .run_record import RunRecord
from .writer_file import FILE as WRITER_FILE
from .writer_file import claim_run, new_writer

ATTEMPTS = 16


class Beginning(NamedTuple):
    """What `init` was asked for."""

    place: RunPlace
    run_id: str | None
    resume: bool
    about: dict[str, Any]
    config: Any
    # The step counter's value to begin with.
    step: int
    options: InitOptions
    rank: Rank
    frame: FrameType | None
    notices: Notices


def begin_run(wanted: Beginning) -> Run:
    """Begin the run, or go on with it. Raises OSError where nothing can be recorded."""
    notices = wanted.notices
    if wanted.run_id is None:
        if wanted.resume:
            notices.tell("resume", "resume=True needs run_id=; a new run is begun")
        return _create(wanted, None)
    run_id = run_folder(str(wanted.run_id))
    directory = os.path.join(wanted.place.runs, run_id)
    if not os.path.isdir(directory):
        return _create(wanted, run_id)
    writer = new_writer()
    if not claim_run(directory, writer):
        notices.tell("writer", f"run {run_id} is being written by a living process; a new run is begun instead")
        return _create(wanted, None)
    meta = _go_on(wanted, directory)
    if not wanted.resume:
        notices.tell("exists", f"run {run_id} exists; its records are kept. resume=True continues its steps")
    step = last_step(os.path.join(directory, "events.jsonl")) if wanted.resume else wanted.step
    capture = new_capture(directory, wanted.place.root, wanted.options, wanted.frame, notices)
    if capture is not None:
        for name, document in capture.documents().items():
            replace_json(os.path.join(directory, name), document)
    return _run(wanted, directory, {**meta, **wanted.place.named, "id": run_id}, writer, step, capture)


def _create(wanted: Beginning, named: str | None) -> Run:
    place = wanted.place
    for attempt in range(ATTEMPTS):
        run_id = named if named is not None and attempt == 0 else new_run_id()
        directory = os.path.join(place.runs, run_id)
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
            **wanted.about,
        }
        capture = new_capture(directory, place.root, wanted.options, wanted.frame, wanted.notices)
        documents = {
            WRITER_FILE: writer,
            "assets.json": new_assets(wanted.config),
            "status.json": new_status(),
            "meta.json": meta,
            **(capture.documents() if capture is not None else {}),
        }
        if create_directory(directory, documents):
            return _run(wanted, directory, meta, writer, wanted.step, capture)
    raise FileExistsError(f"no free run id in {place.runs}")


def _run(
    wanted: Beginning, directory: str, meta: dict[str, Any], writer: dict[str, Any], step: int, capture: Any
) -> Run:
    record = RunRecord(directory, wanted.place.root, meta, step, wanted.notices, wanted.rank, wanted.options)
    return Run(record, RunLife(record, writer, RunParts(record, wanted.options, capture)))


def _go_on(wanted: Beginning, directory: str) -> dict[str, Any]:
    def file(name: str) -> str:
        return os.path.join(directory, name)

    meta = {**read_json(file("meta.json")), **process_fields(wanted.place.root), **wanted.about}
    replace_json(file("meta.json"), meta)
    replace_json(file("assets.json"), resumed_assets(read_json(file("assets.json")), wanted.config))
    replace_json(file("status.json"), resumed_status(read_json(file("status.json"))))
    return meta
