"""The memory a container or a job may use, and what it uses of it."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from .system_file import read_number, read_text

MIB = 1024 * 1024
# In version 1 a group without a limit says a number near 2**63.
NO_LIMIT = 2**60


class Flavour(NamedTuple):
    """What one version of control groups calls its files."""

    filesystem: str
    controller: str
    limit: str
    usage: str
    cache: str


V2 = Flavour("cgroup2", "", "memory.max", "memory.current", "inactive_file")
V1 = Flavour("cgroup", "memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


class MemoryLimit:
    """The tightest limit of the control groups this process is in."""

    def __init__(self, folder: str, limit: float, flavour: Flavour) -> None:
        self.bytes = limit
        self._usage = os.path.join(folder, flavour.usage)
        self._stat = os.path.join(folder, "memory.stat")
        self._cache = re.compile(rf"^{flavour.cache} (\d+)$", re.MULTILINE)

    @staticmethod
    def find(root: str = "") -> MemoryLimit | None:
        """None where nothing but the machine's memory limits this process. `root` stands before every path."""
        found = [limit for flavour in (V2, V1) for limit in _limits(root, flavour)]
        return min(found, key=lambda limit: limit.bytes, default=None)

    def used_mib(self) -> float | None:
        """What is used, without the files' cache that can be given back at any time."""
        usage = read_number(self._usage)
        if usage is None:
            return None
        cache = self._cache.search(read_text(self._stat))
        return max(0.0, usage - (int(cache.group(1)) if cache else 0)) / MIB


def _limits(root: str, flavour: Flavour) -> list[MemoryLimit]:
    mount, group = _place(root, flavour)
    if mount is None:
        return []
    limits = []
    # A limit binds all groups below it, so each one on the way up counts.
    while True:
        folder = root + os.path.join(mount, group)
        limit = read_number(os.path.join(folder, flavour.limit))
        if limit is not None and limit < NO_LIMIT:
            limits.append(MemoryLimit(folder, limit, flavour))
        if not group:
            return limits
        group = os.path.dirname(group)


def _place(root: str, flavour: Flavour) -> tuple[str | None, str]:
    """Where the groups are mounted, and which of them is ours, relative to that."""
    ours = None
    for line in read_text(root + "/proc/self/cgroup").splitlines():
        _, controllers, path = (line + "::").split(":")[:3]
        if flavour.controller in controllers.split(","):
            ours = path
    for line in read_text(root + "/proc/self/mountinfo").splitlines():
        left, _, right = line.partition(" - ")
        words, options = left.split(), right.split()
        if ours is None or len(words) < 5 or len(options) < 3 or options[0] != flavour.filesystem:
            continue
        if not flavour.controller or flavour.controller in options[2].split(","):
            # A container may see its own group as the root of all.
            top = words[3].rstrip("/")
            inside = ours[len(top) :] if (ours + "/").startswith(top + "/") else ""
            return words[4], inside.strip("/")
    return None, ""
