"""Who a process is, so that a later one with the same number is not taken for it."""

from __future__ import annotations

import os
import sys
from typing import Any


def hostname() -> str:
    """This machine's name."""
    if hasattr(os, "uname"):
        return os.uname().nodename
    return os.environ.get("COMPUTERNAME", "")


def identity() -> dict[str, Any]:
    """This process: host, boot id, pid namespace, pid and start time. What only Linux tells is None elsewhere."""
    pid = os.getpid()
    return {
        "host": hostname(),
        "boot_id": boot_id(),
        "pid_namespace": pid_namespace(),
        "pid": pid,
        "process_start": process_start(pid),
    }


def boot_id() -> str | None:
    """Changes with every start of the machine."""
    return _read("/proc/sys/kernel/random/boot_id")


def pid_namespace() -> str | None:
    """Differs between containers, whose process numbers mean nothing to each other."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return None


def process_start(pid: int) -> str | None:
    """Field 22 of the process's stat, an opaque token; None where the process or /proc is missing."""
    fields = _stat_fields(pid)
    return fields[19] if fields and len(fields) > 19 else None


def is_alive(pid: int, start: str | None) -> bool:
    """Whether the process `pid` of this host and pid namespace runs and is the one that started at `start`."""
    if sys.platform.startswith("linux"):
        fields = _stat_fields(pid)
        if fields and len(fields) > 19:
            # A zombie has ended; only its parent has not asked yet.
            return fields[0] not in ("Z", "X") and (start is None or fields[19] == start)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _stat_fields(pid: int) -> list[str] | None:
    text = _read(f"/proc/{pid}/stat")
    # The second field is the program's name in brackets, which may hold blanks and brackets itself.
    return text[text.rfind(")") + 2 :].split() if text else None


def _read(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "replace").strip() or None
    except OSError:
        return None
