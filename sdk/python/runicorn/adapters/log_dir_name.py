"""The name of a run that TensorBoard would have put into a directory."""

from __future__ import annotations

import os
from typing import Any

# The deepest names a store takes.
MAX_SEGMENTS = 8
# Of a directory elsewhere only its end says what the run is.
MAX_SEGMENTS_ELSEWHERE = 2


def log_dir_name(log_dir: Any, comment: str) -> str | None:
    """Name of the run for a `log_dir` like "runs/resnet/lr0.1": "resnet/lr0.1". None where nothing names it.

    TensorBoard's own default folder "runs" is no part of it. Without `log_dir` the comment is the name.
    """
    if not log_dir:
        return str(comment or "").strip(" _-./\\") or None
    path = os.path.normpath(str(log_dir))
    limit = MAX_SEGMENTS
    if os.path.isabs(path):
        here = os.path.join(os.getcwd(), "")
        if path.startswith(here):
            path = path[len(here) :]
        else:
            limit = MAX_SEGMENTS_ELSEWHERE
    path = os.path.splitdrive(path)[1].replace("\\", "/")
    segments = [part for part in path.split("/") if part not in ("", ".", "..", "runs")]
    return "/".join(segments[-limit:]) or None
