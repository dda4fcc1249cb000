"""The output files below some directories."""

from __future__ import annotations

import os
import stat
from fnmatch import fnmatch
from typing import Any, Iterator, NamedTuple, Sequence

DEFAULT_PATTERNS = (
    "*.pth",
    "*.pt",
    "*.ckpt",
    "*.onnx",
    "*.safetensors",
    "*.log",
    "*.txt",
    "*.json",
    "*.csv",
    "*.png",
)
MAX_FILES = 10_000
_SKIPPED = (".git", "__pycache__", "node_modules", ".runicorn")


class OutputFile(NamedTuple):
    """A regular file."""

    key: str  # Relative to the workspace with `/`; the absolute path outside of it.
    path: str
    shown: str  # How assets.json names it.
    state: os.stat_result


def output_files(
    directories: Any, patterns: Sequence[str] | None, workspace: str, store: str
) -> Iterator[OutputFile]:
    """Up to MAX_FILES files below `directories` that match a pattern: name, or path below the directory.

    `store` is not looked into: archives of archives would have no end.
    """
    wanted = [pattern[3:] if pattern.startswith("**/") else pattern for pattern in patterns or DEFAULT_PATTERNS]
    count = 0
    seen = set()
    for given in [directories] if isinstance(directories, (str, os.PathLike)) else list(directories):
        root = os.path.realpath(os.path.join(workspace, os.path.expanduser(os.fsdecode(given))))
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(f for f in folders if f not in _SKIPPED and os.path.join(folder, f) != store)
            for name in sorted(files):
                path = os.path.join(folder, name)
                if path in seen or not _matches(os.path.relpath(path, root).replace(os.sep, "/"), wanted):
                    continue
                seen.add(path)
                try:
                    state = os.lstat(path)
                except OSError:
                    continue
                if not stat.S_ISREG(state.st_mode):
                    continue
                if count >= MAX_FILES:
                    return
                count += 1
                yield OutputFile(*_names(path, workspace), state)


def _matches(relative: str, patterns: Sequence[str]) -> bool:
    name = relative.rpartition("/")[2]
    return any(fnmatch(relative, pattern) or fnmatch(name, pattern) for pattern in patterns)


def _names(path: str, workspace: str) -> tuple[str, str, str]:
    if path.startswith(workspace.rstrip(os.sep) + os.sep):
        key = os.path.relpath(path, workspace).replace(os.sep, "/")
        return key, path, "./" + key
    absolute = path.replace(os.sep, "/")
    return absolute, path, absolute
