"""The git repository around a file, found without git."""

from __future__ import annotations

import os


def find_git_root(folder: str) -> str | None:
    """The nearest folder above that has a `.git`, found without git; also of worktrees and submodules."""
    while True:
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
