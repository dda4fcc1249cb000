"""A directory for what a program writes beside a run that is not recorded."""

from __future__ import annotations

import atexit
import os
import sys


def scratch_directory() -> str:
    """A new temporary directory, removed when this process ends. Where there can be none, a path that holds nothing."""
    import shutil  # Both are slow to import, and rarely needed.
    import tempfile

    try:
        directory = tempfile.mkdtemp(prefix="runicorn-")
    except OSError:
        return os.devnull
    owner = os.getpid()

    def remove() -> None:
        # A forked child uses it, too.
        if os.getpid() == owner:
            shutil.rmtree(directory, ignore_errors=True)

    atexit.register(remove)
    process, util = sys.modules.get("multiprocessing.process"), sys.modules.get("multiprocessing.util")
    # A worker leaves without atexit.
    if process is not None and util is not None and process.parent_process() is not None:
        util.Finalize(None, remove, exitpriority=0)
    return directory
