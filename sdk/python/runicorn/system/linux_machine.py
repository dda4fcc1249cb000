"""CPU, memory, disk and network of a Linux machine, from /proc and /sys."""

from __future__ import annotations

import os

from .counter_rates import CounterRates
from .memory_limit import MemoryLimit
from .system_file import list_folder, read_text

MIB = 1024 * 1024
# The kernel counts blocks of this size, whatever the device's own.
SECTOR_BYTES = 512
# Devices that only pass on to others, which would be counted twice, or live in memory.
NO_DISKS = ("dm-", "md", "loop", "ram", "zram", "sr", "fd", "nbd")


class LinuxMachine:
    """Reads the machine's counters; in a container with a memory limit, the memory is the container's.

    `root` stands before every path, for tests. Disks and networks are those known when this is made.
    """

    def __init__(self, root: str = "") -> None:
        self._root = root
        self._rates = CounterRates()
        self._limit = MemoryLimit.find(root)
        self._disks = frozenset(name for name in list_folder(root + "/sys/block") if not name.startswith(NO_DISKS))
        self._networks = _networks(root)

    def read(self, now: float) -> dict[str, float]:
        """What can be told at the monotonic time `now`, in seconds; speeds from the second call on."""
        values: dict[str, float | None] = {
            "cpu_pct": self._cpu(),
            **self._memory(),
            "load_1m": _first_number(read_text(self._root + "/proc/loadavg")),
            **self._transfers(now),
        }
        return {key: value for key, value in values.items() if value is not None}

    def _cpu(self) -> float | None:
        words = read_text(self._root + "/proc/stat").partition("\n")[0].split()
        if len(words) < 9 or words[0] != "cpu":
            return None
        # user, nice, system, idle, iowait, irq, softirq, steal; guest time is within user.
        ticks = [int(word) for word in words[1:9]]
        total = sum(ticks)
        busy = self._rates.rate("cpu", total - ticks[3] - ticks[4], total)
        return None if busy is None else min(100.0, 100.0 * busy)

    def _memory(self) -> dict[str, float | None]:
        fields: dict[str, float] = {}
        for line in read_text(self._root + "/proc/meminfo").split("\n"):
            name, _, rest = line.partition(":")
            number = _first_number(rest)
            if number is not None:
                fields[name] = number / 1024
        total = fields.get("MemTotal")
        if total is None:
            return {}
        available = fields.get("MemAvailable", fields.get("MemFree", 0.0) + fields.get("Cached", 0.0))
        used: float | None = total - available
        if self._limit is not None and self._limit.bytes < total * MIB:
            total, used = self._limit.bytes / MIB, self._limit.used_mib()
        swap = fields.get("SwapTotal", 0.0) - fields.get("SwapFree", 0.0)
        percent = None if used is None or total <= 0 else 100.0 * used / total
        return {"mem_used_mib": used, "mem_total_mib": total, "mem_pct": percent, "swap_used_mib": swap}

    def _transfers(self, now: float) -> dict[str, float | None]:
        read, written = 0, 0
        for line in read_text(self._root + "/proc/diskstats").split("\n"):
            words = line.split()
            if len(words) > 9 and words[2] in self._disks:
                read += int(words[5]) * SECTOR_BYTES
                written += int(words[9]) * SECTOR_BYTES
        received, sent = 0, 0
        for line in read_text(self._root + "/proc/net/dev").split("\n"):
            name, _, rest = line.partition(":")
            words = rest.split()
            if len(words) > 8 and name.strip() in self._networks:
                received += int(words[0])
                sent += int(words[8])
        values: dict[str, float | None] = {}
        if self._disks:
            values["disk_read_mib_s"] = self._rates.rate("read", read / MIB, now)
            values["disk_write_mib_s"] = self._rates.rate("written", written / MIB, now)
        if self._networks:
            values["net_recv_mib_s"] = self._rates.rate("received", received / MIB, now)
            values["net_sent_mib_s"] = self._rates.rate("sent", sent / MIB, now)
        return values


def _networks(root: str) -> frozenset[str]:
    """Those with a device behind them; in a container there is none, and all but the loopback count."""
    names = [name for name in list_folder(root + "/sys/class/net") if name != "lo"]
    real = [name for name in names if os.path.exists(f"{root}/sys/class/net/{name}/device")]
    return frozenset(real or names)


def _first_number(text: str) -> float | None:
    try:
        return float(text.split(None, 1)[0])
    except (IndexError, ValueError):
        return None
