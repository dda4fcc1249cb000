"""What the training uses: this process and all that it started, from /proc."""

from __future__ import annotations

import os

from .counter_rates import CounterRates
from .system_file import list_folder, read_text

MIB = 1024 * 1024
# More than any training has; a fork bomb must not be followed.
MAX_PROCESSES = 4096


class ProcessTree:
    """Reads CPU time and memory of a process and its descendants. Pages that they share count for each."""

    def __init__(self, pid: int, root: str = "") -> None:
        self._pid = pid
        self._proc = root + "/proc"
        self._rates = CounterRates()
        self._ticks = os.sysconf("SC_CLK_TCK")
        self._page_mib = os.sysconf("SC_PAGE_SIZE") / MIB

    def read(self, now: float) -> dict[str, float]:
        """`proc_*` at the monotonic time `now`, in seconds; `proc_cpu_pct`, of one core, from the second call on."""
        count, threads, ticks, pages = 0, 0, 0, 0
        waiting = [str(self._pid)]
        while waiting and count < MAX_PROCESSES:
            pid = waiting.pop()
            text = read_text(f"{self._proc}/{pid}/stat")
            # The second field is the program's name in brackets, which may hold blanks and brackets itself.
            fields = text[text.rfind(")") + 2 :].split()
            if len(fields) < 22:
                continue
            count += 1
            threads += int(fields[17])
            pages += int(fields[21])
            # With the time of children that have ended, so that it does not go when they do.
            ticks += sum(map(int, fields[11:15]))
            for task in list_folder(f"{self._proc}/{pid}/task"):
                waiting += read_text(f"{self._proc}/{pid}/task/{task}/children").split()
        if count == 0:
            return {}
        values = {"proc_rss_mib": pages * self._page_mib, "proc_count": count, "proc_threads": threads}
        cpu = self._rates.rate("cpu", ticks / self._ticks, now)
        return values if cpu is None else {"proc_cpu_pct": 100.0 * cpu, **values}
