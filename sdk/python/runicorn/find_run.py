"""A run of which only the id is known."""

from __future__ import annotations

import os

MAX_DEPTH = 12
# A store of hundreds of thousands of folders must not hold up the training.
MAX_FOLDERS = 20_000


def find_run(root: str, run_id: str) -> str | None:
    """The directory of the run somewhere below `root`, whatever its project and name; None where there is none."""
    level, left = [root], MAX_FOLDERS
    for _ in range(MAX_DEPTH):
        below: list[str] = []
        for folder in level:
            directory = os.path.join(folder, "runs", run_id)
            if os.path.exists(os.path.join(directory, "meta.json")):
                return directory
            left -= 1
            if left < 0:
                return None
            below.extend(_folders(folder))
        level = below
    return None


def _folders(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            # Runs do not hold runs.
            return [
                entry.path
                for entry in entries
                if entry.name[0] != "." and entry.name != "runs" and entry.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return []
