"""Files that are to become part of an artifact."""

from __future__ import annotations

import os
from fnmatch import fnmatch
from typing import Callable, Sequence

from ..hashed_copy import check_regular
from .entry_path import is_entry_path

MAX_FILES = 100_000


class StagedFiles:
    """Names inside the artifact and where their contents come from. What cannot be kept is told and left out."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self.sources: dict[str, str] = {}
        # Names of what was asked for and could not be had.
        self.missing: list[str] = []
        self._tell = tell

    def add_file(self, path: str, name: str | None) -> None:
        """Stage one file."""
        self._stage(_posix(name) if name else os.path.basename(os.path.abspath(path)), path)

    def add_dir(self, path: str, name: str | None, exclude: Sequence[str]) -> None:
        """Stage every regular file below a directory, whose links are not followed."""
        if os.path.islink(path) or not os.path.isdir(path):
            self._refuse(name or path, f"{path} is no directory")
            return
        prefix = [_posix(name).strip("/")] if name else []
        found = []
        for directory, _, files in os.walk(path, onerror=lambda error: self._refuse(path, str(error))):
            inside = os.path.relpath(directory, path)
            for file in files:
                relative = _posix(os.path.normpath(os.path.join(inside, file)))
                if not _is_excluded(relative, exclude):
                    found.append((relative.encode("utf-8", "surrogatepass"), relative, os.path.join(directory, file)))
            if len(found) > MAX_FILES:
                break
        # By bytes, as the other SDK does.
        for _, relative, file in sorted(found):
            self._stage("/".join([*prefix, relative]), file)

    def _stage(self, name: str, path: str) -> None:
        if not is_entry_path(name):
            self._refuse(name, f"{name!r:.200} is no name of a file inside an artifact")
        elif len(self.sources) >= MAX_FILES:
            self._refuse(name, f"an artifact holds up to {MAX_FILES} files")
        else:
            try:
                check_regular(path)
                # Absolute, because the program may change its directory before the artifact is logged.
                self.sources[name] = os.path.abspath(path)
            except OSError as error:
                self._refuse(name, str(error))

    def _refuse(self, name: str, reason: str) -> None:
        if len(self.missing) < MAX_FILES:
            self.missing.append(str(name)[:1000])
        self._tell("missing", f"{reason}. It is left out, as are others of which nothing is told.")


def _posix(path: str) -> str:
    return path.replace("\\", "/") if os.name == "nt" else path


def _is_excluded(relative: str, patterns: Sequence[str]) -> bool:
    base = relative.rpartition("/")[2]
    return any(fnmatch(relative, pattern) or fnmatch(base, pattern) for pattern in patterns)
