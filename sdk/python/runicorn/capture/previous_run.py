"""The run before this one."""

from __future__ import annotations

import os
import re
import time
from typing import Iterator

from ..json_file import read_json

MAX_FOLDERS = 2000
MAX_RUNS = 200
MAX_DEPTH = 9
SECONDS = 1.0
_RUN_ID = re.compile("[0-9]{8}_[0-9]{6}_")


def previous_run(directory: str, root: str, entry_file: str) -> dict[str, str] | None:
    """`{"id", "path"}` of the newest earlier run of the same project that was started from the same file.

    Looks at the newest 200 runs at most; None when there is none among them.
    """
    until = time.monotonic() + SECONDS
    root, directory = os.path.abspath(root), os.path.abspath(directory)
    project = os.path.relpath(directory, root).split(os.sep)[0]
    own = _second(directory)
    others = [run for run in _runs(os.path.join(root, project), until) if run != directory]
    earlier = [run for run in others if _second(run) <= own]
    newest = sorted(earlier, key=_second)[-MAX_RUNS:]
    # Only runs of the same second have to be asked for the fraction.
    seconds = [_second(run) for run in newest] + [own]
    shared = {second for second in seconds if seconds.count(second) > 1}
    newest.sort(key=lambda run: (_second(run), _created(run) if _second(run) in shared else 0.0))
    for run in reversed(newest):
        if time.monotonic() > until:
            return None
        if _second(run) == own and _created(run) >= _created(directory):
            continue
        if read_json(os.path.join(run, "code.json")).get("entry_file") == entry_file:
            name = os.path.relpath(os.path.dirname(os.path.dirname(run)), root)
            return {"id": os.path.basename(run), "path": name.replace(os.sep, "/")}
    return None


def _runs(project: str, until: float) -> Iterator[str]:
    folders = [(project, 0)]
    seen = 0
    while folders and seen < MAX_FOLDERS and time.monotonic() < until:
        folder, depth = folders.pop()
        seen += 1
        try:
            with os.scandir(folder) as entries:
                inside = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        for entry in inside:
            if os.path.basename(folder) == "runs":
                yield entry.path
            elif depth < MAX_DEPTH and not entry.name.startswith("."):
                folders.append((entry.path, depth + 1))


def _second(run: str) -> str:
    """When a run began, as text that sorts: what its id says, else when its folder was changed."""
    name = os.path.basename(run)
    if _RUN_ID.match(name):
        return name[:15]
    try:
        return time.strftime("%Y%m%d_%H%M%S", time.localtime(os.path.getmtime(run)))
    except OSError:
        return ""


def _created(run: str) -> float:
    created = read_json(os.path.join(run, "meta.json")).get("created_at")
    return float(created) if isinstance(created, (int, float)) else 0.0
