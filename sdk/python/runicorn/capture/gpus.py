"""Which GPUs there are."""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

from ..system.run_program import find_program, run_program
from .missing import Missing

GPU_SECONDS = 4.0
_FIELDS = "index,name,uuid,memory.total,driver_version"
_CUDA = re.compile(r"CUDA (?:UMD )?Version *: *([0-9]+\.[0-9]+)")
# Where a driver is loaded, a GPU that is not listed is missing.
_DRIVER = "/proc/driver/nvidia/version"


class Gpus(NamedTuple):
    """`gpu_info`, `driver_version` and `cuda_version` of environment.json."""

    gpu_info: list[dict[str, Any]]
    driver_version: str | None
    cuda_version: str | None


def read_gpus(missing: Missing) -> Gpus:
    """What nvidia-smi tells of the GPUs; empty where there is none."""
    program = find_program("nvidia-smi")
    if program is None:
        if os.path.exists(_DRIVER):
            missing.add("gpu_info", "nvidia-smi is not installed")
        return Gpus([], None, None)
    query = [program, f"--query-gpu={_FIELDS}", "--format=csv,noheader,nounits"]
    output = run_program(query, missing.seconds_left(GPU_SECONDS)).output
    gpus = parse_gpus(output)
    if not gpus:
        missing.add("gpu_info", "nvidia-smi did not answer")
        return Gpus([], None, None)
    # The only question whose answer names CUDA in every version of the program.
    table = run_program([program], missing.seconds_left(GPU_SECONDS)).output
    cuda = _CUDA.search(table)
    driver = next((gpu["driver_version"] for gpu in gpus if gpu["driver_version"]), None)
    return Gpus(gpus, driver, cuda.group(1) if cuda else None)


def parse_gpus(output: str) -> list[dict[str, Any]]:
    """The GPUs of an answer in CSV; memory in MiB."""
    gpus = []
    for line in output.splitlines():
        cells = [cell.strip() for cell in line.split(",")]
        if len(cells) == len(_FIELDS.split(",")) and cells[0].isdecimal():
            index, name, uuid, memory, driver = cells
            gpus.append(
                {
                    "index": int(index),
                    "name": name,
                    "uuid": _known(uuid),
                    "memory_total_mib": int(memory) if memory.isdecimal() else None,
                    "driver_version": _known(driver),
                }
            )
    return gpus


def _known(cell: str) -> str | None:
    return None if cell.startswith("[") or cell == "" else cell
