"""What can be read about the machine that this is."""

from __future__ import annotations

import os
import sys
from typing import Callable, Mapping, NamedTuple

from .run_program import find_program
from .tool import SHARE, Tool

# Takes the monotonic time in seconds, gives values by key.
Source = Callable[[float], Mapping[str, float]]


class Sources(NamedTuple):
    """Files and calls that cost next to nothing, and programs, which cost."""

    cheap: list[Source]
    tools: list[Tool]


def sources_of_this_machine(folder: str, root: str = "") -> Sources:
    """All that there are. `folder` is on the disk that the run is written to; `root` stands before /proc and /sys."""
    cheap: list[Source] = [lambda _: _disk_space(folder)]
    tools: list[Tool] = []
    if sys.platform.startswith("linux"):
        from .amd_gpus import AmdGpus
        from .linux_machine import LinuxMachine
        from .process_tree import ProcessTree

        amd = AmdGpus(root)
        cheap += [LinuxMachine(root).read, ProcessTree(os.getpid(), root).read, amd.read]
        if not amd:
            tools += _tool_for_rocm()
    elif sys.platform == "darwin":
        from .mac_machine import IOREG, PS, VM_STAT, MacProcesses, parse_ioreg, parse_vm_stat

        processes = MacProcesses(os.getpid(), os.cpu_count() or 1)
        cheap.append(lambda _: {"load_1m": os.getloadavg()[0]})
        parsers = ((PS, processes.parse), (VM_STAT, parse_vm_stat), (IOREG, parse_ioreg))
        tools += [Tool(command, parse, share=SHARE / len(parsers)) for command, parse in parsers]
    elif sys.platform == "win32":
        from .windows_machine import WindowsMachine

        cheap.append(WindowsMachine().read)
    return Sources(cheap, tools + _tool_for_nvidia())


def _tool_for_nvidia() -> list[Tool]:
    from .nvidia_smi import ARGUMENTS, parse_nvidia_smi

    path = find_program("nvidia-smi")
    return [] if path is None else [Tool((path, *ARGUMENTS), parse_nvidia_smi)]


def _tool_for_rocm() -> list[Tool]:
    from .rocm_smi import ARGUMENTS, parse_rocm_smi

    path = find_program("rocm-smi")
    return [] if path is None else [Tool((path, *ARGUMENTS), parse_rocm_smi)]


def _disk_space(folder: str) -> dict[str, float]:
    if hasattr(os, "statvfs"):
        disk = os.statvfs(folder)
        used, free = disk.f_blocks - disk.f_bfree, disk.f_bavail
    else:
        import shutil

        _, used, free = shutil.disk_usage(folder)
    return {"disk_used_pct": 100.0 * used / (used + free)} if used + free else {}
