"""A run's directory comes into being, whole."""

from __future__ import annotations

import os
import time
from typing import Any, Mapping

from .json_file import json_bytes, write_new_file


def new_run_id() -> str:
    """Local time and six random hex digits."""
    return time.strftime("%Y%m%d_%H%M%S_") + os.urandom(3).hex()


def create_directory(directory: str, documents: Mapping[str, Any]) -> bool:
    """Create a run's directory with its files. False when there is one already; raises OSError."""
    runs, run_id = os.path.split(directory)
    os.makedirs(runs, exist_ok=True)
    # Filled beside `runs`, where nobody looks for runs, then moved: a reader finds the whole run or none.
    draft = os.path.join(os.path.dirname(runs), f".{run_id}.{os.urandom(4).hex()}.tmp")
    try:
        os.mkdir(draft)
        os.mkdir(os.path.join(draft, "media"))
        for file, document in documents.items():
            write_new_file(os.path.join(draft, file), json_bytes(document))
        if not os.path.lexists(directory):
            os.rename(draft, directory)
            return True
    except OSError:
        _remove(draft)
        if os.path.lexists(directory):
            return False
        raise
    _remove(draft)
    return False


def _remove(folder: str) -> None:
    import shutil  # Slow, and rarely needed.

    shutil.rmtree(folder, ignore_errors=True)
