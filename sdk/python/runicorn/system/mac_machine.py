"""What the commands of macOS tell: ps, vm_stat, ioreg. No library of the system is called, so nothing can crash."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

MIB = 1024 * 1024
PS = ("/bin/ps", "-A", "-o", "pid=,ppid=,rss=,time=")
VM_STAT = ("/usr/bin/vm_stat",)
IOREG = ("/usr/sbin/ioreg", "-r", "-d", "1", "-w", "0", "-c", "IOAccelerator")
# What the system's own monitor counts as used.
USED_PAGES = ("Anonymous pages", "Pages wired down", "Pages occupied by compressor")


class Process(NamedTuple):
    """A line of ps."""

    parent: int
    rss_mib: float
    cpu_seconds: float


class MacProcesses:
    """CPU of the machine and of a process with its descendants, from one call of ps after another."""

    def __init__(self, pid: int, cores: int) -> None:
        self._pid = pid
        self._cores = cores
        self._before: tuple[float, dict[int, Process]] | None = None

    def parse(self, output: str, now: float) -> dict[str, float]:
        """The values at the monotonic time `now`, in seconds; percentages from the second call on."""
        processes = parse_ps(output)
        tree = _tree(processes, self._pid)
        values = {"proc_rss_mib": sum(processes[pid].rss_mib for pid in tree), "proc_count": float(len(tree))}
        if self._before is not None and now > self._before[0]:
            elapsed, known = now - self._before[0], self._before[1]
            # A process that has ended meanwhile takes its last moments with it.
            spent = {
                pid: max(0.0, process.cpu_seconds - (known[pid].cpu_seconds if pid in known else 0.0))
                for pid, process in processes.items()
            }
            values["cpu_pct"] = min(100.0, 100.0 * sum(spent.values()) / elapsed / self._cores)
            values["proc_cpu_pct"] = 100.0 * sum(spent[pid] for pid in tree) / elapsed
        self._before = (now, processes)
        return values if tree else {}


def parse_ps(output: str) -> dict[int, Process]:
    """The processes by number."""
    processes = {}
    for line in output.splitlines():
        words = line.split()
        if len(words) == 4 and all(word.isdecimal() for word in words[:3]):
            processes[int(words[0])] = Process(int(words[1]), int(words[2]) / 1024, _seconds(words[3]))
    return processes


def parse_vm_stat(output: str, now: float = 0.0) -> dict[str, float]:
    """Memory in use, of all that `os.sysconf` counts. Raises ValueError where the output is another."""
    page = re.search(r"page size of (\d+) bytes", output)
    pages = {name: int(count) for name, count in re.findall(r"^\"?([^:\"]+)\"?:\s+(\d+)\.$", output, re.MULTILINE)}
    if page is None or not all(name in pages for name in USED_PAGES):
        raise ValueError("not the output of vm_stat")
    used = sum(pages[name] for name in USED_PAGES) - pages.get("Pages purgeable", 0)
    used_mib = max(0, used) * int(page.group(1)) / MIB
    total_mib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / MIB
    return {"mem_used_mib": used_mib, "mem_total_mib": total_mib, "mem_pct": 100.0 * used_mib / total_mib}


def parse_ioreg(output: str, now: float = 0.0) -> dict[str, float]:
    """The built-in GPU's load and the memory it shares with the CPU."""
    values = {}
    for title, name, unit in (("Device Utilization %", "util_pct", 1), ("In use system memory", "mem_used_mib", MIB)):
        for index, number in enumerate(re.findall(f'"{title}"=(\\d+)', output)):
            values[f"gpu{index}_{name}"] = int(number) / unit
    return values


def _tree(processes: dict[int, Process], root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for pid, process in processes.items():
        children.setdefault(process.parent, []).append(pid)
    tree = [root] if root in processes else []
    for pid in tree:
        tree += [child for child in children.get(pid, []) if child != pid]
    return tree


def _seconds(text: str) -> float:
    # [[days-]hours:]minutes:seconds[.hundredths]
    days, _, clock = text.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds + float(days or 0) * 86400
