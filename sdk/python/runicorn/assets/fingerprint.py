"""By what a file or directory is recognised again."""

from __future__ import annotations

import os
import time
from typing import Any

from ..hashed_copy import hash_file

# Looking at every file of a large data set on a slow disk must not hold up the training.
PATIENCE_SECONDS = 5.0


def stat_fingerprint(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Size in bytes and time of the last change (Unix seconds) of a file. Raises OSError."""
    state = os.stat(path)
    return {"size_bytes": state.st_size, "mtime": state.st_mtime}


def dir_stat_fingerprint(path: str | os.PathLike[str], patience: float = PATIENCE_SECONDS) -> dict[str, Any]:
    """Number of files below a directory, their bytes and the time of the last change (Unix seconds) of any.

    With `"partial": True` when looking took longer than `patience` seconds. Raises OSError.
    """
    newest = os.stat(path).st_mtime
    count = size = 0
    deadline = time.monotonic() + patience
    for directory, _, files in os.walk(path):
        for file in files:
            try:
                state = os.stat(os.path.join(directory, file))
            except OSError:
                continue
            count, size, newest = count + 1, size + state.st_size, max(newest, state.st_mtime)
        if time.monotonic() > deadline:
            return {"mtime": newest, "file_count": count, "total_size_bytes": size, "partial": True}
    return {"mtime": newest, "file_count": count, "total_size_bytes": size}


def sha256_bytes(data: bytes) -> str:
    """SHA-256 of bytes, hex digits."""
    import hashlib  # Slow to import.

    return hashlib.sha256(data).hexdigest()


def sha256_file(path: str | os.PathLike[str], chunk_size: int = 0) -> str:
    """SHA-256 of a regular file, hex digits. `chunk_size` is ignored. Raises OSError."""
    return hash_file(os.path.realpath(path)).sha256


def content_fingerprint(path: str | os.PathLike[str]) -> tuple[str, str]:
    """Kind and value: ("sha256", hex) of a file, ("sha256_manifest", hex) of a directory. Raises OSError."""
    if not os.path.isdir(path):
        return "sha256", sha256_file(path)
    files = {name: hash_file(file).sha256 for name, file in regular_files(os.fspath(path))}
    return "sha256_manifest", manifest_fingerprint(files)


def manifest_fingerprint(files: dict[str, str]) -> str:
    """The fingerprint of a directory whose files, by their relative path with `/`, have these SHA-256s."""
    return sha256_bytes("".join(f"{name}\0{files[name]}\0" for name in sorted(files)).encode("utf-8", "replace"))


def regular_files(directory: str) -> list[tuple[str, str]]:
    """Relative path with `/` and path of every regular file below a directory. Links are not followed."""
    found = []
    for folder, folders, files in os.walk(directory):
        folders.sort()
        for file in sorted(files):
            path = os.path.join(folder, file)
            if os.path.isfile(path) and not os.path.islink(path):
                found.append((os.path.relpath(path, directory).replace(os.sep, "/"), path))
    return found
