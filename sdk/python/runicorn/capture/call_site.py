"""Where the program calls this package."""

from __future__ import annotations

import os
import sys
from types import FrameType
from typing import Any, NamedTuple

from ..notebook_cell import interactive_shell
from .git_root import find_git_root
from .notebook import notebook_path
from .source_hash import source_hash

MAX_FRAMES = 100
MAX_SOURCE_BYTES = 4 * 1024 * 1024
_INSTALLED = ("site-packages", "dist-packages")
_STANDARD = os.path.dirname(os.path.abspath(os.__file__)) + os.sep


class CallSite(NamedTuple):
    """A place as the stack has it: `file` is what the code was compiled as, `line` begins with 1."""

    file: str
    line: int
    function: str | None
    cell: int | None


def call_site(frame: FrameType | None) -> CallSite | None:
    """The call of the user's code that led to `frame`; of installed packages only when there is nothing else."""
    innermost = frame
    for _ in range(MAX_FRAMES):
        if frame is None or not _is_installed(frame.f_code.co_filename):
            break
        frame = frame.f_back
    frame = frame or innermost
    if frame is None:
        return None
    return CallSite(frame.f_code.co_filename, frame.f_lineno, _function(frame), _cell(frame.f_code.co_filename))


def describe(site: CallSite) -> dict[str, Any]:
    """The place as code.json has it: the file relative to its git root, and the hash of the lines around."""
    document: dict[str, Any] = {
        "file": site.file,
        "line": site.line,
        "function": site.function,
        "hash": source_hash(_lines(site), site.line),
    }
    if site.cell is not None:
        document["file"] = _relative(notebook_path() or "") or None
        document["cell"] = site.cell
    elif not site.file.startswith("<"):
        document["file"] = _relative(site.file)
    return document


def _is_installed(file: str) -> bool:
    if file.startswith("<frozen "):
        return True
    return any(folder in file for folder in _INSTALLED) or file.startswith(_STANDARD)


def _function(frame: FrameType) -> str | None:
    qualified = getattr(frame.f_code, "co_qualname", None)
    if qualified is not None:
        names = [name for name in qualified.split(".") if not name.startswith("<")]
        return ".".join(names) or None
    # Comprehensions are called by the function that they stand in.
    outer: FrameType | None = frame
    while outer is not None and outer.f_code.co_filename == frame.f_code.co_filename:
        if not outer.f_code.co_name.startswith("<"):
            return str(outer.f_code.co_name)
        if outer.f_code.co_name in ("<module>", "<lambda>"):
            return None
        outer = outer.f_back
    return None


def _cell(file: str) -> int | None:
    """The number of the notebook cell that was compiled as this file."""
    if "ipykernel" not in file and "ipython-input" not in file:
        return None
    shell = interactive_shell()
    if shell is None:
        return None
    known = getattr(getattr(shell, "compile", None), "_filename_map", None) or {}
    number = known.get(file, getattr(shell, "execution_count", None))
    return int(number) if number is not None else None


def _lines(site: CallSite) -> list[str]:
    linecache = sys.modules.get("linecache")
    cached = linecache.cache.get(site.file) if linecache is not None and site.cell is not None else None
    if cached and len(cached) == 4:
        return list(cached[2])
    try:
        if os.path.getsize(site.file) > MAX_SOURCE_BYTES:
            return []
        with open(site.file, "rb") as file:
            lines = file.read().decode("utf-8", "replace").split("\n")
    except (OSError, ValueError):
        return []
    # What follows the last newline is no line.
    return lines[:-1] if lines[-1] == "" else lines


def _relative(file: str) -> str:
    if file == "":
        return ""
    file = os.path.realpath(file)
    root = find_git_root(os.path.dirname(file))
    return file if root is None else os.path.relpath(file, root).replace(os.sep, "/")
