"""A version of an artifact while it is put together, where no reader looks."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from typing import Any, Mapping

from ..hashed_copy import check_regular, copy_hashed, hash_file
from ..json_file import json_bytes, write_new_file
from ..process_identity import identity, is_alive
from .content_pool import ContentPool
from .manifest import FileEntry

PREFIX = ".draft-"
# Drafts of other hosts that nobody touched for so long are left from a crash.
ABANDONED_SECONDS = 7 * 24 * 3600.0


class VersionDraft:
    """The directory that becomes `v<N>`. Leaving the with-block without `publish` leaves nothing behind."""

    def __init__(self, folder: str, pool: ContentPool) -> None:
        self._folder = folder
        self._pool = pool
        # Its owner is in its name, so that there is no moment in which it has none.
        self._directory = os.path.join(folder, f"{PREFIX}{_owner()}-{os.urandom(8).hex()}")
        self._pooled: list[str] = []

    def __enter__(self) -> VersionDraft:
        try:
            os.makedirs(os.path.join(self._directory, "files"))
        except OSError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: Any) -> None:
        if os.path.isdir(self._directory):
            shutil.rmtree(self._directory, ignore_errors=True)
            for sha256 in self._pooled:
                self._pool.give_up(sha256)

    def add(self, path: str, source: str, before: FileEntry | None) -> FileEntry:
        """Take a file in; `before` is what the last version has under that name. Raises OSError."""
        target = os.path.join(self._directory, "files", *path.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        content = None
        # Probably unchanged: then reading is enough.
        if before is not None and check_regular(source).st_size == before.size:
            content = hash_file(source)
            if not self._linked(content.sha256, content.size, target):
                content = None
        if content is None:
            content = copy_hashed(source, target)
            if self._pool.take_in(target, content.sha256, content.size):
                self._pooled.append(content.sha256)
            # A version never changes, and its files are shared.
            with contextlib.suppress(OSError):
                os.chmod(target, 0o444 if os.name != "nt" else 0o666)
        return FileEntry(path, content.size, "sha256:" + content.sha256, content.modified_at)

    def publish(self, version: int, documents: Mapping[str, Any]) -> str:
        """Become `v<version>` with these documents; its directory. Raises OSError, also when there is one."""
        for name, document in documents.items():
            write_new_file(os.path.join(self._directory, name), json_bytes(document))
        target = os.path.join(self._folder, f"v{version}")
        # Fails where the directory exists and holds anything; so a number is given once, lock or no lock.
        os.rename(self._directory, target)
        return target

    def take_back(self, directory: str) -> None:
        """Unpublish: what cannot be listed must not be there."""
        os.rename(directory, self._directory)

    def _linked(self, sha256: str, size: int, target: str) -> bool:
        return self._pool.holds(sha256, size) and self._pool.link(sha256, target)


def remove_abandoned_drafts(folder: str) -> None:
    """Remove what processes that are no more left in an artifact's folder. Best effort."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            draft = os.path.join(folder, name)
            if name.startswith(PREFIX) and _is_abandoned(draft, name[len(PREFIX) :].split("-")):
                shutil.rmtree(draft, ignore_errors=True)


def _owner() -> str:
    me = identity()
    return f"{_machine(me)}-{me['pid']}-{me['process_start'] or ''}"


def _is_abandoned(draft: str, owner: list[str]) -> bool:
    me = identity()
    if len(owner) == 4 and owner[0] == _machine(me) and owner[1].isdigit() and os.name != "nt":
        return not is_alive(int(owner[1]), owner[2] or None)
    return time.time() - os.stat(draft).st_mtime > ABANDONED_SECONDS


def _machine(me: dict[str, Any]) -> str:
    """Of processes with the same text, the numbers mean the same."""
    import hashlib  # Slow to import.

    text = "\0".join(me[key] or "" for key in ("host", "boot_id", "pid_namespace"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
