"""`init`: a run begins, or goes on."""

from __future__ import annotations

import os
from itertools import islice
from typing import Any, Callable, Sequence

from .begin_run import Beginning, begin_run, join_run
from .calling_frame import calling_frame
from .disabled_run import DisabledRun
from .enabled import is_enabled
from .exit_status import reason_of
from .init_options import InitOptions, read_options
from .json_file import read_json
from .names import split_path
from .notebook_cell import current_cell
from .notices import Notices
from .older_arguments import takes_older_arguments
from .open_runs import OPEN_RUNS
from .plain import text_of
from .plain_config import plain_config
from .ranks import ALONE, Rank, rank_of_process
from .run import Run
from .run_life import RunLife
from .run_parts import RunParts
from .run_place import DEFAULT, RunPlace
from .run_record import RunRecord
from .store_root import register_root, store_root

MAX_TAGS = 1000


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
    **others: Any,
) -> Run | DisabledRun:
    """Begin a run, or go on with one by `run_id` and `resume=True`. It becomes the active run. Never raises.

    Where nothing can be recorded, the run that comes back takes every call and does nothing.

    project, name: where the run is listed; `name` may be nested ("resnet/lr=0.1"). `path="a/b"` is the older
        spelling of `project="a", name="b"`. With `resume=True` and neither, the run is looked for by its id.
    config: hyper-parameters, as a mapping, an argparse.Namespace, a dataclass or the like.
    storage: the store's root; else RUNICORN_DIR, `user_root_dir` of the user's config.json, `./.runicorn`.
    capture_env, capture_code: record packages, hardware, git state and call sites, in the background.
        `capture_code="full"` keeps small untracked sources too.
    capture_console: copy stdout and stderr to the run's log; `tqdm_mode` is "smart", "all" or "none".
    system_metrics: sample CPU, memory, disk, network and GPUs every few seconds.
    deferred: write records up to 50 ms later, on a thread. log() gets several times cheaper; a killed process
        loses what waits. `flush()` and `finish()` write it.
    durable: bring records to the disk every second (fdatasync), and in `flush()`; for machines that lose power.
    ranks: of the processes of a torchrun, accelerate, MPI or SLURM job only rank 0 records ("zero"), or each
        into files of its own in one run ("all"; needs `run_id` or RUNICORN_RUN_ID, the same in all of them), or
        each a run of its own ("each"; for jobs that only happen to be started together).
    snapshot_code: keep a zip archive of the code below `workspace_root` (else the working directory) with the run,
        up to 500 MiB unless `force_snapshot`.

    Positional arguments as in Runicorn 0.4 to 0.6 are understood.
    """
    return _recorded(dict(locals()), 0, {})


def fork_run(record: RunRecord, given: dict[str, Any]) -> Run | DisabledRun:
    """Begin a run that goes on from another one. `given` is what init() takes. Never raises."""
    step = record.step
    config = read_json(record.file("assets.json")).get("config")
    before = config.get("args") if isinstance(config, dict) else None
    known = {"project", "name", "config", *vars(init)["__wrapped__"].__kwdefaults__}
    goes_on = {
        "storage": record.root,
        **given,
        "project": given.get("project") or record.project,
        "name": given.get("name") or record.name,
        "config": {**(before if isinstance(before, dict) else {}), **plain_config(given.get("config"))},
        "others": {key: value for key, value in given.items() if key not in known},
    }
    return _recorded(goes_on, step, {"parent": record.id, "forked_from": {"run": record.id, "step": step}})


def _recorded(given: dict[str, Any], step: int, origin: dict[str, Any]) -> Run | DisabledRun:
    if not is_enabled():
        return _silent("disabled")
    notices = Notices()
    try:
        return _begin(given, step, origin, notices)
    except Exception as error:
        notices.tell("init", f"this run is not recorded: {error}")
        return _silent("disabled")


def _silent(run_id: str) -> DisabledRun:
    # Its owner was told, or another rank records: nobody forgot to call init().
    OPEN_RUNS.missed = False
    run = DisabledRun(run_id)
    OPEN_RUNS.activate(run)
    return run


def _begin(given: dict[str, Any], step: int, origin: dict[str, Any], notices: Notices) -> Run | DisabledRun:
    unknown = given.get("others") or {}
    if unknown:
        notices.tell("unknown", f"init: ignored {', '.join(sorted(unknown))}, which this version does not know")
    options = read_options(given, notices)
    rank = ALONE if options.ranks == "each" else rank_of_process()
    options, run_id = _of_ranks(options, given.get("run_id"), rank, notices)
    shared = rank.suffix(options.ranks) != ""
    if rank.rank > 0 and not shared:
        return _silent(f"rank{rank.rank}")
    cell = current_cell()
    OPEN_RUNS.end_earlier(cell)
    project, name, is_placed = _names(given.get("project"), given.get("name"), given.get("path"))
    place = RunPlace(store_root(given.get("storage")), project, name, notices)
    wanted = Beginning(
        place=place,
        is_placed=is_placed,
        run_id=None if run_id is None else str(run_id),
        resume=bool(given.get("resume")),
        about={**origin, **_about(given, notices)},
        config=given.get("config"),
        step=step,
        options=options,
        rank=rank,
        frame=calling_frame(),
        notices=notices,
    )
    begun = begin_run(wanted) if rank.rank == 0 else join_run(wanted)
    record = RunRecord(begun.directory, place.root, begun.named, begun.step, notices, rank, options)
    life = RunLife(record, begun.writer, RunParts(record, options, begun.capture))
    run = Run(record, life)
    OPEN_RUNS.add(run, life, cell)
    register_root(place.root)
    if given.get("snapshot_code"):
        from .assets.code_snapshot import snapshot_code  # Slow to import.

        workspace, format = wanted.about.get("workspace_root"), given.get("snapshot_format", "zip")
        snapshot_code(record, workspace, format, bool(given.get("force_snapshot")))
    return run


def _of_ranks(options: InitOptions, run_id: Any, rank: Rank, notices: Notices) -> tuple[InitOptions, Any]:
    """The options and the run's id: all ranks can record only where they know its name."""
    if options.ranks != "all":
        return options._replace(ranks="zero"), run_id
    run_id = run_id or os.environ.get("RUNICORN_RUN_ID") or None
    if rank.world_size == 1:
        return options._replace(ranks="zero"), run_id
    if run_id is None:
        notices.tell(
            "ranks",
            'init: ranks="all" needs run_id= (or RUNICORN_RUN_ID), one for all processes; only rank 0 is recorded',
        )
        return options._replace(ranks="zero"), None
    if rank.rank > 0:
        options = options._replace(capture_env=False, capture_code=False, system_metrics=False)
    return options, run_id


def _names(project: Any, name: Any, path: Any) -> tuple[str, str, bool]:
    is_placed = bool(project or name or path)
    # The first argument of Runicorn 0.5 and 0.6 was a path.
    if path is None and name is None and project and "/" in text_of(project):
        project, path = None, project
    of_path = split_path(text_of(path or ""))
    return text_of(project or of_path[0] or DEFAULT), text_of(name or of_path[1] or DEFAULT), is_placed


def _about(given: dict[str, Any], notices: Notices) -> dict[str, Any]:
    about: dict[str, Any] = {}
    for key, read in _ABOUT.items():
        # A run that is not recorded is no parent.
        if given.get(key) is not None and not isinstance(given[key], DisabledRun):
            try:
                about[key] = read(given[key])
            except Exception as error:
                notices.tell(key, f"init: {key} is left out: {reason_of(error)}")
    return about


def _tags(tags: Any) -> list[str]:
    is_one = isinstance(tags, str) or not hasattr(tags, "__iter__")
    return [str(tags)] if is_one else [str(tag) for tag in islice(tags, MAX_TAGS)]


# What meta.json says that the caller wrote.
_ABOUT: dict[str, Callable[[Any], Any]] = {
    "tags": _tags,
    "parent": lambda parent: str(getattr(parent, "id", parent)),
    "alias": str,
    "notes": str,
    "workspace_root": lambda folder: os.path.realpath(os.path.expanduser(folder)),
}
