"""Names of files inside an artifact."""

from __future__ import annotations

import re

MAX_BYTES = 1024
# Backslash and colon mean something else on Windows, where the artifact may be used.
_BAD = re.compile("[\x00-\x1f\x7f-\x9f\\\\:\ud800-\udfff]")


def is_entry_path(path: object) -> bool:
    """Whether `path` names a file below an artifact's directory on every system: relative, with `/`, no `..`."""
    if not isinstance(path, str) or _BAD.search(path) or len(path.encode()) > MAX_BYTES:
        return False
    return all(segment not in ("", ".", "..") for segment in path.split("/"))
