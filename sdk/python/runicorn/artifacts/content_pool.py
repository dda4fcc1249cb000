"""`.dedup`: every content of a store's artifacts once, by its SHA-256. Files of versions are hard links to it."""

from __future__ import annotations

import contextlib
import os


class ContentPool:
    """The pool below `<root>/artifacts`. Where links cannot be made, files are copies and the pool stays empty."""

    def __init__(self, artifacts: str) -> None:
        self._directory = os.path.join(artifacts, ".dedup")

    def path(self, sha256: str) -> str:
        """Where a content lies, if it is there."""
        return os.path.join(self._directory, sha256[:2], sha256)

    def holds(self, sha256: str, size: int) -> bool:
        """Whether the content is there, whole."""
        try:
            return os.lstat(self.path(sha256)).st_size == size
        except OSError:
            return False

    def link(self, sha256: str, target: str) -> bool:
        """Make `target` a link to a content. False where that is impossible."""
        try:
            os.link(self.path(sha256), target)
        except OSError:
            return False
        return True

    def take_in(self, file: str, sha256: str, size: int) -> bool:
        """Share the content of a new file: put it into the pool, or replace it by a link. True when it was put in."""
        if self.holds(sha256, size):
            shared = file + ".shared"
            if self.link(sha256, shared):
                os.replace(shared, file)
            return False
        pooled = self.path(sha256)
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(pooled), exist_ok=True)
            if os.path.lexists(pooled):
                # A crash of the machine may have cut it off.
                os.unlink(pooled)
            os.link(file, pooled)
            return True
        return False

    def give_up(self, sha256: str) -> None:
        """Remove a content that nothing links to any more."""
        pooled = self.path(sha256)
        with contextlib.suppress(OSError):
            if os.lstat(pooled).st_nlink == 1:
                os.unlink(pooled)
                os.rmdir(os.path.dirname(pooled))
