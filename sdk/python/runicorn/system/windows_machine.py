"""CPU and memory of a Windows machine, from its kernel's documented calls."""

from __future__ import annotations

import ctypes
import time
from typing import Any

from .counter_rates import CounterRates

MIB = 1024 * 1024


class MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX."""

    _fields_ = [
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        ("available", ctypes.c_uint64),
        ("total_page_file", ctypes.c_uint64),
        ("available_page_file", ctypes.c_uint64),
        ("total_virtual", ctypes.c_uint64),
        ("available_virtual", ctypes.c_uint64),
        ("available_extended", ctypes.c_uint64),
    ]


class WindowsMachine:
    """Reads the machine's counters, and this process's own CPU time; its children are not seen."""

    def __init__(self) -> None:
        # By name, because it exists on Windows only.
        self._kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009
        self._rates = CounterRates()

    def read(self, now: float) -> dict[str, float]:
        """What can be told at the monotonic time `now`, in seconds; percentages of CPU from the second call on."""
        values = self._memory()
        idle, kernel, user = (ctypes.c_uint64() for _ in range(3))
        if self._kernel.GetSystemTimes(ctypes.byref(idle), ctypes.byref(kernel), ctypes.byref(user)):
            # The kernel's time holds the idle time.
            total = kernel.value + user.value
            busy = self._rates.rate("cpu", total - idle.value, total)
            if busy is not None:
                values["cpu_pct"] = min(100.0, 100.0 * busy)
        own = self._rates.rate("own", time.process_time(), now)
        if own is not None:
            values["proc_cpu_pct"] = 100.0 * own
        return values

    def _memory(self) -> dict[str, float]:
        status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
        if not self._kernel.GlobalMemoryStatusEx(ctypes.byref(status)) or not status.total:
            return {}
        used = status.total - status.available
        return {
            "mem_used_mib": used / MIB,
            "mem_total_mib": status.total / MIB,
            "mem_pct": 100.0 * used / status.total,
        }
