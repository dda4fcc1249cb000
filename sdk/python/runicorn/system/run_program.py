"""Running a program to its end, which it may never come to."""

from __future__ import annotations

import os
import time
from typing import NamedTuple, Sequence

# How long a killed program is waited for; one that hangs in its driver cannot even be killed.
KILL_SECONDS = 0.5
CREATE_NO_WINDOW = 0x08000000


class Outcome(NamedTuple):
    """What a program said, and the seconds of CPU that it cost."""

    output: str
    cpu_seconds: float


def find_program(name: str) -> str | None:
    """The absolute path of a program of the search path."""
    # Not by shutil.which: loading shutil takes longer than all the rest here.
    file = name + ".exe" if os.name == "nt" else name
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]
    paths = (os.path.join(folder, file) for folder in folders)
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), None)


def run_program(command: Sequence[str], timeout: float) -> Outcome:
    """Run a program, given by its absolute path, without a shell. Never raises.

    The output is empty when the program cannot be run or takes longer than `timeout` seconds.
    """
    import subprocess

    begun, before = time.monotonic(), _children_seconds()
    output = b""
    try:
        # With inherited descriptors (Python's own are never inherited) Python can do without fork(), which is slow
        # and doubles the page tables of a training with much memory.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=os.name == "nt",
            env={**os.environ, "LC_ALL": "C"},
            creationflags=CREATE_NO_WINDOW if os.name == "nt" else 0,
        )
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(KILL_SECONDS)
        finally:
            if process.stdout is not None:
                process.stdout.close()
    except Exception:  # It is gone, may not be run, or does not end: it has said nothing.
        pass
    elapsed = time.monotonic() - begun
    # Another child of the training may have ended meanwhile, with hours of its own.
    cost = elapsed if before is None else min(elapsed, (_children_seconds() or 0.0) - before)
    return Outcome(output.decode("utf-8", "replace"), cost)


def _children_seconds() -> float | None:
    """CPU time of the children that have ended; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
