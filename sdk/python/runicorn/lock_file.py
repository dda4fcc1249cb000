"""Mutual exclusion among processes, also of other languages and hosts, without flock."""

from __future__ import annotations

import contextlib
import os
import random
import time
from typing import Any

from .json_file import json_bytes, read_json, write_new_file
from .process_identity import identity, is_alive

# These locks are held for milliseconds. Whoever cannot be asked (another host) counts as dead after this time.
SILENCE_SECONDS = 60.0
PATIENCE_SECONDS = 30.0
# So long after it was created, a lock without an owner's name was left by a crash.
NAMELESS_SECONDS = 5.0
# Of the locks that this process holds. One of its own that is not here could not be removed when it was given back.
_HELD: set[str] = set()


class LockFile:
    """A file that only one can create; it names its owner, so that one left by a crash is taken over.

    Entering raises TimeoutError after `patience` seconds, and OSError where the file cannot be created.
    """

    def __init__(self, path: str, patience: float = PATIENCE_SECONDS) -> None:
        self._path = path
        self._patience = patience
        self._nonce = os.urandom(16).hex()

    def __enter__(self) -> LockFile:
        deadline = time.monotonic() + self._patience
        content = json_bytes({**identity(), "nonce": self._nonce})
        _HELD.add(self._nonce)
        try:
            while not self._create(content):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{self._path} is held by another process; delete it if none is at work")
                time.sleep(random.uniform(0.002, 0.01))
        except BaseException:
            _HELD.discard(self._nonce)
            raise
        return self

    def __exit__(self, *_: Any) -> None:
        try:
            with contextlib.suppress(OSError):
                # A minute's sleep in between, and it is somebody else's.
                if read_json(self._path).get("nonce") == self._nonce:
                    os.unlink(self._path)
        finally:
            # Not before: another thread would take it for one left behind.
            _HELD.discard(self._nonce)

    def _create(self, content: bytes) -> bool:
        try:
            write_new_file(self._path, content)
            return True
        except FileExistsError:
            self._remove_stale()
            return False
        except OSError:
            # A full disk may have left an empty file.
            if not read_json(self._path):
                with contextlib.suppress(OSError):
                    os.unlink(self._path)
            raise

    def _remove_stale(self) -> None:
        holder = read_json(self._path)
        if not self._is_stale(holder):
            return
        # Renaming succeeds for one of several that found it stale. The slowest may get hold of a new lock
        # that way; it looks again and puts it back.
        aside = f"{self._path}.{self._nonce}"
        with contextlib.suppress(OSError):
            os.rename(self._path, aside)
            if read_json(aside).get("nonce") != holder.get("nonce"):
                os.link(aside, self._path)
        with contextlib.suppress(OSError):
            os.unlink(aside)

    def _is_stale(self, holder: dict[str, Any]) -> bool:
        pid = holder.get("pid")
        me = identity()
        if holder.get("host") == me["host"] and isinstance(pid, int) and os.name != "nt":
            if holder.get("boot_id") != me["boot_id"]:
                return True
            if holder.get("pid_namespace") == me["pid_namespace"]:
                is_ours = pid == me["pid"] and holder.get("nonce") not in _HELD
                return is_ours or not is_alive(pid, holder.get("process_start"))
        try:
            age = time.time() - os.stat(self._path).st_mtime
            return age > (SILENCE_SECONDS if holder else NAMELESS_SECONDS)
        except OSError:
            return False
