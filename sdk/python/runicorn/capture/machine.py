"""The computer: processor, memory, operating system."""

from __future__ import annotations

import os
import platform
import sys
from typing import Any

MEBIBYTE = 1024 * 1024
MAX_CPUINFO = 4096


def cpu_document() -> dict[str, Any]:
    """`{"model", "count", "logical_count"}`; what is not known is None."""
    logical = os.cpu_count()
    fields = _cpuinfo()
    cores, siblings = _number(fields.get("cpu cores")), _number(fields.get("siblings"))
    return {
        "model": fields.get("model name") or platform_details()["processor"] or None,
        # All sockets are alike, so one tells how many threads share a core.
        "count": logical * cores // siblings if logical and cores and siblings else None,
        "logical_count": logical,
    }


def memory_total_mib() -> int | None:
    """The machine's memory."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MEBIBYTE
    except (AttributeError, ValueError, OSError):
        return _windows_memory() if os.name == "nt" else None


def platform_text() -> str:
    """System, release and architecture, as in meta.json."""
    details = platform_details()
    return f"{details['system']} {details['release']} ({details['machine']})"


def platform_details() -> dict[str, str]:
    """What Runicorn 0.4 wrote; Python's own `platform.processor()` would start a program."""
    if hasattr(os, "uname"):
        system, node, release, version, machine = os.uname()
        processor = ""
    else:
        system, node, release, version, machine, processor = platform.uname()
    return {
        "system": system,
        "node": node,
        "release": release,
        "version": version,
        "machine": machine,
        "processor": processor,
        "python_implementation": platform.python_implementation(),
        "python_compiler": platform.python_compiler(),
    }


def _cpuinfo() -> dict[str, str]:
    """The first processor of /proc/cpuinfo, which is long on large machines."""
    try:
        with open("/proc/cpuinfo", "rb") as file:
            text = file.read(MAX_CPUINFO).decode("utf-8", "replace")
    except OSError:
        return {}
    pairs = [line.partition(":") for line in text.split("\n\n")[0].splitlines()]
    return {name.strip(): value.strip() for name, _, value in pairs}


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0


def _windows_memory() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong), ("total", ctypes.c_ulonglong)] + [
            (f"rest{index}", ctypes.c_ulonglong) for index in range(6)
        ]

    if sys.platform != "win32":
        return None
    status = Status(length=ctypes.sizeof(Status))
    known = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.total) // MEBIBYTE if known else None
