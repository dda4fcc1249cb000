"""Asking git, without letting it do anything else."""

from __future__ import annotations

import os
from typing import NamedTuple, Sequence

MAX_COMPLAINT = 4096
KILL_SECONDS = 0.5
CREATE_NO_WINDOW = 0x08000000
# What a repository's settings could make git execute, ask or write is switched off.
_OPTIONS = (
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.pager=cat",
    "-c",
    "color.ui=false",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GCM_INTERACTIVE": "never",
    "LC_ALL": "C",
}


class GitFailed(Exception):
    """Git has no answer; says why."""


class Answer(NamedTuple):
    """What git said, and whether that was more than was asked for."""

    output: bytes
    truncated: bool


def git(program: str, arguments: Sequence[str], folder: str, seconds: float, max_bytes: int) -> Answer:
    """The answer of `git <arguments>` in a folder, of at most `max_bytes`. Raises GitFailed."""
    import subprocess
    import threading

    if seconds <= 0:
        raise GitFailed("no time was left for git")
    try:
        # Without `cwd` and with inherited descriptors (Python's own are never inherited) Python can do without
        # fork(), which is slow and doubles the page tables of a training with much memory.
        process = subprocess.Popen(
            [program, "-C", folder, *_OPTIONS, *arguments],
            close_fds=os.name == "nt",
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=CREATE_NO_WINDOW if os.name == "nt" else 0,
        )
    except (OSError, ValueError) as error:
        raise GitFailed(f"git cannot be run: {error}") from error
    timed_out = threading.Event()

    def give_up() -> None:
        timed_out.set()
        process.kill()

    watch = threading.Timer(seconds, give_up)
    watch.daemon = True
    watch.start()
    assert process.stdout is not None and process.stderr is not None
    output, complaint, truncated = b"", b"", False
    try:
        output = process.stdout.read(max_bytes + 1)
        truncated = len(output) > max_bytes
        if truncated:
            process.kill()
        process.wait(seconds + KILL_SECONDS)
        # What git has started, such as a filter of the repository's, may outlive it and holds its stderr.
        if not truncated and not timed_out.is_set():
            complaint = process.stderr.read(MAX_COMPLAINT)
    except subprocess.TimeoutExpired:
        # It hangs in the disk, where it cannot even be killed.
        timed_out.set()
    finally:
        watch.cancel()
        process.stdout.close()
        process.stderr.close()
    if timed_out.is_set():
        raise GitFailed(f"git {arguments[0]} took longer than {seconds:.0f} s")
    if process.returncode != 0 and not truncated:
        raise GitFailed(_reason(complaint) or f"git {arguments[0]} ended with {process.returncode}")
    return Answer(output[:max_bytes], truncated)


def _reason(complaint: bytes) -> str:
    lines = complaint.decode("utf-8", "replace").splitlines()
    return next((line.strip() for line in lines if line.startswith(("fatal:", "error:"))), "")
